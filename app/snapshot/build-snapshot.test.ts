import { expect, it } from 'vitest'
import { engineScene, HOUR, KEY, MINUTE, SECOND } from '../testing/engine-scene.ts'
import { failed } from '../testing/engine-world.ts'
import { snapshotOf } from '../testing/explained-life.ts'

const scene = engineScene()
const recordNow = () => snapshotOf(scene.world, 'en').records[0]

/** The name is told to wait, and what it waits with is let go. */
async function letGo(): Promise<number> {
  await scene.begin()
  const until = Date.now() + 30 * MINUTE
  scene.world.answer = () => failed('provider', '911', until)
  scene.move('11.22.33.2')
  await scene.world.pass(SECOND)
  const { states } = scene.world.engine
  const held = states.accountHold('home')
  if (held === null) throw new Error('nothing is held')
  states.liftHold('home', null, null)
  states.putHold({ ...held, ...KEY, class: 'forgotten', until: null, fingerprint: '11.22.33.2' })
  scene.world.engine.request('poll')
  await scene.world.pass(SECOND)
  return until
}

it('shows what was let go without a time, and for another address the time that the provider named', async () => {
  const until = await letGo()
  expect(recordNow()).toMatchObject({ state: 'waiting', families: [{ state: 'held', heldUntil: null }, {}] })
  scene.move('11.22.33.3')
  await scene.world.pass(SECOND)
  const row = { state: 'held', kind: 'throttled', heldUntil: new Date(until).toISOString() }
  expect(recordNow()).toMatchObject({ state: 'waiting', families: [row, {}] })
})

it.each([MINUTE, 12 * HOUR])('shows a name that is right again as right, %d ms later', async (ms) => {
  await letGo()
  scene.move('11.22.33.1')
  await scene.world.pass(ms)
  expect(recordNow()).toMatchObject({ state: 'ok', families: [{ state: 'confirmed', heldUntil: null }, {}] })
})

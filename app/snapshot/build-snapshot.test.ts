import { expect, it } from 'vitest'
import { dismissalOf } from '../model/family-state.ts'
import { engineScene, HOUR, KEY, MINUTE, SECOND } from '../testing/engine-scene.ts'
import { failed, oneRecord } from '../testing/engine-world.ts'
import { snapshotOf } from '../testing/explanation.ts'

const scene = engineScene()
const snapshotNow = () => snapshotOf(scene.world, 'en')
const recordNow = () => snapshotNow().records[0]

/** The provider names a time for the record, and the user dismisses the update. @returns that time */
async function dismissBesideATime(): Promise<number> {
  await scene.begin()
  const until = Date.now() + 30 * MINUTE
  scene.world.answer = () => failed('provider', '911', until)
  scene.move('11.22.33.2')
  await scene.world.pass(SECOND)
  const { states } = scene.world.engine
  const held = states.accountHold('home')
  if (held === null) throw new Error('nothing is held')
  states.deleteHold('home', null, null)
  states.putHold({ ...held, ...KEY })
  states.setDismissed(KEY, dismissalOf(states.state(KEY), held))
  scene.world.engine.request('poll')
  await scene.world.pass(SECOND)
  return until
}

it('shows a dismissed update without a time, and another address with the time that the provider named', async () => {
  const until = await dismissBesideATime()
  const dismissed = { state: 'held', heldUntil: null, hold: { class: 'forgotten', code: '911' } }
  expect(recordNow()).toMatchObject({ state: 'waiting', families: [dismissed, {}] })
  expect(snapshotNow()).toMatchObject({ overall: 'attention', summary: expect.stringContaining('dismissed') })
  scene.move('11.22.33.3')
  await scene.world.pass(SECOND)
  const row = { state: 'held', kind: 'provider', heldUntil: new Date(until).toISOString() }
  expect(recordNow()).toMatchObject({ state: 'waiting', families: [row, {}] })
})

it('shows a hold of the record that needs the user, dismissed or not', async () => {
  await dismissBesideATime()
  const { states } = scene.world.engine
  const [held] = states.holds()
  if (held === undefined) throw new Error('nothing is held')
  states.putHold({ ...held, class: 'blocked', until: null })
  expect(recordNow()).toMatchObject({
    state: 'attention',
    families: [{ state: 'held', hold: { class: 'blocked' } }, {}],
  })
})

it('makes one view of a hold, however many rows it stops', async () => {
  const hostnames = ['nas.example.org', 'cam.example.org']
  const records = hostnames.map((hostname) => ({ account: 'home', hostname }))
  await scene.begin({ settings: { ...oneRecord, records } })
  scene.world.answer = () => failed('credentials', 'badauth')
  scene.move('11.22.33.2')
  await scene.world.pass(SECOND)
  const { records: statuses, holds } = snapshotNow()
  expect(holds).toMatchObject([{ hostname: null, class: 'needs-user' }])
  const shown = statuses.flatMap(({ families }) => families.flatMap(({ hold }) => (hold === null ? [] : [hold])))
  expect(shown).toHaveLength(hostnames.length)
  for (const hold of shown) expect(hold).toBe(holds[0])
})

it('lists a dismissed update among the holds, with what failed before', async () => {
  await dismissBesideATime()
  const key = { account: 'home', hostname: 'nas.example.org', family: 'ipv4' }
  expect(snapshotNow().holds).toMatchObject([
    { ...key, class: 'until-time' },
    { ...key, class: 'forgotten', kind: 'provider', code: '911', until: null, attempts: 1 },
  ])
})

it.each([MINUTE, 12 * HOUR])('shows a name that is right again as right, %d ms later', async (ms) => {
  await dismissBesideATime()
  scene.move('11.22.33.1')
  await scene.world.pass(ms)
  expect(recordNow()).toMatchObject({ state: 'ok', families: [{ state: 'confirmed', heldUntil: null }, {}] })
})

it('tells a new process what the last round wanted to publish, also behind a hold of the account', async () => {
  await scene.begin()
  scene.world.answer = () => failed('provider', '911', Date.now() + HOUR)
  scene.move('11.22.33.2')
  await scene.world.pass(SECOND)
  scene.move('11.22.33.3')
  await scene.world.pass(SECOND)
  // Another process, such as `homeward status`: it starts no round.
  scene.world = await scene.world.crashAndRestart()
  expect(recordNow()?.families[0]).toMatchObject({
    ...{ desired: '11.22.33.3', confirmed: '11.22.33.1', state: 'held', kind: 'provider' },
  })
})

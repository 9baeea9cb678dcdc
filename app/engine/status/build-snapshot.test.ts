import { expect, it } from 'vitest'
import { engineScene, KEY, MINUTE, SECOND } from '../../testing/engine-scene.ts'
import { failed } from '../../testing/engine-world.ts'
import { buildSnapshot } from './build-snapshot.ts'

const scene = engineScene()

function recordNow() {
  const { engine, settings } = scene.world
  const [record] = buildSnapshot({
    ...{ revision: 1, version: '0', locale: 'en' as const, settings, providers: [], loginItem: 'unavailable' as const },
    settingsFile: { path: '/settings.yaml', editable: true },
    ...{ ledger: engine.ledger, jobs: engine.jobs, view: engine.view, verified: engine.verified },
    ...{ lastRound: null, secrets: () => ({}), notices: [], nextLookAt: engine.nextLookAt },
    ...{ paused: engine.pause.active, pausedUntil: engine.pause.until },
  }).records
  return record
}

it('shows what was let go without a time, and for another address the time that the provider named', async () => {
  await scene.begin()
  const until = Date.now() + 30 * MINUTE
  scene.world.answer = () => failed('provider', '911', until)
  scene.move('11.22.33.2')
  await scene.world.pass(SECOND)
  const held = scene.world.engine.ledger.accountHold('home')
  if (held === null) throw new Error('nothing is held')
  scene.world.engine.ledger.liftHold('home', null, null)
  scene.world.engine.ledger.putHold({ ...held, ...KEY, class: 'forgotten', fingerprint: '11.22.33.2' })
  scene.world.engine.request('poll')
  await scene.world.pass(SECOND)
  expect(recordNow()).toMatchObject({ state: 'waiting', families: [{ state: 'held', heldUntil: null }, {}] })

  scene.move('11.22.33.3')
  await scene.world.pass(SECOND)
  const row = { state: 'held', kind: 'throttled', heldUntil: new Date(until).toISOString() }
  expect(recordNow()).toMatchObject({ state: 'waiting', families: [row, {}] })
})

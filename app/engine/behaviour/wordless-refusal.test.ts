// A 401 or 403 that gives no reason, at a secret that worked before: an API out of order answers so, too. Three slow tries in
// all, nothing else meanwhile, and shown as "needs you" from the first one.
import { describe, expect, it } from 'vitest'
import { engineScene, HOUR, KEY, MINUTE, SECOND } from '../../testing/engine-scene.ts'
import { confirmed, createEngineWorld, failed, oneRecord } from '../../testing/engine-world.ts'
import { snapshotOf } from '../../testing/explanation.ts'

const scene = engineScene()
const DAY = 24 * HOUR
/** Days pass, and each check costs time. */
const settings = { ...oneRecord, detection: { pollIntervalS: 86_400 } }
const wordless = () => failed('credentials', 'http-401')
const accountHold = () => scene.world.engine.states.accountHold('home')
/** Hours after the refusal, rounded. */
const hours = (since: number) => scene.world.sent.map(({ at }) => Math.round((at - since) / HOUR))

/** The secret works, and is refused from then on. @returns when it was first refused */
async function refuse(code = 'http-401', kind: 'credentials' | 'hostname' = 'credentials'): Promise<number> {
  await scene.begin({ settings })
  scene.world.answer = () => failed(kind, code)
  scene.world.sent.length = 0
  scene.move('11.22.33.2')
  await scene.world.pass(SECOND)
  expect(scene.world.sent).toHaveLength(1)
  return scene.world.sent[0]?.at ?? 0
}

describe('a refusal without a reason', () => {
  it.each(['http-401', 'http-403'])(
    'of a secret that worked before (%s) is tried 1, 6 and 24 hours later, and no more',
    async (code) => {
      const since = await refuse(code)
      expect(accountHold()).toMatchObject({ class: 'needs-user', until: since + HOUR })
      expect(snapshotOf(scene.world, 'en').records[0]?.state).toBe('attention')
      await scene.world.pass(7 * DAY)
      expect(hours(since)).toEqual([0, 1, 7, 31])
      expect(accountHold()).toMatchObject({ class: 'needs-user', until: null })
    },
  )

  it('lets nothing else of the account through meanwhile, whatever the user or the network asks for', async () => {
    await refuse()
    for (const to of ['11.22.33.3', '11.22.33.4']) {
      scene.move(to)
      scene.world.engine.request('user', { force: [KEY.hostname], retryParked: true })
      await scene.world.pass(10 * MINUTE)
    }
    await scene.restart()
    expect(scene.world.sent).toHaveLength(0)
    scene.world.answer = () => confirmed
    await scene.world.pass(HOUR)
    expect(scene.world.sent).toHaveLength(1)
    expect(scene.world.engine.states.state(KEY)?.confirmed).toBe('11.22.33.4')
    expect(scene.world.engine.states.holds()).toEqual([])
  })

  it('starts its count again only after a success', async () => {
    const since = await refuse()
    // Another failure in between, and a restart.
    await scene.world.pass(59 * MINUTE)
    scene.world.answer = () => failed('provider', 'http-503')
    await scene.world.pass(10 * MINUTE)
    scene.world.answer = wordless
    await scene.world.pass(30 * MINUTE)
    expect(accountHold()?.until).toBeGreaterThan(since + 6 * HOUR)
    await scene.restart()
    scene.world.answer = wordless
    await scene.world.pass(3 * DAY)
    expect(accountHold()).toMatchObject({ class: 'needs-user', until: null })
    const sent = scene.world.sent.length
    scene.world.engine.liftHold('home', null)
    await scene.world.pass(3 * DAY)
    expect(scene.world.sent.length).toBe(sent + 1)
    scene.world.answer = () => confirmed
    scene.world.engine.liftHold('home', null)
    await scene.world.pass(MINUTE)
    scene.world.answer = wordless
    scene.move('11.22.33.5')
    await scene.world.pass(SECOND)
    expect(accountHold()?.until).not.toBeNull()
  })

  it('of a new secret is never tried again, nor of one that was edited since', async () => {
    scene.world = createEngineWorld({ settings })
    scene.world.answer = wordless
    scene.world.engine.start()
    await scene.world.pass(3 * DAY)
    expect(scene.world.sent).toHaveLength(1)
    expect(accountHold()).toMatchObject({ class: 'needs-user', until: null })
    scene.world.secret = { state: 'found', value: 'works' }
    scene.world.answer = () => confirmed
    scene.world.engine.request('config-change')
    await scene.world.pass(SECOND)
    scene.world.secret = { state: 'found', value: 'does not' }
    scene.world.answer = wordless
    scene.world.sent.length = 0
    scene.move('11.22.33.9')
    await scene.world.pass(3 * DAY)
    expect(scene.world.sent).toHaveLength(1)
  })

  it.each(['badauth', 'bad-token', 'ko', 'token-location'])(
    'is not what %s is: that gets one request',
    async (code) => {
      await refuse(code)
      await scene.world.pass(3 * DAY)
      expect(scene.world.sent).toHaveLength(1)
      expect(accountHold()).toMatchObject({ class: 'needs-user', until: null })
    },
  )

  it('of one name leaves the others alone, and is tried as slowly', async () => {
    const records = ['nas.example.org', 'cam.example.org'].map((hostname) => ({ account: 'home', hostname }))
    await scene.begin({ settings: { ...settings, records } })
    scene.world.answer = (hostname) => (hostname.startsWith('nas') ? failed('hostname', 'http-403') : confirmed)
    scene.world.sent.length = 0
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    const since = scene.world.sent[0]?.at ?? 0
    await scene.world.pass(7 * DAY)
    expect(hours(since)).toEqual([0, 1, 7, 31])
    expect(scene.world.engine.states.state({ ...KEY, hostname: 'cam.example.org' })?.confirmed).toBe('11.22.33.2')
    expect(scene.world.engine.states.familyHold(KEY)).toMatchObject({ class: 'needs-user', until: null })
  })
})

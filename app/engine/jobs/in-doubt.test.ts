import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { confirmed, createEngineWorld, type EngineWorld, failed } from '../../testing/engine-world.ts'

const SECOND = 1_000
const OURS = '11.22.33.1'
const key = { account: 'home', hostname: 'nas.example.org', family: 'ipv4' } as const
let world: EngineWorld

async function begin(zone: EngineWorld['zone'] = () => []): Promise<void> {
  world = createEngineWorld()
  world.zone = zone
  world.engine.start()
  await world.pass(100)
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
})
afterEach(() => {
  world.close()
  vi.useRealTimers()
})

describe('an update in doubt', () => {
  async function leaveInDoubt(zone: EngineWorld['zone']): Promise<void> {
    await begin(zone)
    world.address = '11.22.33.2'
    world.answer = () => new Promise(() => {})
    world.engine.request('user')
    await world.pass(100)
    expect(world.sent).toHaveLength(2)
    world = await world.crashAndRestart()
    world.engine.start()
    await world.pass(10 * SECOND)
  }

  it('is not sent again when the zone shows that it was applied', async () => {
    await leaveInDoubt(() => [['11.22.33.2']])
    expect(world.sent).toHaveLength(0)
    expect(world.engine.states.state(key)).toMatchObject({
      confirmed: '11.22.33.2',
      previous: OURS,
      unsettled: null,
    })
    expect(world.store.history({ limit: 1 }).attempts).toMatchObject([{ to: '11.22.33.2', result: 'confirmed' }])
    expect(world.store.families()).toMatchObject([{ confirmed: '11.22.33.2' }])
    expect(world.news).toMatchObject([{ from: OURS, failure: null }])
  })

  it.each([
    ['differs', () => [[OURS]]],
    ['lags', () => [['11.22.33.2'], [OURS]]],
    ['is silent', () => []],
  ])('is sent again when the zone %s', async (_, zone) => {
    await leaveInDoubt(zone)
    expect(world.sent).toHaveLength(1)
    expect(world.engine.states.state(key)).toMatchObject({ confirmed: '11.22.33.2', unsettled: null })
  })

  it('is sent again when the name held that address before, since holding it proves nothing', async () => {
    await begin(() => [[OURS]])
    world.answer = () => new Promise(() => {})
    world.engine.request('user', { force: ['nas.example.org'] })
    await world.pass(100)
    world = await world.crashAndRestart()
    world.engine.start()
    await world.pass(10 * SECOND)
    expect(world.sent).toHaveLength(1)
  })

  it('is not sent again when the provider holds it', async () => {
    world = createEngineWorld({ info: { canReadBack: true } })
    world.readBack = async () => ({ ok: true, ipv4: [OURS], ipv6: [], proxied: true })
    world.answer = () => new Promise(() => {})
    world.engine.start()
    await world.pass(100)
    world = await world.crashAndRestart()
    world.engine.start()
    await world.pass(10 * SECOND)
    expect(world.sent).toHaveLength(0)
    expect(world.engine.states.state(key)).toMatchObject({ confirmed: OURS })
  })

  it('is sent to the new destination when the account is edited during the check', async () => {
    world = createEngineWorld({ info: { canReadBack: true } })
    world.answer = () => new Promise(() => {})
    world.engine.start()
    await world.pass(100)
    world = await world.crashAndRestart()
    let finishReading = () => {}
    world.readBack = () =>
      new Promise((resolve) => {
        finishReading = () => resolve({ ok: true, ipv4: [OURS], ipv6: [], proxied: false })
      })
    world.engine.start()
    await world.pass(100)
    const [account] = world.settings.accounts
    if (account === undefined) throw new Error('the world has no account')
    world.settings = { ...world.settings, accounts: [{ ...account, endpoint: 'https://other.example.org' }] }
    world.engine.request('config-change')
    await world.pass(100)
    finishReading()
    await world.pass(10 * SECOND)
    expect(world.sent).toHaveLength(1)
    expect(world.store.history({ limit: 5 }).attempts.map(({ result }) => result)).toEqual(['confirmed', 'unconfirmed'])
  })

  it('waits three seconds for a provider that hangs, and no longer', async () => {
    world = createEngineWorld({ info: { canReadBack: true } })
    world.answer = () => new Promise(() => {})
    world.engine.start()
    await world.pass(100)
    world = await world.crashAndRestart()
    world.readBack = () => new Promise(() => {})
    world.engine.start()
    await world.pass(2_900)
    expect(world.sent).toHaveLength(0)
    await world.pass(200)
    expect(world.sent).toHaveLength(1)
  })
})

describe('an address that comes back while another is in doubt', () => {
  /** .1 is confirmed, .2 is sent with an unknown outcome, .1 is observed again. */
  async function comeBack(
    zone: EngineWorld['zone'],
    then: EngineWorld['answer'] = () => failed('network', 'refused'),
    first: EngineWorld['answer'] = () => failed('network', 'timeout'),
  ) {
    await begin(zone)
    world.address = '11.22.33.2'
    world.answer = first
    world.engine.request('user')
    await world.pass(500)
    world.answer = then
    await world.pass(60 * SECOND)
    world.address = OURS
    world.answer = () => confirmed
    world.sent.length = 0
    world.engine.request('user', { retryParked: true })
    await world.pass(SECOND)
  }

  it.each<[string, EngineWorld['answer']]>([
    ['left in doubt, too', () => failed('network', 'timeout')],
    ['refused for certain', () => failed('network', 'refused')],
  ])('is sent when nothing answers, and a later attempt was %s', async (_, then) => {
    await comeBack(() => [], then)
    expect(world.sent).toMatchObject([{ changes: [{ ipv4: OURS }] }])
    expect(world.engine.states.state(key)).toMatchObject({ confirmed: OURS, unsettled: null })
  })

  it('is sent although the zone shows it, since that may be from before', async () => {
    await begin(() => [[OURS]])
    world.address = '11.22.33.2'
    world.engine.request('user')
    await world.pass(SECOND)
    world.sent.length = 0
    world.address = OURS
    world.answer = () => (world.sent.length > 1 ? confirmed : failed('network', 'reset'))
    world.engine.request('user')
    await world.pass(10 * SECOND)
    expect(world.sent).toHaveLength(2)
  })

  it('is not sent again when the zone shows it long after it was replaced', async () => {
    await begin(() => [[OURS]])
    world.address = '11.22.33.2'
    world.engine.request('user')
    await world.pass(15 * 60 * SECOND)
    world.sent.length = 0
    world.address = OURS
    world.answer = () => failed('network', 'reset')
    world.engine.request('user')
    await world.pass(10 * SECOND)
    expect(world.sent).toHaveLength(1)
    expect(world.engine.states.state(key)).toMatchObject({ confirmed: OURS, unsettled: null })
  })

  it('is sent when the zone holds the other one', async () => {
    await comeBack(() => [['11.22.33.2']])
    expect(world.sent).toHaveLength(1)
  })

  it('is not sent while the zone holds it, and the doubt ends later', async () => {
    await comeBack(() => [[OURS]])
    expect(world.sent).toHaveLength(0)
    expect(world.engine.states.state(key)?.unsettled).not.toBeNull()
    await world.pass(15 * 60 * SECOND)
    expect(world.sent).toHaveLength(0)
    expect(world.engine.states.state(key)).toMatchObject({ confirmed: OURS, unsettled: null })
    const failures = world.store.history({ limit: 10, result: 'failed' }).attempts
    expect(failures.map(({ code, to }) => `${code} ${to}`)).toContain('not-arrived 11.22.33.2')
  })

  describe('and is forced', () => {
    const readings = (afterMs: number): EngineWorld['readBack'] => {
      return () =>
        new Promise((resolve) => {
          setTimeout(() => resolve({ ok: true, ipv4: [OURS], ipv6: [], proxied: false }), afterMs)
        })
    }
    const force = () => world.engine.request('user', { force: ['nas.example.org'] })

    /** .1 is confirmed, .2 is in doubt, and the next process starts with .1. @param offMs since .2 was sent */
    async function restartInDoubt(offMs: number): Promise<void> {
      world = createEngineWorld({ info: { canReadBack: true } })
      world.engine.start()
      await world.pass(100)
      world.address = '11.22.33.2'
      world.answer = () => new Promise(() => {})
      world.engine.request('user')
      await world.pass(100)
      world = await world.crashAndRestart()
      world.address = OURS
      world.readBack = readings(2 * SECOND)
      await world.pass(offMs)
      world.engine.start()
    }

    it.each([
      ['not applied', 5 * 60 * SECOND],
      ['perhaps still to come', SECOND],
    ])('during the check is sent when the other one was %s', async (_, offMs) => {
      await restartInDoubt(offMs)
      await world.pass(500)
      force()
      await world.pass(10 * SECOND)
      expect(world.sent).toMatchObject([{ changes: [{ ipv4: OURS }] }])
      expect(world.engine.states.state(key)).toMatchObject({ confirmed: OURS, unsettled: null })
    })

    it.each([
      ['not applied', 5 * 60 * SECOND],
      ['perhaps still to come', SECOND],
    ])('before the check is sent when the other one was %s', async (_, offMs) => {
      await restartInDoubt(offMs)
      force()
      await world.pass(10 * SECOND)
      expect(world.sent).toMatchObject([{ changes: [{ ipv4: OURS }] }])
    })
  })

  it.each(['html', 'empty', 'other-address', 'unknown-word'])(
    'is sent after a reply of "%s" to the other one',
    async (code) => {
      await comeBack(
        () => [['11.22.33.2']],
        () => failed('network', 'refused'),
        () => failed('unrecognised', code),
      )
      await world.pass(6 * 60 * SECOND)
      expect(world.sent).toMatchObject([{ changes: [{ ipv4: OURS }] }])
    },
  )
})

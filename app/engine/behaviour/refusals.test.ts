import { describe, expect, it } from 'vitest'
import { settingsSchema } from '../../contract/settings.ts'
import { engineScene, HOUR, KEY, MINUTE, SECOND } from '../../testing/engine-scene.ts'
import { confirmed, createEngineWorld, failed, oneRecord } from '../../testing/engine-world.ts'

const scene = engineScene()

describe('a provider that refuses', () => {
  it('gets a wrong password once, also across restarts, until the secret is edited', async () => {
    scene.world = createEngineWorld()
    scene.world.answer = () => failed('credentials', 'badauth')
    scene.world.engine.start()
    await scene.world.pass(3 * 24 * 60 * MINUTE)
    expect(scene.world.sent).toHaveLength(1)
    scene.move('11.22.33.9')
    await scene.world.pass(MINUTE)
    scene.world.engine.request('user')
    await scene.world.pass(MINUTE)
    expect(scene.world.sent).toHaveLength(1)

    scene.world = await scene.world.crashAndRestart()
    scene.world.engine.start()
    await scene.world.pass(60 * MINUTE)
    expect(scene.world.sent).toHaveLength(0)

    scene.world.secret = { state: 'found', value: 'the right one' }
    scene.world.engine.request('config-change')
    await scene.world.pass(100)
    expect(scene.world.sent).toHaveLength(1)
    expect(scene.world.engine.states.holds()).toEqual([])
  })

  it('gets no request before the time it names, and one at that time, to the second', async () => {
    scene.world = createEngineWorld()
    const until = Date.now() + 17 * MINUTE
    scene.world.answer = () => failed('throttled', 'http-429', until)
    scene.world.engine.start()
    await scene.world.pass(16 * MINUTE + 59_000)
    scene.world.engine.request('user')
    await scene.world.pass(10)
    expect(scene.world.sent).toHaveLength(1)
    scene.world.answer = () => confirmed
    await scene.world.pass(2_000)
    expect(scene.world.sent).toHaveLength(2)
    expect(scene.world.engine.states.state(KEY)?.confirmed).toBe('11.22.33.1')
  })

  it('gets no request before the time it named beside a refusal, even after the user’s edit', async () => {
    const records = ['nas.example.org', 'cam.example.org'].map((hostname) => ({ account: 'home', hostname }))
    await scene.begin({ settings: { ...oneRecord, records } })
    const until = Date.now() + 30 * MINUTE
    scene.world.answer = (hostname) =>
      hostname.startsWith('nas') ? failed('account', '!donator') : failed('provider', '911', until)
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    expect(scene.world.engine.states.accountHold('home')).toMatchObject({ class: 'needs-user' })
    scene.world.answer = () => confirmed
    scene.world.sent.length = 0
    scene.world.secret = { state: 'found', value: 'paid for' }
    scene.world.engine.request('config-change')
    await scene.world.pass(HOUR)
    expect(scene.world.sent.map(({ at }) => at >= until)).toEqual([true])
  })

  it('gets no request before the time it named beside a block, even after the user lifted it', async () => {
    const records = ['nas.example.org', 'cam.example.org'].map((hostname) => ({ account: 'home', hostname }))
    await scene.begin({ settings: { ...oneRecord, records } })
    const until = Date.now() + 30 * MINUTE
    scene.world.answer = (hostname) =>
      hostname.startsWith('nas') ? failed('provider', '911', until) : failed('blocked', 'good-127.0.0.1')
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    expect(scene.world.engine.states.accountHold('home')).toMatchObject({ class: 'blocked' })
    scene.world.answer = () => confirmed
    scene.world.sent.length = 0
    scene.world.engine.liftHold('home', null)
    await scene.world.pass(SECOND)
    scene.world.engine.liftHold('home', null)
    await scene.world.pass(HOUR)
    expect(scene.world.sent.map(({ at }) => at >= until)).toEqual([true])
  })

  it('is judged by the most severe line of a reply, wherever it stands', async () => {
    const records = ['nas.example.org', 'cam.example.org'].map((hostname) => ({ account: 'home', hostname }))
    await scene.begin({ settings: { ...oneRecord, records } })
    scene.world.answer = (hostname) =>
      hostname.startsWith('nas') ? failed('network', 'not-sent') : failed('credentials', 'badauth')
    scene.world.sent.length = 0
    scene.move('11.22.33.2')
    await scene.world.pass(HOUR)
    expect(scene.world.sent).toHaveLength(1)
    expect(scene.world.engine.states.accountHold('home')).toMatchObject({ class: 'needs-user' })
  })

  it('gets no request before the latest time that one reply names', async () => {
    const records = ['nas.example.org', 'cam.example.org'].map((hostname) => ({ account: 'home', hostname }))
    await scene.begin({ settings: { ...oneRecord, records } })
    const until = Date.now() + 30 * MINUTE
    scene.world.answer = (hostname) =>
      failed('provider', '911', hostname.startsWith('nas') ? until - 20 * MINUTE : until)
    scene.move('11.22.33.2')
    await scene.world.pass(SECOND)
    scene.world.answer = () => confirmed
    scene.world.sent.length = 0
    await scene.world.pass(HOUR)
    expect(scene.world.sent.map(({ at }) => at >= until)).toEqual([true])
  })

  it('still gets the other names of an account after it refused one', async () => {
    await scene.begin({
      settings: {
        ...oneRecord,
        records: ['nas.example.org', 'cam.example.org'].map((hostname) => ({ account: 'home', hostname })),
      },
    })
    scene.world.answer = (hostname) => (hostname.startsWith('nas') ? failed('hostname', 'nohost') : confirmed)
    scene.move('11.22.33.2')
    await scene.world.pass(1_000)
    scene.move('11.22.33.3')
    await scene.world.pass(1_000)
    expect(scene.world.sent.slice(1).map(({ changes }) => changes.map(({ hostname }) => hostname))).toEqual([
      ['nas.example.org', 'cam.example.org'],
      ['cam.example.org'],
    ])
  })

  it('gets nothing after abuse, even when the account is edited, until the user lifts the hold', async () => {
    scene.world = createEngineWorld()
    scene.world.answer = () => failed('blocked', 'abuse')
    scene.world.engine.start()
    await scene.world.pass(MINUTE)
    scene.world.secret = { state: 'found', value: 'another' }
    scene.world.engine.request('config-change')
    await scene.world.pass(MINUTE)
    expect(scene.world.sent).toHaveLength(1)
    scene.world.answer = () => confirmed
    scene.world.engine.liftHold('home', null)
    await scene.world.pass(100)
    expect(scene.world.sent).toHaveLength(2)
  })

  it('is asked for each name alone when it takes fewer names than it documents', async () => {
    scene.world = createEngineWorld({
      settings: {
        ...oneRecord,
        records: ['a', 'b', 'c', 'd'].map((label) => ({ account: 'home', hostname: `${label}.example.org` })),
      },
    })
    scene.world.answer = (_, { changes }) => (changes.length > 2 ? failed('hostname', 'numhost') : confirmed)
    scene.world.engine.start()
    await scene.world.pass(1_000)
    expect(scene.world.sent.map(({ changes }) => changes.length)).toEqual([4, 1, 1, 1, 1])
    expect(scene.world.engine.states.holds()).toEqual([])
  })
})

describe('an account that is edited', () => {
  it('has everything sent again when it points to another server', async () => {
    await scene.begin()
    const [account] = oneRecord.accounts
    scene.world.settings = settingsSchema.parse({
      ...oneRecord,
      accounts: [{ ...account, endpoint: 'https://new.example.org' }],
    })
    scene.world.engine.request('config-change')
    await scene.world.pass(100)
    expect(scene.world.sent).toHaveLength(2)
    expect(scene.world.engine.states.state(KEY)).toMatchObject({ confirmed: '11.22.33.1', previous: null })
    await scene.world.pass(24 * 60 * MINUTE)
    expect(scene.world.sent).toHaveLength(2)
  })
})

describe('one name among many', () => {
  const names = ['a', 'b', 'c'].map((label) => ({ account: 'home', hostname: `${label}.example.org` }))

  it('starves no other when the provider cannot handle it', async () => {
    scene.world = createEngineWorld({ settings: { ...oneRecord, records: names }, info: { batchSize: 1 } })
    scene.world.answer = (hostname) => (hostname.startsWith('a.') ? failed('provider', 'http-500') : confirmed)
    scene.world.engine.start()
    await scene.world.pass(10 * MINUTE)
    for (const label of ['b', 'c']) {
      expect(scene.world.engine.states.state({ ...KEY, hostname: `${label}.example.org` })?.confirmed).toBe(
        '11.22.33.1',
      )
    }
    const tries = scene.world.sent.filter(({ changes }) => changes[0]?.hostname === 'a.example.org').length
    expect(tries).toBeLessThanOrEqual(4 + 4)
  })

  it('is undone alone when it alone changed', async () => {
    await scene.begin({
      settings: { ...oneRecord, records: [{ account: 'home', hostname: 'nas.example.org', ipv6: 'auto' }] },
    })
    scene.move('11.22.33.2')
    await scene.world.pass(60 * MINUTE)
    expect(scene.world.engine.undo('home', 'nas.example.org')).toBe(true)
    expect(scene.world.engine.states.state(KEY)?.undo).toMatchObject({ to: '11.22.33.1' })
  })
})

describe('secrets', () => {
  it('are needed to send anything, and sending starts once they are there', async () => {
    scene.world = createEngineWorld()
    scene.world.secret = { state: 'missing' }
    scene.world.engine.start()
    await scene.world.pass(MINUTE)
    expect(scene.world.sent).toHaveLength(0)
    expect(scene.world.engine.states.accountHold('home')?.failure.code).toBe('secret-missing')
    scene.world.secret = { state: 'found', value: 'there it is' }
    scene.world.engine.request('config-change')
    await scene.world.pass(100)
    expect(scene.world.sent).toHaveLength(1)
  })

  it('that a locked store holds are read again later, and the user need not edit anything', async () => {
    scene.world = createEngineWorld()
    scene.world.secret = { state: 'unreadable', reason: 'locked' }
    scene.world.engine.start()
    await scene.world.pass(MINUTE / 2)
    expect(scene.world.engine.states.accountHold('home')).toMatchObject({ class: 'parked' })
    scene.world.secret = { state: 'found', value: 'hunter2' }
    await scene.world.pass(MINUTE)
    expect(scene.world.sent).toHaveLength(1)
  })
})

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { settingsSchema } from '../contract/settings.ts'
import { adapter, adapterAddress } from '../testing/adapters.ts'
import { confirmed, createEngineWorld, type EngineWorld, failed, oneRecord } from '../testing/engine-world.ts'

const MINUTE = 60_000
let world: EngineWorld

/** The machine gets another address, and the system tells of it. */
function move(to: string): void {
  world.address = to
  world.adapters = [adapter({ addresses: [adapterAddress(to)] })]
  world.networkEvent()
}

async function begin(options: Parameters<typeof createEngineWorld>[0] = {}): Promise<void> {
  world = createEngineWorld(options)
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

const key = { account: 'home', hostname: 'nas.example.org', family: 'ipv4' } as const

describe('an ordinary life', () => {
  it('tells the provider once at the first start and then stays silent while nothing changes', async () => {
    await begin()
    expect(world.sent.map(({ changes }) => changes)).toEqual([
      [{ hostname: 'nas.example.org', ipv4: '11.22.33.1', ipv6: null }],
    ])
    await world.pass(24 * 60 * MINUTE)
    expect(world.sent).toHaveLength(1)
  })

  it('costs the provider nothing in a quiet month', { timeout: 120_000 }, async () => {
    await begin({ settings: { ...oneRecord, detection: { pollIntervalS: 3_600 } } })
    await world.pass(30 * 24 * 60 * MINUTE)
    expect(world.sent).toHaveLength(1)
  })

  it('keeps a name alive where the provider says that idle ones expire, once and not too early', async () => {
    await begin({ info: { keepAliveDays: 3 }, settings: { ...oneRecord, detection: { pollIntervalS: 86_400 } } })
    await world.pass(2 * 24 * 60 * MINUTE - MINUTE)
    expect(world.sent).toHaveLength(1)
    await world.pass(2 * MINUTE)
    expect(world.sent).toHaveLength(2)
    await world.pass(24 * 60 * MINUTE)
    expect(world.sent).toHaveLength(2)
  })

  it('sends a new address after the debounce, and remembers the one before', async () => {
    await begin()
    move('11.22.33.2')
    await world.pass(499)
    expect(world.sent).toHaveLength(1)
    await world.pass(50)
    expect(world.sent).toHaveLength(2)
    expect(world.engine.ledger.state(key)).toMatchObject({ confirmed: '11.22.33.2', previous: '11.22.33.1' })
    expect(world.news.at(-1)).toMatchObject({ from: '11.22.33.1', failure: null })
  })

  it('makes one round of a burst of events and never waits longer than the longest wait', async () => {
    await begin()
    for (let index = 0; index < 12; index += 1) {
      move(`11.22.33.${10 + index}`)
      await world.pass(400)
    }
    // 12 events in 4.8 s, each within the debounce of the one before: the longest wait of 5 s ends the burst.
    await world.pass(300)
    expect(world.sent.at(-1)?.changes[0]?.ipv4).toBe('11.22.33.21')
    expect(world.sent).toHaveLength(2)
  })

  it('ends at once when an event changed nothing that matters', async () => {
    await begin()
    const before = world.engine.view
    world.networkEvent()
    await world.pass(2_000)
    expect(world.engine.view).toBe(before)
  })

  it('keeps the record when the address is not known, and looks again within seconds', async () => {
    await begin()
    world.address = null
    world.engine.request('user')
    await world.pass(10)
    expect(world.sent).toHaveLength(1)
    world.address = '11.22.33.7'
    await world.pass(1_100)
    expect(world.sent.at(-1)?.changes[0]?.ipv4).toBe('11.22.33.7')
  })

  it('sends nothing after a restart when nothing changed meanwhile', async () => {
    await begin()
    world = await world.crashAndRestart()
    world.engine.start()
    await world.pass(10 * MINUTE)
    expect(world.sent).toHaveLength(0)
  })
})

describe('a provider that refuses', () => {
  it('asks a wrong password once, also across restarts, until the secret is edited', async () => {
    world = createEngineWorld()
    world.answer = () => failed('credentials', 'badauth')
    world.engine.start()
    await world.pass(3 * 24 * 60 * MINUTE)
    expect(world.sent).toHaveLength(1)
    move('11.22.33.9')
    await world.pass(MINUTE)
    world.engine.request('user')
    await world.pass(MINUTE)
    expect(world.sent).toHaveLength(1)

    world = await world.crashAndRestart()
    world.engine.start()
    await world.pass(60 * MINUTE)
    expect(world.sent).toHaveLength(0)

    world.secret = { state: 'found', value: 'the right one' }
    world.engine.request('config-change')
    await world.pass(100)
    expect(world.sent).toHaveLength(1)
    expect(world.engine.ledger.holds()).toEqual([])
  })

  it('keeps away until the time a provider names, to the second, and comes back then', async () => {
    world = createEngineWorld()
    const until = Date.now() + 17 * MINUTE
    world.answer = () => failed('throttled', 'http-429', until)
    world.engine.start()
    await world.pass(16 * MINUTE + 59_000)
    world.engine.request('user')
    await world.pass(10)
    expect(world.sent).toHaveLength(1)
    world.answer = () => confirmed
    await world.pass(2_000)
    expect(world.sent).toHaveLength(2)
    expect(world.engine.ledger.state(key)?.confirmed).toBe('11.22.33.1')
  })

  it('goes on with the other names of an account when one is refused', async () => {
    await begin({
      settings: {
        ...oneRecord,
        records: ['nas.example.org', 'cam.example.org'].map((hostname) => ({ account: 'home', hostname })),
      },
    })
    world.answer = (hostname) => (hostname.startsWith('nas') ? failed('hostname', 'nohost') : confirmed)
    move('11.22.33.2')
    await world.pass(1_000)
    move('11.22.33.3')
    await world.pass(1_000)
    expect(world.sent.slice(1).map(({ changes }) => changes.map(({ hostname }) => hostname))).toEqual([
      ['nas.example.org', 'cam.example.org'],
      ['cam.example.org'],
    ])
  })

  it('stays away after abuse even when the account is edited, until the user lifts the hold', async () => {
    world = createEngineWorld()
    world.answer = () => failed('blocked', 'abuse')
    world.engine.start()
    await world.pass(MINUTE)
    world.secret = { state: 'found', value: 'another' }
    world.engine.request('config-change')
    await world.pass(MINUTE)
    expect(world.sent).toHaveLength(1)
    world.answer = () => confirmed
    world.engine.liftHold('home', null)
    await world.pass(100)
    expect(world.sent).toHaveLength(2)
  })

  it('splits a batch once when the provider takes fewer names than it documents', async () => {
    world = createEngineWorld({
      settings: {
        ...oneRecord,
        records: ['a', 'b', 'c', 'd'].map((label) => ({ account: 'home', hostname: `${label}.example.org` })),
      },
    })
    world.answer = (_, { changes }) => (changes.length > 2 ? failed('hostname', 'numhost') : confirmed)
    world.engine.start()
    await world.pass(1_000)
    expect(world.sent.map(({ changes }) => changes.length)).toEqual([4, 2, 2])
    expect(world.engine.ledger.holds()).toEqual([])
  })
})

describe('a network that fails', () => {
  it('tries after 1, 2 and 4 seconds, then parks the job and comes back after a minute, doubling', async () => {
    world = createEngineWorld()
    world.answer = () => failed('network', 'refused')
    world.engine.start()
    const started = Date.now()
    await world.pass(20 * MINUTE)
    const seconds = world.sent.map(({ at }) => Math.round((at - started) / 1_000))
    expect(seconds).toEqual([0, 1, 3, 7, 67, 187, 427, 907])
    expect(world.engine.ledger.accountHold('home')).toMatchObject({ class: 'parked', attempts: 5 })
  })

  it('sends the newest address when it was retrying an older one', async () => {
    world = createEngineWorld()
    world.answer = () => failed('provider', 'http-503')
    world.engine.start()
    await world.pass(1_500)
    world.address = '11.22.33.5'
    world.engine.request('poll')
    world.answer = () => confirmed
    await world.pass(3_000)
    expect(world.sent.map(({ changes }) => changes[0]?.ipv4)).toEqual(['11.22.33.1', '11.22.33.1', '11.22.33.5'])
  })

  it('goes on at once when the network returns', async () => {
    world = createEngineWorld()
    world.answer = () => failed('network', 'unreachable')
    world.engine.start()
    await world.pass(30_000)
    const before = world.sent.length
    world.answer = () => confirmed
    move('11.22.33.1')
    world.adapters = [adapter({ addresses: [adapterAddress('11.22.33.1'), adapterAddress('2a0e:1111::1')] })]
    world.networkEvent()
    await world.pass(600)
    expect(world.sent).toHaveLength(before + 1)
  })

  it('ends right after a thousand changes in ten seconds, with at most three updates', async () => {
    await begin()
    for (let index = 0; index < 1_000; index += 1) {
      move(`11.22.33.${2 + (index % 200)}`)
      await world.pass(10)
    }
    await world.pass(5_000)
    expect(world.engine.ledger.state(key)?.confirmed).toBe('11.22.33.201')
    expect(world.sent.length - 1).toBeLessThanOrEqual(3)
  })

  it('keeps a place for healthy accounts however many hang', async () => {
    const accounts = ['a', 'b', 'c', 'd', 'e', 'healthy'].map((id) => ({
      id,
      provider: 'practice',
      fields: { username: 'u' },
    }))
    const records = accounts.map(({ id }) => ({ account: id, hostname: `${id}.example.org` }))
    world = createEngineWorld({ settings: { version: 1, accounts, records } })
    world.answer = (hostname) => (hostname.startsWith('healthy') ? confirmed : failed('network', 'timeout'))
    world.engine.start()
    await world.pass(30_000)
    // From now on the failing ones take 20 s each before they fail.
    world.answer = (hostname) =>
      hostname.startsWith('healthy')
        ? confirmed
        : new Promise((resolve) => setTimeout(() => resolve(failed('network', 'timeout')), 20_000))
    await world.pass(40_000)
    move('11.22.33.2')
    await world.pass(600)
    const healthy = { account: 'healthy', hostname: 'healthy.example.org', family: 'ipv4' } as const
    expect(world.engine.ledger.state(healthy)?.confirmed).toBe('11.22.33.2')
  })

  it('lets a healthy account pass while others hang', async () => {
    const accounts = ['one', 'two', 'three', 'healthy'].map((id) => ({
      id,
      provider: 'practice',
      fields: { username: 'u' },
    }))
    const settings = {
      version: 1,
      accounts,
      records: accounts.map(({ id }) => ({ account: id, hostname: `${id}.example.org` })),
    }
    world = createEngineWorld({ settings })
    world.answer = (hostname) => (hostname.startsWith('healthy') ? confirmed : new Promise(() => {}))
    world.engine.start()
    await world.pass(100)
    expect(world.engine.ledger.state({ ...key, account: 'healthy', hostname: 'healthy.example.org' })?.confirmed).toBe(
      '11.22.33.1',
    )
  })
})

describe('what is cut off', () => {
  it('is looked at again after a kill between sending and answering', async () => {
    world = createEngineWorld()
    world.answer = () => new Promise(() => {})
    world.engine.start()
    await world.pass(100)
    expect(world.engine.ledger.state(key)?.unsettled).toMatchObject({ address: '11.22.33.1' })
    world = await world.crashAndRestart()
    expect(world.engine.ledger.state(key)?.unsettled).toMatchObject({ address: '11.22.33.1' })
    world.engine.start()
    await world.pass(100)
    expect(world.engine.ledger.state(key)).toMatchObject({ confirmed: '11.22.33.1', unsettled: null })
    expect(world.store.history({ limit: 10 }).attempts.map(({ result }) => result)).toEqual(['confirmed', 'pending'])
  })
})

describe('an account that is edited', () => {
  it('is told everything anew when it points to another server', async () => {
    await begin()
    const [account] = oneRecord.accounts
    world.settings = settingsSchema.parse({
      ...oneRecord,
      accounts: [{ ...account, endpoint: 'https://new.example.org' }],
    })
    world.engine.request('config-change')
    await world.pass(100)
    expect(world.sent).toHaveLength(2)
    expect(world.engine.ledger.state(key)).toMatchObject({ confirmed: '11.22.33.1', previous: null })
    await world.pass(24 * 60 * MINUTE)
    expect(world.sent).toHaveLength(2)
  })
})

describe('one name among many', () => {
  const names = ['a', 'b', 'c'].map((label) => ({ account: 'home', hostname: `${label}.example.org` }))

  it('starves no other when the provider cannot cope with it', async () => {
    world = createEngineWorld({ settings: { ...oneRecord, records: names }, info: { batchSize: 1 } })
    world.answer = (hostname) => (hostname.startsWith('a.') ? failed('provider', 'http-500') : confirmed)
    world.engine.start()
    await world.pass(10 * MINUTE)
    for (const label of ['b', 'c']) {
      expect(world.engine.ledger.state({ ...key, hostname: `${label}.example.org` })?.confirmed).toBe('11.22.33.1')
    }
    const tries = world.sent.filter(({ changes }) => changes[0]?.hostname === 'a.example.org').length
    expect(tries).toBeLessThanOrEqual(4 + 4)
  })

  it('is taken back alone when it alone changed', async () => {
    await begin({
      settings: { ...oneRecord, records: [{ account: 'home', hostname: 'nas.example.org', ipv6: 'auto' }] },
    })
    move('11.22.33.2')
    await world.pass(60 * MINUTE)
    expect(world.engine.undo('home', 'nas.example.org')).toBe(true)
    expect(world.engine.ledger.state(key)?.undo).toMatchObject({ to: '11.22.33.1' })
  })
})

describe('a store that cannot be written', () => {
  it('stops the sending, says so, and goes on when it can be written again', async () => {
    await begin()
    const full = () => {
      throw new Error('database or disk is full')
    }
    const { addRound, beginAttempts, putHold } = world.store
    Object.assign(world.store, { addRound: full, beginAttempts: full, putHold: full })
    move('11.22.33.2')
    await world.pass(10 * MINUTE)
    expect(world.sent).toHaveLength(1)
    expect(world.engine.storeTrouble).toContain('disk is full')
    Object.assign(world.store, { addRound, beginAttempts, putHold })
    await world.pass(10 * MINUTE)
    expect(world.sent.at(-1)?.changes[0]?.ipv4).toBe('11.22.33.2')
    expect(world.engine.storeTrouble).toBeNull()
  })

  it('does not make a job spin when only its answer cannot be written', async () => {
    await begin()
    const { settleAttempts, putHold } = world.store
    const full = () => {
      throw new Error('database or disk is full')
    }
    Object.assign(world.store, { settleAttempts: full, putHold: full })
    move('11.22.33.2')
    await world.pass(5 * MINUTE)
    expect(world.sent.length).toBeLessThanOrEqual(7)
    Object.assign(world.store, { settleAttempts, putHold })
  })
})

describe('what is asked for while a round runs', () => {
  it('is not lost behind noise from the network', async () => {
    await begin()
    let release = () => {}
    const list = world.adapters
    world.slowAdapters = new Promise((resolve) => {
      release = () => resolve(list)
    })
    world.engine.request('poll')
    await world.pass(1)
    world.networkEvent()
    await world.pass(600)
    world.engine.request('config-change')
    world.address = '11.22.33.9'
    world.slowAdapters = null
    release()
    await world.pass(100)
    expect(world.sent.at(-1)?.changes[0]?.ipv4).toBe('11.22.33.9')
  })
})

describe('secrets', () => {
  it('sends nothing without one and goes on once it is there', async () => {
    world = createEngineWorld()
    world.secret = { state: 'missing' }
    world.engine.start()
    await world.pass(MINUTE)
    expect(world.sent).toHaveLength(0)
    expect(world.engine.ledger.accountHold('home')?.failure.code).toBe('secret-missing')
    world.secret = { state: 'found', value: 'there it is' }
    world.engine.request('config-change')
    await world.pass(100)
    expect(world.sent).toHaveLength(1)
  })

  it('waits for a locked store without asking the user to edit anything', async () => {
    world = createEngineWorld()
    world.secret = { state: 'unreadable', reason: 'locked' }
    world.engine.start()
    await world.pass(MINUTE / 2)
    expect(world.engine.ledger.accountHold('home')).toMatchObject({ class: 'parked' })
    world.secret = { state: 'found', value: 'hunter2' }
    await world.pass(MINUTE)
    expect(world.sent).toHaveLength(1)
  })
})

describe('a pause', () => {
  it('stops everything, survives a restart and ends by itself', async () => {
    await begin()
    world.engine.pause.begin(Date.now() + 60 * MINUTE)
    move('11.22.33.4')
    await world.pass(10 * MINUTE)
    world = await world.crashAndRestart()
    world.engine.start()
    await world.pass(49 * MINUTE)
    expect(world.sent).toHaveLength(0)
    await world.pass(2 * MINUTE)
    expect(world.sent.at(-1)?.changes[0]?.ipv4).toBe('11.22.33.4')
  })
})

describe('families', () => {
  it('never names a family that is off', async () => {
    await begin()
    expect(world.sent[0]?.changes[0]).toEqual({ hostname: 'nas.example.org', ipv4: '11.22.33.1', ipv6: null })
    world.settings = settingsSchema.parse({
      ...oneRecord,
      records: [{ account: 'home', hostname: 'nas.example.org', ipv4: 'off' }],
    })
    move('11.22.33.8')
    await world.pass(1_000)
    expect(world.sent).toHaveLength(1)
  })
})

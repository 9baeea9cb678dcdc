// Automatic correction in the whole engine: when, how often, and on whose evidence.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Hold } from '../../../model/store.ts'
import {
  confirmed,
  createEngineWorld,
  type EngineWorld,
  failed,
  oneRecord,
  type WorldOptions,
} from '../../../testing/engine-world.ts'
import { addressList, createScriptedDns } from '../../../testing/scripted-dns.ts'

const SECOND = 1_000
const HOUR = 3_600 * SECOND
const DAY = 24 * HOUR
const OURS = '11.22.33.1'
const THEIRS = '11.22.44.9'
const NAME = 'nas.example.org'
const key = { account: 'home', hostname: NAME, family: 'ipv4' } as const
const correcting = {
  ...oneRecord,
  records: [{ ...oneRecord.records[0], onDrift: 'correct' }],
  detection: { pollIntervalS: 86_400 },
}
let world: EngineWorld

/** For an hour the zone holds what was sent, then what the test says. */
async function begin(zone: EngineWorld['zone'], options: WorldOptions = {}): Promise<void> {
  world = createEngineWorld({ settings: correcting, ...options })
  world.zone = () => [[OURS]]
  world.engine.start()
  await world.pass(HOUR)
  world.zone = zone
}
async function restart(): Promise<void> {
  world = await world.crashAndRestart()
  world.engine.start()
}
const corrections = () => world.engine.states.state(key)?.corrections
const drift = () => world.engine.verified(key)?.drift

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
})
afterEach(() => {
  world.close()
  vi.useRealTimers()
})

describe('drift', () => {
  it('is corrected by one update where the record allows it, and explained', async () => {
    let held = OURS
    await begin(() => [[held]])
    held = THEIRS
    world.answer = () => {
      held = OURS
      return confirmed
    }
    await world.pass(DAY)
    const { attempts } = world.store.history({ limit: 100 })
    expect(attempts.map(({ trigger, to }) => `${trigger} ${to}`)).toEqual([`drift ${OURS}`, `startup ${OURS}`])
    expect(world.store.round(attempts[0]?.roundId ?? 0)?.decisions).toMatchObject([
      { action: 'update', why: { code: 'update-drift', params: { found: THEIRS, address: OURS } } },
    ])
    expect(world.engine.verified(key)).toMatchObject({ state: 'holds', drift: null })
    expect(corrections()).toBe(0)
  })

  it('is left to the user after three corrections, 6, 12 and 24 hours apart', async () => {
    await begin(() => [[THEIRS]])
    await world.pass(30 * DAY)
    const sentAt = world.sent.map(({ at }) => at)
    const gaps = sentAt.slice(1).map((at, index) => (at - (sentAt[index] ?? 0)) / HOUR)
    expect(gaps).toHaveLength(3)
    for (const [index, least] of [6, 12, 24].entries()) {
      expect(gaps[index]).toBeGreaterThanOrEqual(least)
      expect(gaps[index]).toBeLessThan(least + 9)
    }
    expect(drift()).toEqual({ code: 'drift-stays', params: { found: THEIRS, address: OURS, count: 3 } })
  })

  it('counts corrections across restarts', async () => {
    await begin(() => [[THEIRS]])
    let sent = world.sent.length
    for (let day = 0; day < 10; day += 1) {
      await restart()
      await world.pass(DAY)
      sent += world.sent.length
    }
    expect(sent).toBe(1 + 3)
    expect(drift()).toMatchObject({ code: 'drift-stays' })
  })

  it('may be corrected three times again once the zone held the address', async () => {
    await begin(() => [[THEIRS]])
    await world.pass(10 * DAY)
    expect(corrections()).toBe(3)
    world.zone = () => [[OURS]]
    await world.pass(DAY)
    expect(corrections()).toBe(0)
    world.zone = () => [[]]
    await world.pass(10 * DAY)
    expect(world.sent).toHaveLength(1 + 3 + 3)
    expect(drift()).toEqual({ code: 'drift-stays-gone', params: { address: OURS, count: 3 } })
  })

  it('may be corrected three times again for another address', async () => {
    await begin(() => [[THEIRS]])
    await world.pass(10 * DAY)
    world.address = '11.22.33.2'
    world.engine.request('user')
    await world.pass(10 * DAY)
    expect(world.sent).toHaveLength(1 + 3 + 1 + 3)
  })

  it('does not count a correction that was never sent', async () => {
    await begin(() => [[THEIRS]])
    world.address = null
    await world.pass(3 * DAY)
    expect(world.sent).toHaveLength(1)
    expect(corrections()).toBe(0)
    world.address = OURS
    await world.pass(10 * DAY)
    expect(world.sent).toHaveLength(1 + 3)
  })

  it('is not corrected while Homeward is paused', async () => {
    await begin(() => [[THEIRS]])
    world.engine.pause.begin(null)
    await world.pass(DAY)
    expect(world.sent).toHaveLength(1)
    expect(drift()).not.toBeNull()
  })

  it('waits for the provider’s minimum interval between two updates', async () => {
    await begin(() => [[THEIRS]], { info: { minIntervalS: 3 * 86_400 } })
    await world.pass(3 * DAY - 2 * HOUR)
    expect(world.sent).toHaveLength(1)
    expect(world.store.lastRound()?.decisions).toEqual([])
    await world.pass(DAY)
    expect(world.sent).toHaveLength(2)
  })

  it.each(['account', 'record'])('waits while the %s is on hold, and no longer', async (holder) => {
    await begin(() => [[THEIRS]])
    const of = holder === 'account' ? { hostname: null, family: null } : { hostname: NAME, family: 'ipv4' as const }
    const now = Date.now()
    const failure = { kind: 'throttled', code: 'http-429', detail: null, retryAt: now + 2 * DAY } as const
    const hold: Hold = {
      ...{ account: 'home', ...of, class: 'until-time', failure, since: now, until: now + 2 * DAY },
      ...{ attempts: 1, fingerprint: '' },
    }
    world.engine.states.putHold(hold)
    await world.pass(2 * DAY - HOUR)
    expect(world.sent).toHaveLength(1)
    await world.pass(DAY)
    expect(world.sent.length).toBeGreaterThan(1)
  })

  it('does not override a dismissal when the account’s hold has expired', async () => {
    await begin(() => [[THEIRS]])
    const base = { account: 'home', fingerprint: '', since: Date.now(), attempts: 1 } as const
    const failure = { kind: 'network', code: 'refused', detail: null, retryAt: null } as const
    world.engine.states.putHold({
      ...base,
      ...{ hostname: null, family: null, class: 'parked', failure, until: Date.now() },
    })
    world.engine.states.setDismissed(key, { address: OURS, failure, since: Date.now(), attempts: 1 })
    await world.pass(3 * DAY)
    expect(world.sent).toHaveLength(1)
  })

  it('is corrected at a later scan when the provider refused the first try', async () => {
    await begin(() => [[THEIRS]])
    world.answer = () => failed('throttled', 'http-429', Date.now() + HOUR)
    await world.pass(DAY)
    expect(corrections()).toBe(0)
    world.answer = () => confirmed
    await world.pass(DAY)
    expect(corrections()).toBeGreaterThan(0)
  })
})

describe('evidence of the local network alone', () => {
  const dualStack = {
    ...correcting,
    records: [{ ...correcting.records[0], ipv4: 'off', ipv6: 'auto' }],
  }

  it.each([
    ['a private address, which only a local DNS would return', () => [['192.168.1.5']]],
    ['servers that do not agree', () => [[OURS], [THEIRS]]],
    ['no answer', () => []],
  ])('never starts an update: %s', async (_, zone) => {
    await begin(zone)
    await world.pass(DAY)
    expect(world.sent).toHaveLength(1)
  })

  it('never starts an update because a private IPv4 address hides the zone’s IPv6 address', async () => {
    world = createEngineWorld({ settings: dualStack })
    world.address = '2a0e:1111::1'
    world.zone = () => [['2a0e:1111::1']]
    world.engine.start()
    await world.pass(HOUR)
    world.zone = (_, family) => (family === 'ipv4' ? [['192.168.1.10']] : [[]])
    await world.pass(10 * DAY)
    expect(world.sent).toHaveLength(1)
    expect(world.engine.verified({ ...key, family: 'ipv6' })?.drift).toEqual({
      code: 'drift-doubtful-gone',
      params: { address: '2a0e:1111::1' },
    })
  })

  it('is shown as doubtful until a public resolver confirms it, and then corrected', async () => {
    const dns = createScriptedDns({
      [`1.1.1.1 ${NAME} A`]: [OURS],
      [`8.8.8.8 ${NAME} A`]: { addresses: addressList([THEIRS]), authoritative: true },
    })
    await begin(() => [[THEIRS]], { dns })
    await world.pass(2 * DAY)
    expect(world.sent).toHaveLength(1)
    expect(drift()).toEqual({ code: 'drift-doubtful', params: { found: THEIRS, address: OURS } })
    dns.script = { [`1.1.1.1 ${NAME} A`]: [THEIRS] }
    await world.pass(8 * HOUR)
    expect(world.sent).toHaveLength(2)
  })

  it('asks no public resolver while nothing would be sent anyway', async () => {
    const dns = createScriptedDns()
    await begin(() => [[THEIRS]], { dns, settings: { ...correcting, records: oneRecord.records } })
    await world.pass(3 * DAY)
    expect(drift()).toMatchObject({ code: 'update-drift' })
    expect(dns.asked).toHaveLength(0)
  })
})

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createEngineWorld, type EngineWorld, oneRecord, type WorldOptions } from '../../testing/engine-world.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const OURS = '11.22.33.1'
const THEIRS = '11.22.44.9'
const key = { account: 'home', hostname: 'nas.example.org', family: 'ipv4' } as const
const correcting = {
  ...oneRecord,
  records: [{ ...oneRecord.records[0], onDrift: 'correct' }],
  detection: { pollIntervalS: 86_400 },
}
let world: EngineWorld

async function begin(options: WorldOptions = {}, zone: EngineWorld['zone'] = () => []): Promise<void> {
  world = createEngineWorld(options)
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

describe('after the provider has confirmed', () => {
  it('checks the zone at growing intervals until it holds the address', async () => {
    let held = THEIRS
    await begin({}, () => [[held]])
    const began = Date.now() - 100
    await world.pass(HOUR)
    expect(world.zoneAsked.map(({ at }) => Math.round((at - began) / SECOND))).toEqual([2, 10, 60, 300, 1_800])
    expect(world.engine.verified(key)).toMatchObject({ state: 'differs', address: THEIRS, source: 'dns' })

    world.address = '11.22.33.2'
    held = '11.22.33.2'
    world.engine.request('user')
    await world.pass(HOUR)
    expect(world.zoneAsked).toHaveLength(6)
    expect(world.engine.verified(key)).toMatchObject({ state: 'holds', address: held, drift: null })
    expect(world.engine.states.state(key)).toMatchObject({ verified: held })
  })

  it('calls a difference drift only after the usual delay', async () => {
    await begin({}, () => [[THEIRS]])
    await world.pass(6 * MINUTE)
    expect(world.engine.verified(key)).toMatchObject({ state: 'differs', drift: null })
    await world.pass(25 * MINUTE)
    expect(world.engine.verified(key)?.drift).toEqual({
      code: 'update-drift',
      params: { found: THEIRS, address: OURS },
    })
  })

  it('shows "unknown" while no server answers', async () => {
    await begin()
    await world.pass(HOUR)
    expect(world.engine.verified(key)).toMatchObject({ state: 'unknown', address: null, drift: null })
    expect(world.engine.states.state(key)).toMatchObject({ verified: null, verifiedAt: null })
  })

  it('shows nothing while a new address has not been checked', async () => {
    await begin({}, () => [[OURS]])
    await world.pass(3 * SECOND)
    world.address = '11.22.33.2'
    world.engine.request('user')
    await world.pass(100)
    expect(world.engine.verified(key)).toBeNull()
  })

  it('shows nothing while an address that was sent again has not been checked', async () => {
    await begin({}, () => [[THEIRS]])
    await world.pass(HOUR)
    world.engine.request('user', { force: [key.hostname] })
    await world.pass(100)
    expect(world.sent).toHaveLength(2)
    expect(world.engine.verified(key)).toBeNull()
    await world.pass(3 * SECOND)
    expect(world.engine.verified(key)).toMatchObject({ state: 'differs', drift: null })
  })

  it('drops its readings of records that left the settings', async () => {
    await begin({}, () => [[OURS], [THEIRS]])
    await world.pass(HOUR)
    expect(world.engine.verified(key)).toMatchObject({ state: 'lagging' })
    world.settings = { ...world.settings, records: [] }
    await world.pass(8 * HOUR)
    expect(world.engine.verified(key)).toBeNull()
  })

  it('shows the reading from before a restart', async () => {
    await begin({}, () => [[OURS]])
    await world.pass(3 * SECOND)
    world = await world.crashAndRestart()
    world.engine.start()
    await world.pass(100)
    expect(world.engine.verified(key)).toMatchObject({ state: 'holds', address: OURS })
  })

  it('delays no update when a check throws', async () => {
    world = createEngineWorld()
    vi.spyOn(world, 'zone').mockImplementation(() => {
      throw new Error('a bug in the zone reader')
    })
    world.engine.start()
    await world.pass(10 * SECOND)
    world.address = '11.22.33.2'
    world.engine.request('user')
    await world.pass(10)
    expect(world.sent).toHaveLength(2)
    await world.engine.idle()
  })
})

describe('drift', () => {
  it('costs the provider no request while nothing changes, and the zone at most one query every six hours', async () => {
    await begin({ settings: correcting }, () => [[OURS], [OURS]])
    await world.pass(4 * 24 * HOUR)
    expect(world.sent).toHaveLength(1)
    const gaps = world.zoneAsked.slice(1).map(({ at }, index) => at - (world.zoneAsked[index]?.at ?? 0))
    expect(world.zoneAsked.length).toBeGreaterThan(12)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(6 * HOUR)
  })

  it('is checked soon after a restart', async () => {
    await begin({}, () => [[OURS]])
    await world.pass(HOUR)
    world.zone = () => [[THEIRS]]
    world = await world.crashAndRestart()
    world.engine.start()
    await world.pass(MINUTE)
    expect(world.engine.verified(key)?.drift).toMatchObject({ code: 'update-drift' })
    expect(world.sent).toHaveLength(0)
  })

  it('is only shown unless the record allows corrections', async () => {
    await begin({}, () => [[OURS]])
    await world.pass(HOUR)
    world.zone = () => [[]]
    await world.pass(24 * HOUR)
    expect(world.engine.verified(key)?.drift).toEqual({ code: 'update-drift-gone', params: { address: OURS } })
    expect(world.sent).toHaveLength(1)
  })
})

describe('a provider that can be read back', () => {
  const held = (address: string, proxied: boolean) => ({ ok: true as const, ipv4: [address], ipv6: [], proxied })

  it('is queried instead of the zone after an update, and not again while nothing changes', async () => {
    const readBack = vi.fn(async () => held(OURS, true))
    world = createEngineWorld({ info: { canReadBack: true }, settings: correcting })
    world.readBack = readBack
    world.zone = () => [['11.22.44.200']]
    world.engine.start()
    await world.pass(4 * 24 * HOUR)
    expect(world.engine.verified(key)).toMatchObject({ state: 'holds', source: 'provider', drift: null })
    expect(readBack).toHaveBeenCalledTimes(1)
    expect(world.sent).toHaveLength(1)
  })

  it('decides when the zone seems to have drifted', async () => {
    const readBack = vi.fn(async () => held(OURS, true))
    world = createEngineWorld({ info: { canReadBack: true }, settings: correcting })
    world.readBack = readBack
    world.zone = () => [['11.22.44.200']]
    world.engine.start()
    await world.pass(HOUR)
    world = await world.crashAndRestart()
    world.engine.start()
    await world.pass(4 * 24 * HOUR)
    // A second query: the proxy's addresses looked like drift until the provider explained them.
    expect(readBack).toHaveBeenCalledTimes(2)
    expect(world.sent).toHaveLength(0)
  })
})

describe('a read-only process', () => {
  const refused = { kind: 'credentials' as const, code: 'http-401' as const, detail: null, retryAt: null }

  it('writes nothing, even when the provider refuses the query', async () => {
    world = createEngineWorld({ info: { canReadBack: true } })
    world.readBack = async () => ({ ok: false, failure: refused })
    const [record] = world.settings.records
    if (record === undefined) throw new Error('the world has a record')
    const { families } = await world.engine.propagation(record, false)
    expect(families).toMatchObject([{ state: 'unknown', source: 'provider' }])
    expect(world.store.holds()).toEqual([])
    await world.engine.propagation(record, true)
    expect(world.store.holds()).toMatchObject([{ account: 'home', class: 'needs-user' }])
  })
})

import { afterEach, expect, it, vi } from 'vitest'
import { type RecordSettings, settingsSchema } from '../../../contract/settings.ts'
import type { FamilyKey, FamilyState } from '../../../model/store.ts'
import { createHandClock } from '../../../testing/hand-clock.ts'
import type { PublicAgreement } from '../dns/public-agreement.ts'
import { createVerificationCache } from '../verification-cache.ts'
import type { Verification, Verifier } from '../verifier.ts'
import { createCorrectionLimit } from './correction-limit.ts'
import { createDriftScan, type Drifted } from './drift-scan.ts'

const HOUR = 3_600_000
const OURS = '11.22.33.1'

const found = (state: Verification['state'], addresses: readonly string[]): Verification => ({
  state,
  found: addresses,
  source: 'dns',
  zone: 'example.org',
  servers: [],
  proxied: false,
  isComplete: true,
  correctable: state === 'differs',
})

/** Sleep passes time that no timer counts. */
function createSleepyClock() {
  const hand = createHandClock()
  let sleptMs = 0
  const clock = { ...hand, now: () => hand.now() + sleptMs, sinceBoot: () => hand.sinceBoot() + sleptMs }
  const sleep = (ms: number) => {
    sleptMs += ms
  }
  return { clock, sleep }
}

let paused = false
afterEach(() => {
  paused = false
})

/** Public resolvers confirm everything. */
const agreeing: PublicAgreement = { isConfirmedPublicly: async () => true }

function startTested(
  records: readonly Partial<RecordSettings>[],
  answer: () => Verification | Promise<Verification> = () => found('holds', [OURS]),
  random = () => 0.5,
) {
  const { clock, sleep } = createSleepyClock()
  const onSweep = vi.fn()
  const settings = settingsSchema.parse({
    version: 1,
    records: records.map((record, index) => ({ account: 'home', hostname: `n${index}.example.org`, ...record })),
  })
  const state = ({ account, hostname, family }: FamilyKey): FamilyState => ({
    ...{ account, hostname, family, lastSent: OURS, firstSentAt: 0, confirmed: OURS, confirmedAt: 0, previous: null },
    ...{
      sentAt: 0,
      verified: null,
      verifiedAt: null,
      undo: null,
      destination: null,
      unsettled: null,
      corrections: 0,
      accepted: null,
      acceptedAt: null,
      dismissed: null,
    },
  })
  const asked: { readonly at: number; readonly key: FamilyKey }[] = []
  const verifier: Verifier = {
    check: async (key) => {
      asked.push({ at: clock.monotonic(), key })
      return answer()
    },
  }
  const states = {
    ...{ state, accountHold: () => null, familyHold: () => null },
    ...{ setVerified: vi.fn(), setCorrections: vi.fn() },
  }
  const correct = vi.fn<(drifted: Drifted) => void>()
  const cache = createVerificationCache(states, clock)
  const drift = createDriftScan({
    ...{ settings: () => settings, states, verifier, clock, random, correct },
    ...{
      cache,
      corrections: createCorrectionLimit({ states, clock, minIntervalMs: () => 0 }),
      publicAgreement: agreeing,
    },
    isPending: () => false,
    isPaused: () => paused,
    log: () => {},
    onScan: onSweep,
    onFound: async () => true,
    onChange: () => {},
    whenQuiet: async () => {},
  })
  return { clock, asked, correct, drift, onSweep, sleep }
}

it('checks each record every six to eight hours over a month', async () => {
  let calls = 0
  const { clock, asked, correct, drift } = startTested([{}, {}, {}], undefined, () => {
    calls += 1
    return (calls % 10) / 10
  })
  drift.afterRound(true)
  for (let hour = 0; hour < 31 * 24; hour += 1) {
    await clock.advance(HOUR)
    drift.afterRound(true)
  }
  const times = asked.filter(({ key }) => key.hostname === 'n1.example.org').map(({ at }) => at)
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(6 * HOUR)
  expect(Math.max(...gaps)).toBeLessThan(8 * HOUR)
  expect(correct).not.toHaveBeenCalled()
})

it('scans thousands of records slowly', async () => {
  const { clock, asked, drift } = startTested(Array.from({ length: 2_000 }, () => ({})))
  drift.afterRound(true)
  await clock.advance(60_000)
  const inTenSeconds = asked.filter(({ at }) => at >= 40_000 && at < 50_000)
  expect(inTenSeconds.length).toBeGreaterThan(10)
  expect(inTenSeconds.length).toBeLessThanOrEqual(50)
})

it('checks managed families only', async () => {
  const { clock, asked, drift } = startTested([{ ipv4: 'off', ipv6: 'auto' }, { ipv6: 'auto' }])
  drift.afterRound(true)
  await clock.advance(HOUR)
  expect(asked.map(({ key }) => `${key.hostname} ${key.family}`)).toEqual([
    'n0.example.org ipv6',
    'n1.example.org ipv4',
    'n1.example.org ipv6',
  ])
})

it('pauses while offline and starts again with the next online round', async () => {
  const { clock, asked, drift } = startTested([{}])
  drift.afterRound(false)
  await clock.advance(24 * HOUR)
  expect(asked).toHaveLength(0)
  expect(clock.pendingTimers()).toBe(0)
  drift.afterRound(true)
  drift.afterRound(false)
  await clock.advance(HOUR)
  expect(asked).toHaveLength(0)
  drift.afterRound(true)
  await clock.advance(HOUR)
  expect(asked).toHaveLength(1)
})

it('corrects both families of a record in one go', async () => {
  const { clock, correct, drift } = startTested([{ ipv6: 'auto', onDrift: 'correct' }], () =>
    found('differs', ['11.22.44.9']),
  )
  drift.afterRound(true)
  await clock.advance(HOUR)
  expect(correct.mock.calls.map(([drifted]) => [...drifted.keys()])).toEqual([
    ['home/n0.example.org/ipv4', 'home/n0.example.org/ipv6'],
  ])
})

it('scans soon after a sleep that outlasted the interval, and not before the interval has passed', async () => {
  const { clock, asked, drift, sleep } = startTested([{}])
  drift.afterRound(true)
  await clock.advance(HOUR)
  sleep(4 * HOUR)
  drift.afterRound(true)
  await clock.advance(1_000)
  expect(asked).toHaveLength(1)
  sleep(6 * HOUR)
  drift.afterRound(true)
  await clock.advance(1_000)
  expect(asked).toHaveLength(2)
})

it('stops when the network goes, and checks the rest when it is back', async () => {
  const { clock, asked, drift } = startTested(Array.from({ length: 200 }, () => ({})))
  drift.afterRound(true)
  await clock.advance(40_000)
  drift.afterRound(false)
  const before = asked.length
  await clock.advance(HOUR)
  expect(before).toBeGreaterThan(10)
  expect(asked).toHaveLength(before)
  expect(clock.pendingTimers()).toBe(0)
  drift.afterRound(true)
  await clock.advance(HOUR)
  expect(asked).toHaveLength(200)
})

it('keeps one timer at most, and none after stop', async () => {
  const { clock, drift } = startTested([{}, {}])
  for (let round = 0; round < 100; round += 1) {
    drift.afterRound(true)
    await clock.advance(60_000)
    expect(clock.pendingTimers()).toBe(1)
  }
  drift.stop()
  drift.afterRound(true)
  expect(clock.pendingTimers()).toBe(0)
})

it('reports before each scan which family keys it covers', async () => {
  const { clock, drift, onSweep } = startTested([{}])
  drift.afterRound(true)
  await clock.advance(HOUR)
  expect(onSweep.mock.calls).toEqual([[new Set(['home/n0.example.org/ipv4', 'home/n0.example.org/ipv6'])]])
})

it.each([
  ['Homeward is paused', true, true],
  ['not all servers of the zone answered', false, false],
])('corrects nothing while %s', async (_, isPaused, correctable) => {
  paused = isPaused
  const answer = () => ({ ...found('differs', ['11.22.44.9']), correctable })
  const { clock, correct, drift } = startTested([{ onDrift: 'correct' }], answer)
  drift.afterRound(true)
  await clock.advance(24 * HOUR)
  expect(correct).not.toHaveBeenCalled()
})

it('skips no record because its last answer was late', async () => {
  const late = () =>
    new Promise<Verification>((resolve) => {
      world.clock.setTimer(3_000, () => resolve(found('holds', [OURS])))
    })
  const world = startTested([{}], late, () => 0)
  world.drift.afterRound(true)
  await world.clock.advance(25 * HOUR)
  expect(world.asked.map(({ at }) => Math.round(at / HOUR))).toEqual([0, 6, 12, 18, 24])
})

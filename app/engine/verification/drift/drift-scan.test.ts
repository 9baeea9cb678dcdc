import { afterEach, expect, it, vi } from 'vitest'
import { type RecordSettings, settingsSchema } from '../../../contract/settings.ts'
import type { FamilyKey, FamilyState } from '../../../model/store.ts'
import { createHandClock } from '../../../testing/hand-clock.ts'
import type { OutsideView } from '../dns/public-agreement.ts'
import { createVerifiedStates } from '../verification-cache.ts'
import type { Verification, Verifier } from '../verifier.ts'
import { createCorrections } from './correction-limit.ts'
import { createDriftWatch, type Drifted } from './drift-scan.ts'

const HOUR = 3_600_000
const OURS = '11.22.33.1'

const found = (state: Verification['state'], addresses: readonly string[]): Verification => ({
  state,
  found: addresses,
  source: 'dns',
  zone: 'example.org',
  servers: [],
  proxied: false,
  correctable: state === 'differs',
})

/** While it sleeps time passes, and no timer counts it. */
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

/** Nobody outside disagrees. */
const agreeing: OutsideView = { agrees: async () => true }

function watch(
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
    ...{ account, hostname, family, desired: OURS, desiredAt: 0, confirmed: OURS, confirmedAt: 0, previous: null },
    ...{ sentAt: 0, verified: null, verifiedAt: null, undo: null, destination: null, unsettled: null, corrections: 0 },
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
  const cache = createVerifiedStates(states, clock)
  const drift = createDriftWatch({
    ...{ settings: () => settings, states, verifier, clock, random, correct },
    ...{ cache, corrections: createCorrections({ states, clock, minIntervalMs: () => 0 }), outside: agreeing },
    isWanted: () => false,
    isPaused: () => paused,
    log: () => {},
    onSweep,
    onChange: () => {},
  })
  return { clock, asked, correct, drift, onSweep, sleep }
}

it('asks for each name every six to eight hours over a month, and never sooner', async () => {
  let turn = 0
  const { clock, asked, correct, drift } = watch([{}, {}, {}], undefined, () => {
    turn += 1
    return (turn % 10) / 10
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

it('goes through thousands of names slowly', async () => {
  const { clock, asked, drift } = watch(Array.from({ length: 2_000 }, () => ({})))
  drift.afterRound(true)
  await clock.advance(60_000)
  const inTheSecondHalf = asked.filter(({ at }) => at >= 40_000 && at < 50_000)
  expect(inTheSecondHalf.length).toBeGreaterThan(10)
  expect(inTheSecondHalf.length).toBeLessThanOrEqual(50)
})

it('looks at the managed families only', async () => {
  const { clock, asked, drift } = watch([{ ipv4: 'off', ipv6: 'auto' }, { ipv6: 'auto' }])
  drift.afterRound(true)
  await clock.advance(HOUR)
  expect(asked.map(({ key }) => `${key.hostname} ${key.family}`)).toEqual([
    'n0.example.org ipv6',
    'n1.example.org ipv4',
    'n1.example.org ipv6',
  ])
})

it('rests without a network and goes on with the next round that finds one', async () => {
  const { clock, asked, drift } = watch([{}])
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

it('puts both families of a name right at once', async () => {
  const { clock, correct, drift } = watch([{ ipv6: 'auto', onDrift: 'correct' }], () =>
    found('differs', ['11.22.44.9']),
  )
  drift.afterRound(true)
  await clock.advance(HOUR)
  expect(correct.mock.calls.map(([drifted]) => [...drifted.keys()])).toEqual([
    ['home/n0.example.org/ipv4', 'home/n0.example.org/ipv6'],
  ])
})

it('looks again soon after a sleep that outlasted the interval, and not before it is over', async () => {
  const { clock, asked, drift, sleep } = watch([{}])
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

it('breaks off when the network goes, and asks for the rest when it is back', async () => {
  const { clock, asked, drift } = watch(Array.from({ length: 200 }, () => ({})))
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

it('waits by one timer at most, however many rounds there are, and by none when it is stopped', async () => {
  const { clock, drift } = watch([{}, {}])
  for (let round = 0; round < 100; round += 1) {
    drift.afterRound(true)
    await clock.advance(60_000)
    expect(clock.pendingTimers()).toBe(1)
  }
  drift.stop()
  drift.afterRound(true)
  expect(clock.pendingTimers()).toBe(0)
})

it('tells before each sweep which names there still are', async () => {
  const { clock, drift, onSweep } = watch([{}])
  drift.afterRound(true)
  await clock.advance(HOUR)
  expect(onSweep.mock.calls).toEqual([[new Set(['home/n0.example.org/ipv4', 'home/n0.example.org/ipv6'])]])
})

it.each([
  ['Homeward is paused', true, true],
  ['not all servers of the zone said so', false, false],
])('puts nothing right while %s', async (_, isPaused, correctable) => {
  paused = isPaused
  const answer = () => ({ ...found('differs', ['11.22.44.9']), correctable })
  const { clock, correct, drift } = watch([{ onDrift: 'correct' }], answer)
  drift.afterRound(true)
  await clock.advance(24 * HOUR)
  expect(correct).not.toHaveBeenCalled()
})

it('passes over no name because its last answer was late', async () => {
  const late = () =>
    new Promise<Verification>((resolve) => {
      world.clock.setTimer(3_000, () => resolve(found('holds', [OURS])))
    })
  const world = watch([{}], late, () => 0)
  world.drift.afterRound(true)
  await world.clock.advance(25 * HOUR)
  expect(world.asked.map(({ at }) => Math.round(at / HOUR))).toEqual([0, 6, 12, 18, 24])
})

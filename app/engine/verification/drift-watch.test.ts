import { expect, it, vi } from 'vitest'
import { type RecordSettings, settingsSchema } from '../../contract/settings.ts'
import type { FamilyKey, FamilyState } from '../../model/store.ts'
import { createHandClock } from '../../testing/hand-clock.ts'
import { createDriftWatch, type Drifted } from './drift-watch.ts'
import { createVerifiedStates } from './verified-states.ts'
import type { Verification, Verifier } from './verifier.ts'

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

function watch(records: readonly Partial<RecordSettings>[], answer = () => found('holds', [OURS]), random = () => 0.5) {
  const clock = createHandClock()
  const settings = settingsSchema.parse({
    version: 1,
    records: records.map((record, index) => ({ account: 'home', hostname: `n${index}.example.org`, ...record })),
  })
  const state = ({ account, hostname, family }: FamilyKey): FamilyState => ({
    ...{ account, hostname, family, desired: OURS, desiredAt: 0, confirmed: OURS, confirmedAt: 0, previous: null },
    ...{ sentAt: 0, verified: null, verifiedAt: null, undo: null, target: null, unsettled: null, corrections: 0 },
  })
  const asked: { readonly at: number; readonly key: FamilyKey }[] = []
  const verifier: Verifier = {
    check: async (key) => {
      asked.push({ at: clock.monotonic(), key })
      return answer()
    },
  }
  const ledger = { state, holdOn: () => null, setVerified: vi.fn() }
  const correct = vi.fn<(drifted: Drifted) => void>()
  const drift = createDriftWatch({
    ...{ settings: () => settings, ledger, verifier, clock, random, correct },
    states: createVerifiedStates(ledger, clock),
    isWanted: () => false,
    isPaused: () => false,
    log: () => {},
    onChange: () => {},
  })
  return { clock, asked, correct, drift }
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

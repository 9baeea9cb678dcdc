import { beforeEach, expect, it } from 'vitest'
import { type FamilyKey, type FamilyState, familyKey } from '../../../model/store.ts'
import { type CorrectionLimit, createCorrectionLimit } from './correction-limit.ts'

const HOUR = 3_600_000
const OURS = '11.22.33.1'
const key: FamilyKey = { account: 'home', hostname: 'nas.example.org', family: 'ipv4' }
const START = Date.UTC(2026, 0, 1)

let time: { wall: number; boot: number }
let state: FamilyState
let corrections: CorrectionLimit
const pass = (ms: number) => {
  time = { wall: time.wall + ms, boot: time.boot + ms }
}
/** The provider confirmed what had just been sent. */
function sent(): void {
  state = { ...state, sentAt: time.wall, confirmedAt: time.wall }
  corrections.onConfirmed(key)
}

beforeEach(() => {
  time = { wall: START, boot: 0 }
  state = {
    ...{
      ...key,
      lastSent: OURS,
      firstSentAt: START,
      confirmed: OURS,
      confirmedAt: START,
      previous: null,
      destination: null,
    },
    ...{
      sentAt: START,
      verified: null,
      verifiedAt: null,
      undo: null,
      unsettled: null,
      corrections: 0,
      accepted: null,
      acceptedAt: null,
      dismissed: null,
    },
  }
  corrections = createCorrectionLimit({
    states: {
      state: ({ family }) => (family === 'ipv4' ? state : null),
      accountHold: () => null,
      familyHold: () => null,
      setCorrections: (_, count) => {
        state = { ...state, corrections: count }
      },
    },
    clock: { now: () => time.wall, sinceBoot: () => time.boot },
    minIntervalMs: () => 0,
  })
})

it('counts a correction when the provider confirms it', () => {
  corrections.markRequested(key, OURS)
  expect(state.corrections).toBe(0)
  sent()
  sent()
  expect(state.corrections).toBe(1)
})

it('does not count an unrelated update after a correction that was never sent', () => {
  corrections.markRequested(key, OURS)
  corrections.clearRequest(key)
  sent()
  expect(state.corrections).toBe(0)
})

it('does not count an update to another address', () => {
  corrections.markRequested(key, OURS)
  state = { ...state, confirmed: '11.22.33.2' }
  sent()
  expect(state.corrections).toBe(0)
})

it('allows three corrections, each after twice the wait', () => {
  const waits = [6, 12, 24].map((hours) => {
    pass(hours * HOUR - 1)
    const early = corrections.isDue(key)
    pass(1)
    const due = corrections.isDue(key)
    corrections.markRequested(key, OURS)
    sent()
    return { early, due }
  })
  expect(waits).toEqual(Array(3).fill({ early: false, due: true }))
  pass(1_000 * HOUR)
  expect(corrections.isDue(key)).toBe(false)
})

it('allows none early because the wall clock was set', () => {
  sent()
  pass(HOUR)
  time.wall += 1_000 * HOUR
  expect(corrections.isDue(key)).toBe(false)
  time.wall -= 2_000 * HOUR
  pass(HOUR)
  expect(corrections.isDue(key)).toBe(false)
})

it('allows none for an address that the user dismissed', () => {
  pass(7 * HOUR)
  const failure = { kind: 'network', code: 'refused', detail: null } as const
  state = { ...state, dismissed: { address: OURS, failure, since: START, attempts: 1 } }
  expect(corrections.isDue(key)).toBe(false)
  state = { ...state, confirmed: '11.22.33.2' }
  expect(corrections.isDue(key)).toBe(true)
})

it('drops what it knows of records that are gone', () => {
  sent()
  time.wall += 1_000 * HOUR
  corrections.keepOnly(new Set([familyKey(key)]))
  expect(corrections.isDue(key)).toBe(false)
  corrections.keepOnly(new Set())
  expect(corrections.isDue(key)).toBe(true)
})

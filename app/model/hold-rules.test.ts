import { describe, expect, it } from 'vitest'
import type { Failure } from '../contract/failure.ts'
import { providerCode } from '../contract/failure-codes.ts'
import { HOLD_CLASSES } from '../contract/snapshot.ts'
import { holdAfterClockShift, isActive, needsUser, remainingWait, retryNotBefore } from './hold.ts'
import { holdFor, isRetryable, mergeHolds, severity } from './hold-rules.ts'
import type { Hold, HoldClass } from './store.ts'

const NOW = Date.UTC(2026, 0, 1)
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const key = { account: 'home', hostname: null, family: null, fingerprint: 'f' } as const

const failure = (kind: Failure['kind'], code: Failure['code'], retryAt: number | null = null): Failure => ({
  ...{ kind, code, detail: null, retryAt },
})

const FAILURES: Readonly<Record<HoldClass, Failure>> = {
  parked: failure('network', 'timeout'),
  'until-time': failure('throttled', 'http-429', NOW + 10 * MINUTE),
  'needs-user': failure('credentials', providerCode('badauth')),
  blocked: failure('blocked', providerCode('abuse')),
}
const hold = (name: HoldClass, changes: Partial<Hold> = {}): Hold => ({
  ...holdFor(key, FAILURES[name], null, NOW),
  ...changes,
})

describe('the hold after a failure', () => {
  it.each<[string, Failure, HoldClass, number | null]>([
    ['a timeout', failure('network', 'timeout'), 'parked', MINUTE],
    ['a server error', failure('provider', 'http-503'), 'parked', MINUTE],
    ['a server error with a time', failure('provider', 'http-503', NOW + 5), 'until-time', 5],
    ['an unreadable reply', failure('unrecognised', 'html'), 'parked', 5 * MINUTE],
    ['throttling without a time', failure('throttled', 'http-429'), 'until-time', 10 * MINUTE],
    ['throttling with a time', failure('throttled', 'http-429', NOW + 7), 'until-time', 7],
    ['a refused sign-in', failure('credentials', providerCode('badauth')), 'needs-user', null],
    ['a locked credential store', failure('credentials', 'secret-unreadable'), 'parked', MINUTE],
    ['an unknown hostname', failure('hostname', providerCode('nohost')), 'needs-user', null],
    ['a block', failure('blocked', providerCode('abuse')), 'blocked', null],
  ])('%s', (_, cause, name, waitMs) => {
    const until = waitMs === null ? null : NOW + waitMs
    expect(holdFor(key, cause, null, NOW)).toMatchObject({ class: name, until, since: NOW, attempts: 1 })
  })

  it('counts on where the class is the same, with growing waits, and starts again where it is not', () => {
    const second = holdFor(key, FAILURES.parked, hold('parked', { attempts: 4, since: 1 }), NOW)
    expect(second).toMatchObject({ attempts: 5, since: 1, until: NOW + 16 * MINUTE })
    expect(holdFor(key, FAILURES.blocked, second, NOW)).toMatchObject({ attempts: 1, since: NOW })
  })

  it('needs the user until a slow try, where the credentials worked before and no reason was given', () => {
    const wordless = failure('credentials', 'http-401')
    const waits = [0, 1, 2, 3, 9].map((refusals) => holdFor(key, wordless, null, NOW, refusals).until)
    expect(waits).toEqual([NOW + HOUR, NOW + 6 * HOUR, NOW + 24 * HOUR, null, null])
    expect(holdFor(key, wordless, null, NOW, null)).toMatchObject({ class: 'needs-user', until: null })
    for (const other of [FAILURES['needs-user'], failure('credentials', 'bad-token'), failure('account', 'http-400')]) {
      expect(holdFor(key, other, null, NOW, 0)).toMatchObject({ class: 'needs-user', until: null })
    }
  })

  it('comes at once where another try within the job makes no sense', () => {
    expect(Object.values(FAILURES).map(isRetryable)).toEqual([true, false, false, false])
    expect(isRetryable(failure('provider', 'http-503', NOW))).toBe(false)
    expect(isRetryable(failure('unrecognised', 'html'))).toBe(false)
  })
})

describe('two holds', () => {
  const classes: readonly HoldClass[] = ['parked', 'until-time', 'needs-user', 'blocked']

  it('are ordered by severity', () => {
    expect(classes).toHaveLength(HOLD_CLASSES.length)
    const order = classes.map((name) => severity(FAILURES[name]))
    expect(order).toEqual([...order].sort((one, other) => one - other))
    expect(new Set(order).size).toBe(order.length)
  })

  it.each(classes.flatMap((before, i) => classes.map((next, j) => [before, next, j >= i ? next : before] as const)))(
    'active %s, then %s: %s stays',
    (before, next, expected) => {
      expect(mergeHolds(hold(before), hold(next), NOW).class).toBe(expected)
    },
  )

  it('are the new one alone when the one before has expired or there was none', () => {
    const next = hold('parked')
    expect(mergeHolds(hold('until-time', { until: NOW }), next, NOW)).toBe(next)
    expect(mergeHolds(null, next, NOW)).toBe(next)
  })

  it('keep the later of two times', () => {
    const early = hold('until-time', { until: NOW + MINUTE })
    const late = hold('until-time', { until: NOW + 2 * MINUTE })
    expect(mergeHolds(late, early, NOW)).toBe(late)
    expect(mergeHolds(early, late, NOW)).toBe(late)
  })

  it('keep the provider’s time beside the stricter hold', () => {
    const time = hold('until-time')
    for (const merged of [mergeHolds(time, hold('needs-user'), NOW), mergeHolds(hold('needs-user'), time, NOW)]) {
      expect(merged).toMatchObject({ class: 'needs-user', until: null, failure: { retryAt: time.until } })
    }
    const blocked = hold('blocked')
    expect(mergeHolds(blocked, hold('parked'), NOW)).toBe(blocked)
    const slow = hold('needs-user', { until: NOW + MINUTE })
    for (const merged of [mergeHolds(time, slow, NOW), mergeHolds(slow, time, NOW)]) {
      expect(merged).toMatchObject({ class: 'needs-user', until: time.until, failure: { retryAt: time.until } })
    }
  })

  it('keep the refusal that only an edit ends', () => {
    const slow = hold('needs-user', { until: NOW + MINUTE })
    const final = hold('needs-user')
    expect(mergeHolds(final, slow, NOW)).toBe(final)
    expect(mergeHolds(slow, final, NOW)).toBe(final)
  })
})

describe('a hold', () => {
  it('is active to the millisecond before its end', () => {
    expect([NOW + 1, NOW, null].map((until) => isActive({ until }, NOW))).toEqual([true, false, true])
  })

  it('needs the user where only they end it', () => {
    expect(HOLD_CLASSES.filter((name) => needsUser({ class: name }))).toEqual(['needs-user', 'blocked'])
  })

  it.each<[string, Hold, Partial<Hold> | null]>([
    ['needs the user', hold('needs-user'), null],
    [
      'needs the user beside a time',
      hold('needs-user', { failure: failure('account', 'http-400', NOW + 9) }),
      {
        ...{ class: 'until-time', until: NOW + 9, attempts: 1 },
        failure: failure('throttled', 'named-time', NOW + 9),
      },
    ],
    [
      'needs the user beside a time that has come',
      hold('blocked', { failure: failure('blocked', 'other', NOW) }),
      null,
    ],
    ['waits for a time', hold('until-time'), hold('until-time')],
    ['waits for a time that has come', hold('until-time', { until: NOW }), null],
    ['is parked', hold('parked'), null],
  ])('leaves the provider’s time when the user ends it: %s', (_, before, left) => {
    const remaining = remainingWait(before, NOW)
    if (left === null) expect(remaining).toBeNull()
    else expect(remaining).toEqual({ ...before, ...left })
    expect(retryNotBefore(before, NOW)).toBe(remaining?.until ?? null)
  })

  it('moves along with the wall clock', () => {
    const before = hold('until-time')
    const { retryAt } = before.failure
    expect(holdAfterClockShift(before, -5)).toEqual({
      ...{ ...before, since: NOW - 5, until: NOW + 10 * MINUTE - 5 },
      failure: { ...before.failure, retryAt: (retryAt ?? 0) - 5 },
    })
    expect(holdAfterClockShift(hold('blocked'), 5)).toMatchObject({ until: null, failure: { retryAt: null } })
  })
})

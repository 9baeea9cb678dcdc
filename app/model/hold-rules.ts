// From a failure to the hold that follows, and which of two holds is the stricter one. Pure.
import { FAILURES, type Failure, isWordlessRefusal } from '../contract/failure.ts'
import { parkedDelayMs, slowTryDelayMs } from './backoff.ts'
import { isActive, retryNotBefore } from './hold.ts'
import type { Hold, HoldClass, HoldKey } from './store.ts'

/** For a provider that says "slow down" without a time. */
const THROTTLED_DEFAULT_MS = 10 * 60_000

/** Whether another try within the same job makes sense. */
export const isRetryable = (failure: Failure): boolean =>
  FAILURES[failure.kind].recovery === 'retry' && failure.retryAt === null

const SEVERITY: Readonly<Record<HoldClass, number>> = {
  parked: 0,
  'until-time': 1,
  'needs-user': 2,
  blocked: 3,
}

/** The order of failures by the hold that follows: the strictest failure of a reply decides. */
export const severity = (failure: Failure): number => SEVERITY[holdClass(failure)]

/**
 * Adds a hold to the one before. An active hold is never replaced by a less severe one: what only the user ends must not
 * become a wait of a minute because a later request failed in another way. The latest time that the provider named is kept
 * in any case, so that it still counts when the user has ended the rest.
 * @returns `before` itself where nothing changes
 */
export function mergeHolds(before: Hold | null, next: Hold, now: number): Hold {
  if (before === null) return next
  const [stricter, other] = replaces(next, before, now) ? [next, before] : [before, next]
  const retryAt = retryNotBefore(other, now)
  if (stricter.class === 'until-time' || retryAt === null || retryAt <= (stricter.failure.retryAt ?? 0)) return stricter
  const until = stricter.until === null ? null : Math.max(stricter.until, retryAt)
  return { ...stricter, failure: { ...stricter.failure, retryAt }, until }
}

function replaces(next: Hold, before: Hold, now: number): boolean {
  if (!isActive(before, now)) return true
  if (SEVERITY[next.class] !== SEVERITY[before.class]) return SEVERITY[next.class] > SEVERITY[before.class]
  // A refusal that a slow try may end is the less severe one.
  if (next.class === 'needs-user') return before.until !== null || next.until === null
  return next.class !== 'until-time' || (next.until ?? 0) >= (before.until ?? 0)
}

function holdClass(failure: Failure): HoldClass {
  // A locked credential store opens again without an edit.
  if (failure.code === 'secret-unreadable') return 'parked'
  if (failure.retryAt !== null) return 'until-time'
  switch (FAILURES[failure.kind].recovery) {
    case 'needs-user':
      return 'needs-user'
    case 'hold-until-lifted':
      return 'blocked'
    case 'hold-until-time':
      return 'until-time'
    case 'retry':
    case 'retry-later':
      return 'parked'
  }
}

/**
 * @param before the hold under which the request was sent: its count goes on where the class is the same
 * @param refusals how often credentials that worked before were refused without a reason; null when they never worked
 */
export function holdFor(
  key: HoldKey & Pick<Hold, 'fingerprint'>,
  failure: Failure,
  before: Hold | null,
  now: number,
  refusals: number | null = null,
): Hold {
  const name = holdClass(failure)
  const isRepeated = before?.class === name
  const attempts = isRepeated ? before.attempts + 1 : 1
  const since = isRepeated ? before.since : now
  return { ...key, class: name, failure, since, until: endOf(name, failure, attempts, now, refusals), attempts }
}

function endOf(
  name: HoldClass,
  failure: Failure,
  attempts: number,
  now: number,
  refusals: number | null,
): number | null {
  switch (name) {
    case 'needs-user': {
      const delayMs = refusals !== null && isWordlessRefusal(failure) ? slowTryDelayMs(refusals) : null
      return delayMs === null ? null : now + delayMs
    }
    case 'blocked':
      return null
    case 'until-time':
      return failure.retryAt ?? now + THROTTLED_DEFAULT_MS
    case 'parked':
      return now + parkedDelayMs(failure, attempts - 1)
  }
}

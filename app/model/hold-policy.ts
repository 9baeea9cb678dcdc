// From a failure to the persisted stop it causes. Pure.
import { FAILURES, type Failure } from '../contract/failure.ts'
import { parkedDelayMs } from './backoff.ts'
import { retryNotBefore } from './hold.ts'
import type { Hold, HoldClass } from './store.ts'

/** A provider that says "slow down" without saying for how long. */
const THROTTLED_DEFAULT_MS = 10 * 60_000

/** True when another try within the same job makes sense. */
export const isHiccup = (failure: Failure): boolean =>
  FAILURES[failure.kind].policy === 'retry' && failure.retryAt === null

const RANK: Readonly<Record<HoldClass, number>> = {
  parked: 0,
  forgotten: 0,
  'until-time': 1,
  'needs-user': 2,
  blocked: 3,
}

/**
 * What stands when a hold is added to the one before: never the lighter of the two, while that is in force, and always the
 * latest time that either names. What only the user ends must not become a wait of a minute because a later request failed
 * in another way; and a time that was named stands when the user has ended the rest.
 * @returns `before` itself where it says all already
 */
export function mergeHolds(before: Hold | null, next: Hold, now: number): Hold {
  if (before === null) return next
  const [graver, other] = mayReplace(before, next, now) ? [next, before] : [before, next]
  const named = retryNotBefore(other, now)
  if (graver.class === 'until-time' || named === null || named <= (graver.failure.retryAt ?? 0)) return graver
  return { ...graver, failure: { ...graver.failure, retryAt: named } }
}

function mayReplace(before: Hold, next: Hold, now: number): boolean {
  if (before.until !== null && before.until <= now) return true
  if (RANK[next.class] !== RANK[before.class]) return RANK[next.class] > RANK[before.class]
  return next.class !== 'until-time' || (next.until ?? 0) >= (before.until ?? 0)
}

/** Of several failures in one answer the one with the greatest counts. */
export const graveness = (failure: Failure): number => RANK[holdClass(failure)]

/** A locked keyring opens again by itself: nobody has to edit anything. */
const isTransientSecretTrouble = (failure: Failure) => failure.code === 'secret-unreadable'

function holdClass(failure: Failure): HoldClass {
  if (isTransientSecretTrouble(failure)) return 'parked'
  if (failure.retryAt !== null) return 'until-time'
  switch (FAILURES[failure.kind].policy) {
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

/** @param before the hold that was in force when this attempt was made, whose count goes on */
export function holdFor(
  scope: Pick<Hold, 'account' | 'hostname' | 'family' | 'fingerprint'>,
  failure: Failure,
  before: Hold | null,
  now: number,
): Hold {
  const name = holdClass(failure)
  const attempts = before?.class === name ? before.attempts + 1 : 1
  const until = () => {
    if (name === 'needs-user' || name === 'blocked') return null
    if (name === 'until-time') return failure.retryAt ?? now + THROTTLED_DEFAULT_MS
    return now + parkedDelayMs(failure, attempts - 1)
  }
  return {
    ...scope,
    class: name,
    failure,
    since: before?.class === name ? before.since : now,
    until: until(),
    attempts,
  }
}

// From a failure to the persisted stop it causes. Pure.
import { FAILURE_POLICY, type Failure } from '../contract/failure.ts'
import { comebackDelayMs } from '../model/backoff.ts'
import type { Hold, HoldClass } from '../model/store.ts'

/** A provider that says "slow down" without saying for how long. */
const THROTTLED_DEFAULT_MS = 10 * 60_000

/** True when another try within the same job makes sense. */
export const isHiccup = (failure: Failure): boolean =>
  FAILURE_POLICY[failure.kind] === 'retry' && failure.retryAt === null

/**
 * True when the request may have reached the provider although no answer came. Refused connections, unknown names and
 * broken certificates end before anything is sent.
 */
export const mayHaveArrived = (failure: Failure): boolean =>
  failure.kind === 'network' && ['timeout', 'reset', 'other', 'too-large'].includes(failure.code)

/** A locked keyring opens again by itself: nobody has to edit anything. */
const isTransientSecretTrouble = (failure: Failure) => failure.code === 'secret-unreadable'

function holdClass(failure: Failure): HoldClass {
  if (isTransientSecretTrouble(failure)) return 'parked'
  if (failure.retryAt !== null) return 'until-time'
  switch (FAILURE_POLICY[failure.kind]) {
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
    return now + comebackDelayMs(failure, attempts - 1)
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

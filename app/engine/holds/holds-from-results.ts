// Turns the results of one request into holds on the account or on single records.
import { type Failure, failureScope } from '../../contract/failure.ts'
import type { RecordSettings } from '../../contract/settings.ts'
import { holdFor, isRetryable, mergeHolds, severity } from '../../model/hold-policy.ts'
import type { Clock } from '../../model/ports.ts'
import type { FamilyKey, Hold } from '../../model/store.ts'
import { type ResolvedAccount, recordFingerprint } from '../account-resolver.ts'
import type { AttemptResult } from '../jobs/attempt.ts'
import type { StateCache } from '../state-cache.ts'

export interface ResultHolds {
  readonly holds: readonly Hold[]
  /** The most severe failure that is about the whole account. */
  readonly ofAccount: Failure | null
  /** No other attempt follows within this job. */
  readonly isFinal: boolean
}

export interface HoldRulesOptions {
  readonly states: Pick<StateCache, 'accountHold' | 'familyHold'>
  readonly record: (key: FamilyKey) => RecordSettings | undefined
  readonly clock: Pick<Clock, 'now'>
}

export interface HoldRules {
  /** @param parkedHold the parked hold that this request was the next attempt of: its waits go on growing */
  of(
    resolved: Extract<ResolvedAccount, { ok: true }>,
    results: readonly AttemptResult[],
    parkedHold: Hold | null,
  ): ResultHolds
  /** @returns the hold to write; none where the one before stays */
  ofAccount(failures: readonly Failure[], fingerprint: string, parkedHold: Hold | null): readonly Hold[]
}

/** Failures of equal severity stay in order. */
const mostSevereFirst = (failures: readonly Failure[]): readonly Failure[] =>
  [...failures].sort((one, other) => severity(other) - severity(one))

export function createHoldRules(account: string, { states, record, clock }: HoldRulesOptions): HoldRules {
  function ofFamily(key: FamilyKey, failure: Failure, accountFingerprint: string): Hold {
    const { hostname, family } = key
    const fingerprint = recordFingerprint(accountFingerprint, record(key))
    return holdFor({ account, hostname, family, fingerprint }, failure, states.familyHold(key), clock.now())
  }

  function ofAccount(failures: readonly Failure[], fingerprint: string, parkedHold: Hold | null): readonly Hold[] {
    const scope = { account, hostname: null, family: null, fingerprint }
    const before = states.accountHold(account)
    const now = clock.now()
    // The most severe last: of two equal holds the later one gives the reason.
    const hold = mostSevereFirst(failures).reduceRight<Hold | null>(
      (merged, failure) => mergeHolds(merged, holdFor(scope, failure, before ?? parkedHold, now), now),
      before,
    )
    return hold === null || hold === before ? [] : [hold]
  }

  return {
    of: ({ provider, fingerprint }, results, parkedHold) => {
      const holds: Hold[] = []
      const accountFailures: Failure[] = []
      for (const { update, failure } of results) {
        if (failure === null) continue
        if (failureScope(failure, results) === 'record') holds.push(ofFamily(update, failure, fingerprint))
        else accountFailures.push(failure)
      }
      const [first = null] = mostSevereFirst(accountFailures)
      // Where the provider documents a minimum interval, a retry within seconds would break it.
      const isFinal = first !== null && !(isRetryable(first) && provider.info.minIntervalS === null)
      if (isFinal) holds.push(...ofAccount(accountFailures, fingerprint, parkedHold))
      return { holds, ofAccount: first, isFinal }
    },
    ofAccount,
  }
}

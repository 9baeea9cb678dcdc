// Turns the results of one request into holds on the account or on single records.
import { affectedBy, type Failure, isWordlessRefusal } from '../../contract/failure.ts'
import type { RecordSettings } from '../../contract/settings.ts'
import { holdFor, isRetryable, mergeHolds, severity } from '../../model/hold-rules.ts'
import type { Clock } from '../../model/ports.ts'
import type { FamilyKey, Hold, ProvenSecret } from '../../model/store.ts'
import { type ResolvedAccount, recordFingerprint } from '../account-resolver.ts'
import type { AttemptResult } from '../jobs/send-request.ts'
import type { StateCache } from '../state-cache.ts'

export interface ResultHolds {
  readonly holds: readonly Hold[]
  /** The most severe failure that is about the whole account. */
  readonly ofAccount: Failure | null
  /** No other try follows within this series. */
  readonly isFinal: boolean
  /** What to remember of the account's secret; absent or null when nothing changes. */
  readonly proven?: ProvenSecret | null
}

export interface HoldRulesOptions {
  readonly states: Pick<StateCache, 'accountHold' | 'familyHold' | 'provenSecret'>
  readonly record: (key: FamilyKey) => RecordSettings | undefined
  readonly clock: Pick<Clock, 'now'>
}

export interface HoldRules {
  /** @param parkedHold the parked hold after whose wait this request was sent: its waits go on growing */
  of(
    resolved: Extract<ResolvedAccount, { ok: true }>,
    results: readonly AttemptResult[],
    parkedHold: Hold | null,
  ): ResultHolds
  /** The hold of one family of a record. */
  ofRecord(key: FamilyKey, failure: Failure, accountFingerprint: string): Hold
  /** @returns the hold to write; none where the one before stays */
  ofAccount(failures: readonly Failure[], fingerprint: string, parkedHold: Hold | null): readonly Hold[]
  /** What to remember of the account's secret after it was taken or refused; null when nothing changes. */
  proven(fingerprint: string, isTaken: boolean, failures: readonly Failure[]): ProvenSecret | null
}

/** Failures of equal severity stay in order. */
const mostSevereFirst = (failures: readonly Failure[]): readonly Failure[] =>
  [...failures].sort((one, other) => severity(other) - severity(one))

export function createHoldRules(account: string, { states, record, clock }: HoldRulesOptions): HoldRules {
  /** Refusals without a reason since this secret was last taken; null when it never was. */
  function refusalsOf(fingerprint: string, isTaken = false): number | null {
    if (isTaken) return 0
    const known = states.provenSecret(account)
    return known?.fingerprint === fingerprint ? known.refusals : null
  }

  function ofFamily(key: FamilyKey, failure: Failure, accountFingerprint: string, isTaken: boolean): Hold {
    const { hostname, family } = key
    const fingerprint = recordFingerprint(accountFingerprint, record(key))
    const before = states.familyHold(key)
    const isProven = refusalsOf(accountFingerprint, isTaken) !== null
    const earlier = before?.class === 'needs-user' && before.failure.code === failure.code ? before.attempts : 0
    const owner = { account, hostname, family, fingerprint }
    return holdFor(owner, failure, before, clock.now(), isProven ? earlier : null)
  }

  function proven(fingerprint: string, isTaken: boolean, failures: readonly Failure[]): ProvenSecret | null {
    const before = refusalsOf(fingerprint, isTaken)
    if (before === null) return null
    const refusals = before + (failures.some(isWordlessRefusal) ? 1 : 0)
    const known = states.provenSecret(account)
    return known?.fingerprint === fingerprint && known.refusals === refusals ? null : { fingerprint, refusals }
  }

  function ofAccount(
    failures: readonly Failure[],
    fingerprint: string,
    parkedHold: Hold | null,
    isTaken = false,
  ): readonly Hold[] {
    const owner = { account, hostname: null, family: null, fingerprint }
    const before = states.accountHold(account)
    const now = clock.now()
    const refusals = refusalsOf(fingerprint, isTaken)
    // The most severe last: of two equal holds the later one gives the reason.
    const hold = mostSevereFirst(failures).reduceRight<Hold | null>(
      (merged, failure) => mergeHolds(merged, holdFor(owner, failure, before ?? parkedHold, now, refusals), now),
      before,
    )
    return hold === null || hold === before ? [] : [hold]
  }

  return {
    of: ({ provider, fingerprint }, results, parkedHold) => {
      const holds: Hold[] = []
      const accountFailures: Failure[] = []
      const isTaken = results.some(({ failure }) => failure === null)
      for (const { update, failure } of results) {
        if (failure === null) continue
        if (affectedBy(failure, results) === 'record') holds.push(ofFamily(update, failure, fingerprint, isTaken))
        else accountFailures.push(failure)
      }
      const [first = null] = mostSevereFirst(accountFailures)
      // Where the provider documents a minimum interval, a retry within seconds would break it.
      const isFinal = first !== null && !(isRetryable(first) && provider.info.minIntervalS === null)
      if (isFinal) holds.push(...ofAccount(accountFailures, fingerprint, parkedHold, isTaken))
      return { holds, ofAccount: first, isFinal, proven: proven(fingerprint, isTaken, accountFailures) }
    },
    ofRecord: (key, failure, fingerprint) => ofFamily(key, failure, fingerprint, false),
    ofAccount: (failures, fingerprint, parkedHold) => ofAccount(failures, fingerprint, parkedHold),
    proven,
  }
}

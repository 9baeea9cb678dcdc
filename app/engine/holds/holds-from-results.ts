// What the answers to one request stop: the whole account, or single names of it.
import { type Failure, failureScope } from '../../contract/failure.ts'
import type { RecordSettings } from '../../contract/settings.ts'
import { graveness, holdFor, isHiccup, mergeHolds } from '../../model/hold-policy.ts'
import type { Clock } from '../../model/ports.ts'
import type { FamilyKey, Hold } from '../../model/store.ts'
import { type ResolvedAccount, recordFingerprint } from '../account-resolver.ts'
import type { AttemptResult } from '../jobs/attempt.ts'
import type { PendingUpdate } from '../jobs/pending-update.ts'
import type { StateCache } from '../state-cache.ts'

export interface Stops {
  readonly holds: readonly Hold[]
  /** The gravest failure that is about the whole account. */
  readonly ofAccount: Failure | null
  /** No other try follows within this job. */
  readonly isFinal: boolean
}
export const NO_STOPS: Stops = { holds: [], ofAccount: null, isFinal: false }

export interface StopsOptions {
  readonly states: Pick<StateCache, 'accountHold' | 'familyHold'>
  readonly record: (key: FamilyKey) => RecordSettings | undefined
  readonly clock: Pick<Clock, 'now'>
}

export interface StopRules {
  /** @param comeback the parked hold whose comeback is going on: its waits go on growing */
  of(resolved: Extract<ResolvedAccount, { ok: true }>, results: readonly AttemptResult[], comeback: Hold | null): Stops
  /** @returns the hold to be put; none where what is in force says all already */
  ofAccount(problems: readonly Failure[], fingerprint: string, comeback: Hold | null): readonly Hold[]
}

/** Of equals the one that was said first. */
const gravestFirst = (problems: readonly Failure[]): readonly Failure[] =>
  [...problems].sort((one, other) => graveness(other) - graveness(one))

export function createStops(account: string, { states, record, clock }: StopsOptions): StopRules {
  function ofName(want: PendingUpdate, problem: Failure, accountMark: string): Hold {
    const { hostname, family } = want
    const fingerprint = recordFingerprint(accountMark, record(want))
    return holdFor({ account, hostname, family, fingerprint }, problem, states.familyHold(want), clock.now())
  }

  function ofAccount(problems: readonly Failure[], fingerprint: string, comeback: Hold | null): readonly Hold[] {
    const scope = { account, hostname: null, family: null, fingerprint }
    const before = states.accountHold(account)
    const now = clock.now()
    // The gravest last: it is what counts as the reason.
    const hold = gravestFirst(problems).reduceRight<Hold | null>(
      (all, problem) => mergeHolds(all, holdFor(scope, problem, before ?? comeback, now), now),
      before,
    )
    return hold === null || hold === before ? [] : [hold]
  }

  return {
    of: ({ provider, fingerprint }, results, comeback) => {
      const holds: Hold[] = []
      const ofAll: Failure[] = []
      for (const { want, failure } of results) {
        if (failure === null) continue
        if (failureScope(failure, results) === 'record') holds.push(ofName(want, failure, fingerprint))
        else ofAll.push(failure)
      }
      const [gravest = null] = gravestFirst(ofAll)
      // Where the provider asks for a minimum interval, another try within seconds would break it.
      const isFinal = gravest !== null && !(isHiccup(gravest) && provider.info.minIntervalS === null)
      if (gravest !== null && isFinal) holds.push(...ofAccount(ofAll, fingerprint, comeback))
      return { holds, ofAccount: gravest, isFinal }
    },
    ofAccount,
  }
}

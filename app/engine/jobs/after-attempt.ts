// What follows from the results of one request: which holds are written, what becomes of each update, and whether the
// account tries again. Pure; account-job.ts carries it out.
import { type Failure, failureScope } from '../../contract/failure.ts'
import type { Hold, ProvenSecret } from '../../model/store.ts'
import type { ResultHolds } from '../holds/holds-from-results.ts'
import type { AttemptResult } from './attempt.ts'
import type { JobState } from './job-state.ts'
import type { PendingUpdate } from './pending-update.ts'

/** One finished request and what its account was subject to. */
export interface FinishedAttempt {
  readonly results: readonly AttemptResult[]
  /** How many hostnames the request carried. */
  readonly names: number
  /** Seconds that the provider wants between two requests; null when it documents none. */
  readonly minIntervalS: number | null
  /** The holds that the results cause. */
  readonly resultHolds: ResultHolds
  /** The account's hold when the request was sent, and when its results came. */
  readonly holdBefore: Hold | null
  readonly holdNow: Hold | null
}

export type NextStep =
  /** The account goes on with what else is pending. */
  | { readonly is: 'go-on'; readonly liftAccountHold: boolean }
  /** The same names again, in smaller requests. @property afterMs wait that the provider asks for; null: at once */
  | { readonly is: 'split'; readonly afterMs: number | null }
  /** One more attempt within the series. */
  | { readonly is: 'retry'; readonly failure: Failure }
  /** The account is on hold. */
  | { readonly is: 'abandon'; readonly failure: Failure }

export interface AfterAttempt {
  /** What changes in the job's state. */
  readonly state: Partial<JobState>
  /** Written in one step with the results. */
  readonly holds: readonly Hold[]
  /** Written in the same step; null when nothing changes. */
  readonly proven: ProvenSecret | null
  readonly next: NextStep
  /** What becomes of each pending update. */
  readonly updates: readonly {
    readonly update: PendingUpdate
    readonly action: 'confirm' | 'remove' | 'deprioritise'
  }[]
  readonly results: readonly AttemptResult[]
}

export function afterAttempt(before: Pick<JobState, 'batchLimit'>, attempt: FinishedAttempt): AfterAttempt {
  const { results, names, minIntervalS, resultHolds, holdBefore, holdNow } = attempt
  if (before.batchLimit === null && names > 1 && results.every(({ failure }) => failure?.code === 'numhost')) {
    // The provider takes fewer names than it documents. One split is worth trying before bothering the user.
    return {
      state: { batchLimit: Math.ceil(names / 2) },
      holds: [],
      proven: null,
      next: { is: 'split', afterMs: minIntervalS === null ? null : minIntervalS * 1_000 },
      updates: [],
      results,
    }
  }
  const { ofAccount: failure, isFinal, holds, proven = null } = resultHolds
  const updates = results.map((result) => afterResult(result, results))
  const after = { state: { failure }, holds, proven, updates, results }
  if (failure !== null) return { ...after, next: { is: isFinal ? 'abandon' : 'retry', failure } }
  // A hold that came while the request was under way has another cause, and stays.
  const liftAccountHold = holdNow !== null && (holdNow === holdBefore || holdNow.class === 'parked')
  return { ...after, next: { is: 'go-on', liftAccountHold } }
}

function afterResult({ update, failure }: AttemptResult, results: readonly AttemptResult[]) {
  if (failure === null) return { update, action: 'confirm' } as const
  return { update, action: failureScope(failure, results) === 'record' ? 'remove' : 'deprioritise' } as const
}

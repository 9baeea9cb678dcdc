// One request to one provider for one batch: the attempt is written, sent, classified and settled here.
import { TaskCancelledError, TimeoutStrategy, timeout } from 'cockatiel'
import type { Failure } from '../../contract/failure.ts'
import { mayHaveBeenApplied } from '../../model/hold-policy.ts'
import type { Clock, HttpClient } from '../../model/ports.ts'
import type { HostAnswer, UpdateReport } from '../../model/provider.ts'
import { type FamilyKey, familyKey, type Hold, type NewAttempt, type Settlement } from '../../model/store.ts'
import type { ResolvedAccount } from '../account-resolver.ts'
import type { StateCache } from '../state-cache.ts'
import type { Batch } from './batch.ts'
import type { PendingUpdate } from './pending-update.ts'
import type { Quota } from './quota.ts'

export interface AttemptPorts {
  readonly states: StateCache
  readonly clock: Clock
  readonly http: HttpClient
  readonly userAgent: () => string
  readonly quota: Quota
}

export interface AttemptResult {
  readonly want: PendingUpdate
  readonly failure: Failure | null
}

/**
 * @param moreFollows whether another request of the account is wanted right after this one
 * @param stopsOf the holds that the answers cause: kept in one step with them
 * @returns one result per wish of the batch. Rejects only for a bug in the provider's code, or a store that cannot be
 *   written.
 */
export async function attempt(
  ports: AttemptPorts,
  { provider, account, destination: target }: Extract<ResolvedAccount, { ok: true }>,
  { changes, wants }: Batch,
  moreFollows: boolean,
  stopsOf: (results: readonly AttemptResult[]) => readonly Hold[],
): Promise<readonly AttemptResult[]> {
  const { states, clock } = ports
  const at = clock.now()
  const ids = states.begin(wants.map((want) => toAttempt(states, want, at, target)))
  const request = { account, changes, userAgent: ports.userAgent(), now: () => clock.now() }
  const report = await inTime(() => provider.update(request, ports.http))
  const outcomes = new Map(report?.outcomes.map((outcome) => [outcomeKey(outcome), outcome.answer]))
  const raw = report?.raw ?? null
  const silence = failed(report === null ? LATE : { ...SKIPPED, detail: raw })
  const results = wants.map((want) => ({ want, answer: outcomes.get(outcomeKey(want)) ?? silence }))
  const settlements = results.map(({ answer }, index) => toSettlement(ids[index] ?? -1, answer, raw, clock.now()))
  const told = results.map(({ want, answer }) => ({ want, failure: answer.kind === 'failed' ? answer.failure : null }))
  const isSmooth = told.every(({ failure }) => failure === null)
  states.settle(settlements, { moreFollows: moreFollows && isSmooth, holds: stopsOf(told) })
  ports.quota.spend(account.id, provider.info, report?.requests ?? mostRequests(changes.length))
  return told
}

/** A provider's steps are bounded one by one; this bounds them together, whatever its code does. */
const LONGEST_MS = 120_000

/** @returns null when it took too long: what became of it is not known */
async function inTime(update: () => Promise<UpdateReport>): Promise<UpdateReport | null> {
  try {
    return await timeout(LONGEST_MS, TimeoutStrategy.Aggressive).execute(update)
  } catch (error) {
    if (!(error instanceof TaskCancelledError)) throw error
    return null
  }
}

/** More than any provider's code sends for so many names: to find their zones, to read and to write each family. */
export const mostRequests = (names: number): number => 4 + 4 * names

const outcomeKey = ({ hostname, family }: Pick<FamilyKey, 'hostname' | 'family'>) =>
  familyKey({ account: '', hostname, family })

const toAttempt = (states: StateCache, want: PendingUpdate, at: number, target: string): NewAttempt => ({
  account: want.account,
  hostname: want.hostname,
  family: want.family,
  roundId: want.roundId,
  trigger: want.trigger,
  from: states.state(want)?.confirmed ?? null,
  to: want.address,
  at,
  destination: target,
})

const LATE: Failure = { kind: 'network', code: 'timeout', detail: null, retryAt: null }
/** A provider that skips a name has said nothing of it: that is never taken for success. */
const SKIPPED: Failure = { kind: 'unrecognised', code: 'no-outcome', detail: null, retryAt: null }
const failed = (failure: Failure): HostAnswer => ({ kind: 'failed', failure })

function toSettlement(id: number, answer: HostAnswer, raw: string | null, at: number): Settlement {
  if (answer.kind === 'confirmed') {
    return { attempt: id, at, result: answer.changed ? 'confirmed' : 'unchanged', raw }
  }
  const { failure, isUnsent = false } = answer
  const isDoubtful = !isUnsent && mayHaveBeenApplied(failure)
  return { attempt: id, at, result: isDoubtful ? 'unconfirmed' : 'failed', failure, raw }
}

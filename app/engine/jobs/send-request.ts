// One request to one provider for one batch: its attempts are written, sent, classified and settled here.
import { type Failure, mayHaveBeenApplied } from '../../contract/failure.ts'
import { publishedAddress } from '../../model/family-state.ts'
import type { Clock, HttpClient } from '../../model/ports.ts'
import type { HostAnswer, UpdateReport } from '../../model/provider.ts'
import {
  type FamilyKey,
  familyKey,
  type Hold,
  type NewAttempt,
  type ProvenSecret,
  type Settlement,
} from '../../model/store.ts'
import type { LearntForm } from '../../model/update-form.ts'
import { withDeadline } from '../../model/with-deadline.ts'
import type { ResolvedAccount } from '../account-resolver.ts'
import type { Away } from '../away.ts'
import type { StateCache } from '../state-cache.ts'
import type { Batch } from './batch.ts'
import type { PendingUpdate } from './pending-update.ts'
import type { Quota } from './quota.ts'

export interface RequestPorts {
  readonly states: StateCache
  readonly clock: Clock
  readonly http: HttpClient
  readonly userAgent: () => string
  readonly quota: Quota
  readonly away: Away
}

export interface BatchRequest {
  readonly resolved: Extract<ResolvedAccount, { ok: true }>
  readonly batch: Batch
  /** What was learnt about the server, for the names of this batch. */
  readonly learnt: LearntForm
  /** Families that the request may change although they have no update in it. */
  readonly touched: readonly FamilyKey[]
  /** Whether the account's next request follows right after this one. */
  readonly moreFollows: boolean
}

export interface AttemptResult {
  readonly update: PendingUpdate
  readonly failure: Failure | null
  /** The provider said yes without naming the address: the zone has to show it. */
  readonly isAccepted?: boolean
  /** It said so of an address that the name held already. */
  readonly isUnchanged?: boolean
}

/** Each step of a provider's code has a timeout of its own. This deadline limits all of them together. */
const DEADLINE_MS = 120_000

/**
 * @param conclude decides what follows from the results, one per update of the batch. The holds and the proven secret that it
 *   returns are written in one step with the results. Excused results failed because this machine was away: nothing counts.
 * @returns what `conclude` returned. Rejects only for a bug in the provider's code, or a store that cannot be written.
 */
export async function sendRequest<T extends { readonly holds: readonly Hold[]; readonly proven: ProvenSecret | null }>(
  ports: RequestPorts,
  { resolved, batch: { changes, updates }, learnt, touched, moreFollows }: BatchRequest,
  conclude: (results: readonly AttemptResult[], lines: UpdateReport['lines'], isExcused: boolean) => T,
): Promise<T> {
  const { states, clock } = ports
  const { provider, account, destination } = resolved
  const at = clock.now()
  const wasAway = ports.away.watch(account.endpoint)
  const news = updates.map((update) => toAttempt(states, update, at, destination))
  const ids = states.begin(news, touched)
  const request = { account, changes, learnt, userAgent: ports.userAgent(), now: () => clock.now() }
  const report = await withDeadline(clock, DEADLINE_MS, provider.update(request, ports.http))
  const outcomes = new Map(report?.outcomes.map((outcome) => [outcomeKey(outcome), outcome.answer]))
  const raw = report?.raw ?? null
  const noOutcome = failed(report === null ? TOO_LATE : { ...SKIPPED, detail: raw })
  const answers = updates.map((update) => outcomes.get(outcomeKey(update)) ?? noOutcome)
  const results = updates.map((update, index) => toResult(update, answers[index] ?? noOutcome))
  const isExcused = isOfNetwork(results) && (await wasAway())
  const settlements = answers.map((answer, index) =>
    toSettlement(ids[index] ?? -1, answer, raw, clock.now(), isExcused),
  )
  const isSmooth = results.every(({ failure }) => failure === null)
  const conclusion = conclude(results, report?.lines, isExcused)
  const proven = conclusion.proven === null ? null : { account: account.id, secret: conclusion.proven }
  states.settle(settlements, { moreFollows: moreFollows && isSmooth, holds: conclusion.holds, proven })
  ports.quota.spend(account.id, provider.info, report?.requests ?? mostRequests(changes.length))
  return conclusion
}

/** Whether the network failed, and nothing else. */
const isOfNetwork = (results: readonly AttemptResult[]): boolean =>
  results.some(({ failure }) => failure !== null) &&
  results.every(({ failure }) => failure === null || failure.kind === 'network')

/** An upper bound for any provider: requests to find the zones of the names, and to read and write each family. */
export const mostRequests = (names: number): number => 4 + 4 * names

const outcomeKey = ({ hostname, family }: Pick<FamilyKey, 'hostname' | 'family'>) =>
  familyKey({ account: '', hostname, family })

const toAttempt = (states: StateCache, update: PendingUpdate, at: number, destination: string): NewAttempt => ({
  account: update.account,
  hostname: update.hostname,
  family: update.family,
  roundId: update.roundId,
  trigger: update.trigger,
  from: publishedAddress(states.state(update)),
  to: update.address,
  at,
  destination,
})

const TOO_LATE: Failure = { kind: 'network', code: 'timeout', detail: null, retryAt: null }
/** A provider that skips a name reported nothing about it: that never counts as success. */
const SKIPPED: Failure = { kind: 'unrecognised', code: 'no-outcome', detail: null, retryAt: null }
const failed = (failure: Failure): HostAnswer => ({ kind: 'failed', failure })

function toResult(update: PendingUpdate, answer: HostAnswer): AttemptResult {
  if (answer.kind === 'failed') return { update, failure: answer.failure }
  if (answer.kind !== 'accepted') return { update, failure: null }
  return { update, failure: null, isAccepted: true, isUnchanged: answer.isUnchanged === true }
}

function toSettlement(id: number, answer: HostAnswer, raw: string | null, at: number, isExcused: boolean): Settlement {
  if (answer.kind === 'confirmed') {
    return { attempt: id, at, result: answer.changed ? 'confirmed' : 'unchanged', raw }
  }
  if (answer.kind === 'accepted') return { attempt: id, at, result: 'accepted', raw }
  const { failure, isUnsent = false } = answer
  const isInDoubt = !isUnsent && mayHaveBeenApplied(failure)
  if (isExcused && !isInDoubt) return { attempt: id, at, result: 'withdrawn' }
  return { attempt: id, at, result: isInDoubt ? 'unconfirmed' : 'failed', failure, raw }
}

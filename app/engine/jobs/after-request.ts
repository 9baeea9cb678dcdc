// What follows from the results of one request: which holds are written, what becomes of each update, and whether the
// account tries again. Pure; account-job.ts carries it out.
import { affectedBy, type Failure } from '../../contract/failure.ts'
import type { UpdateReport } from '../../model/provider.ts'
import type { Hold, ProvenSecret } from '../../model/store.ts'
import type { ResultHolds } from '../holds/holds-from-results.ts'
import type { JobState } from './job-state.ts'
import type { PendingUpdate } from './pending-update.ts'
import type { Ipv4Before } from './request-rules.ts'
import type { AttemptResult } from './send-request.ts'

/** One finished request and what its account was subject to. */
export interface FinishedRequest {
  readonly results: readonly AttemptResult[]
  /** How many hostnames the request carried. */
  readonly names: number
  /** Whether the reply spoke of each of several hostnames. */
  readonly lines?: UpdateReport['lines']
  /** Nobody knew yet whether the server answers a list name by name. */
  readonly isListTrial?: boolean
  /** The name is asked alone after a list that was refused without a word of the service. */
  readonly isAlone?: boolean
  /** This machine was away, and the network failed for that. */
  readonly isExcused?: boolean
  /** A form of the addresses was tried with one name. */
  readonly isFormTrial?: boolean
  /** How the server took the name's IPv4 address, where this is its first IPv6 address in the same, undocumented form. */
  readonly ipv4Before?: Ipv4Before
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
  | { readonly is: 'go-on'; readonly endAccountHold: boolean }
  /** The same names again, each alone. @property afterMs wait that the provider asks for; null: at once */
  | { readonly is: 'split'; readonly afterMs: number | null }
  /** One more try within the series. */
  | { readonly is: 'retry'; readonly failure: Failure }
  /** The account is on hold. */
  | { readonly is: 'abandon'; readonly failure: Failure }
  /** Nothing counts as tried. The round after the network's return hands over what is left. */
  | { readonly is: 'wait' }

/** What a reply teaches about the server. */
export type Lesson =
  /** It answers a list of hostnames name by name, or does not. */
  | { readonly of: 'hosts'; readonly hosts: 'one' | 'comma' }
  /** It took the form of the addresses that was tried, or refused it; null: it does not have the hostname, in any form. */
  | { readonly of: 'trial'; readonly isTaken: boolean | null }
  /** It took IPv4 of this name, and does not read IPv6 in the same form. */
  | { readonly of: 'ipv6-refused' }

export interface AfterRequest {
  readonly lesson: Lesson | null
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

export function afterRequest(request: FinishedRequest): AfterRequest {
  const { results, names, lines, minIntervalS, resultHolds, holdBefore, holdNow } = request
  if (request.isExcused) return afterExcused(results)
  if (names > 1 && isUnanswered(request)) {
    // What is said once for several names is believed of none. Without a word of the service it may come from an outage: then
    // the first name that is answered alone tells.
    const hasWord = results.every((result) => !isWordless(result))
    return {
      lesson: hasWord ? { of: 'hosts', hosts: 'one' } : null,
      state: { isAlone: !hasWord },
      holds: [],
      proven: null,
      next: { is: 'split', afterMs: minIntervalS === null ? null : minIntervalS * 1_000 },
      updates: [],
      results,
    }
  }
  if (request.isFormTrial && results.some(isFormRefusal))
    return afterRefusedForm(request, { of: 'trial', isTaken: false })
  if (results.some((result) => isUnreadable(result, request.ipv4Before)))
    return afterRefusedForm(request, { of: 'ipv6-refused' })
  const { ofAccount: failure, isFinal, holds, proven = null } = resultHolds
  const lesson = lessonOf(request, names > 1 && lines === 'each')
  const isAnswered = request.isAlone === true && (lesson?.of === 'hosts' || failure !== null)
  const updates = results.map((result) => afterResult(result, results))
  const state = { failure, ...(isAnswered ? { isAlone: false } : {}) }
  const after = { lesson, state, holds, proven, updates, results }
  if (failure !== null) return { ...after, next: { is: isFinal ? 'abandon' : 'retry', failure } }
  // A hold that came while the request was under way has another cause, and stays.
  const endAccountHold = holdNow !== null && (holdNow === holdBefore || holdNow.class === 'parked')
  return { ...after, next: { is: 'go-on', endAccountHold } }
}

const afterExcused = (results: readonly AttemptResult[]): AfterRequest => ({
  lesson: null,
  state: {},
  holds: [],
  proven: null,
  next: { is: 'wait' },
  updates: results.flatMap(({ update, failure }) => (failure === null ? [{ update, action: 'confirm' as const }] : [])),
  results,
})

/** What a server without a word for it says to a request that it cannot read. */
const isAboutRequest = (code: string): boolean => /^(http-\d+|badrequest|unknown)$/.test(code)

/** Whether the server refused the request itself, and not the user, the account or the moment. */
function isRefusal({ failure }: AttemptResult): boolean {
  if (failure === null || failure.retryAt !== null) return false
  const { kind, code } = failure
  return kind === 'hostname' || kind === 'unrecognised' || (kind === 'account' && isAboutRequest(code))
}

/** Another form may follow at once. A page, or an answer that cannot be read, may come from an outage: it is retried like any failure. */
const isFormRefusal = (result: AttemptResult): boolean =>
  isRefusal(result) &&
  !isAboutName(result) &&
  (result.failure?.kind !== 'unrecognised' || result.failure.code === 'other-address')

/** A word about the one hostname that was asked for: no form of the request brings it back. */
const isAboutName = ({ failure }: AttemptResult): boolean =>
  failure !== null &&
  (failure.code === 'name-not-found' || (failure.kind === 'hostname' && !/^http-/.test(failure.code)))

/**
 * Whether the server may not have been able to read the IPv6 address. nic.ru says `dnserr` to one in the wrong parameter. That is
 * the word for an outage, too, so it only counts at a server whose replies tell at once which form is right.
 */
function isUnreadable({ failure }: AttemptResult, ipv4Before: Ipv4Before = null): boolean {
  if (failure === null || ipv4Before === null) return false
  if (failure.code === 'dnserr') return ipv4Before === 'named'
  return failure.kind === 'account' && isAboutRequest(failure.code)
}

/** Whether nothing in the reply can only come from the service itself. */
const isWordless = ({ failure }: AttemptResult): boolean =>
  failure !== null &&
  (/^http-\d+$/.test(failure.code) || (failure.kind !== 'hostname' && failure.code !== 'list-unanswered'))

function isUnanswered({ results, lines, isListTrial }: FinishedRequest): boolean {
  if (lines === 'none' || results.every(({ failure }) => failure?.code === 'numhost')) return true
  return isListTrial === true && lines !== 'each' && results.every(isRefusal)
}

function lessonOf({ isFormTrial, isAlone, results }: FinishedRequest, isListAnswered: boolean): Lesson | null {
  if (isListAnswered) return { of: 'hosts', hosts: 'comma' }
  if (isAlone && results.some((result) => !isWordless(result))) return { of: 'hosts', hosts: 'one' }
  if (isFormTrial !== true) return null
  if (results.some(isAboutName)) return { of: 'trial', isTaken: null }
  if (results.some(({ failure }) => failure?.code === 'unknown-word')) return { of: 'trial', isTaken: false }
  return results.every(({ failure }) => failure === null) ? { of: 'trial', isTaken: true } : null
}

/** The form was an experiment of ours: its refusal holds nothing, and another form is tried. */
const afterRefusedForm = ({ results }: FinishedRequest, lesson: Lesson): AfterRequest => ({
  lesson,
  state: {},
  holds: [],
  proven: null,
  next: { is: 'go-on', endAccountHold: false },
  updates: results.map(({ update, failure }) => ({ update, action: failure === null ? 'confirm' : 'remove' })),
  results,
})

function afterResult({ update, failure }: AttemptResult, results: readonly AttemptResult[]) {
  if (failure === null) return { update, action: 'confirm' } as const
  return { update, action: affectedBy(failure, results) === 'record' ? 'remove' : 'deprioritise' } as const
}

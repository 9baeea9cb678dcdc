// An account's provider and the server behind it. Requests take time, updates are applied on the way, and what the server
// holds in the end does not depend on whether the client got the reply.

import { providerCode } from '../../../app/contract/failure-codes.ts'
import { FAMILIES, type Family } from '../../../app/model/address.ts'
import type {
  HostChange,
  Provider,
  ReadBack,
  ReadBackRequest,
  UpdateReport,
  UpdateRequest,
} from '../../../app/model/provider.ts'
import type { FamilyKey } from '../../../app/model/store.ts'
import { inAllLanguages } from '../../../app/testing/labels.ts'
import type { AccountScenario } from '../generators/scenario.ts'
import { applyLookup, applyReplies, type FormQuestion, formQuestion, holdAccount } from '../model/apply-replies.ts'
import type { BeforeAttempt, RequestInvariants } from '../oracles/request-invariants.ts'
import { behaviourOf, type SimulationState } from '../simulation-state.ts'
import { exchange, type ZoneWrite } from './dialect-exchange.ts'
import { type DialectPair, pairOf } from './dialects.ts'
import { REPLIES, type Reply, replyNamed } from './replies.ts'
import {
  echoedDetail,
  type FamilyReply,
  HEALTHY,
  repliesTo,
  type ServerBehaviour,
  toOutcome,
} from './server-behaviour.ts'
import type { RecordsAt, ServerRecords } from './server-records.ts'
import { elapsed, MINUTE, SECOND } from './virtual-time.ts'

export interface ServerOptions {
  readonly state: SimulationState
  readonly recordsAt: RecordsAt
  readonly invariants: RequestInvariants
  readonly isAlive: () => boolean
  /** What was true of a family before the attempt that is being sent. */
  readonly before: (key: FamilyKey) => BeforeAttempt | undefined
  readonly inFlight: InFlight
  readonly onReply: (request: UpdateRequest, replies: readonly FamilyReply[]) => void
}

/** Requests on their way, and replies that the client has and has not written down yet. */
export interface InFlight {
  readonly requests: Set<UpdateRequest>
  /** In simulated time. */
  readonly beganAt: WeakMap<UpdateRequest, number>
  /** By attempt or query: undoes in the reference model what its reply did. */
  readonly undo: Map<number | ReadBackRequest, () => void>
  /** By attempt. */
  readonly outcomes: Map<number, 'acknowledged' | 'refused' | 'in doubt'>
}

export const createInFlight = (): InFlight => ({
  ...{ requests: new Set(), beganAt: new WeakMap(), undo: new Map(), outcomes: new Map() },
})

/** The engine waits no longer for a provider's code. */
const ENGINE_TIMEOUT_MS = 2 * MINUTE - 1
const LATE_MS = 30 * SECOND
/** At one host: four that are younger than a second, and four and eight more that took longer. */
const YOUNG_AT_HOST = 4
const MOST_AT_HOST = 12
const YOUNG_MS = SECOND

export function createServer(account: AccountScenario, options: ServerOptions): Provider {
  const { namesAddress: _, ...documented } = account.traits
  const pair = account.dialect === null ? null : pairOf(account.dialect)
  return {
    info: {
      ...{ id: account.id, label: account.id, homepage: 'https://example.org', docs: 'https://example.org' },
      fields: [
        { key: 'username', label: inAllLanguages('User'), secret: false, required: true },
        { key: 'password', label: inAllLanguages('Password'), secret: true, required: true },
      ],
      endpoint: 'optional',
      ownOrigins: [],
      families: ['ipv4', 'ipv6'],
      quota: null,
      ...documented,
      ...(pair === null ? {} : { batchSize: pair.client.info.batchSize }),
    },
    ...(pair?.client.form === undefined ? {} : { form: pair.client.form }),
    update: updateHandler(account, pair, options),
    readBack: queryHandler(account, options),
  }
}

/** Each account has its own service, and accounts with the same endpoint share a server. */
const hostOf = ({ id, endpoint }: UpdateRequest['account']): string => endpoint ?? id

/** How the server behaves for this request. */
function nextBehaviour(state: SimulationState, id: string): ServerBehaviour {
  const behaviour = behaviourOf(state, id)
  const { requestsLeft } = behaviour
  if (requestsLeft <= 1) state.behaviours.delete(id)
  else if (Number.isFinite(requestsLeft)) state.behaviours.set(id, { ...behaviour, requestsLeft: requestsLeft - 1 })
  return behaviour
}

function updateHandler(
  { id, traits, hostnames }: AccountScenario,
  pair: DialectPair | null,
  options: ServerOptions,
): Provider['update'] {
  const { state, inFlight, invariants, isAlive } = options
  const { trace } = state
  const { namesAddress } = traits

  /** The server's zone changes, while the reply is on its way or long after it was lost. */
  function apply(
    records: ServerRecords,
    latencyMs: number,
    applies: ServerBehaviour['applies'],
    writes: readonly ZoneWrite[],
  ): void {
    if (applies === 'never') return
    const isLate = applies === 'late'
    const beganAt = elapsed()
    // With a clock that was set meanwhile, the next process cannot tell how long ago the request was sent: what it still does
    // looks like the work of somebody else.
    const looksForeign = () => !isAlive() && state.clockSetAt >= beganAt
    if (isLate) state.counters.count('updates applied after their reply was lost')
    for (const { hostname, family, address } of writes) {
      records.writeLater(isLate ? latencyMs + LATE_MS : latencyMs / 2, () => {
        trace.note(`${hostname} ${family} holds ${address}`)
        const own = isLate ? 'homeward, late' : 'homeward'
        records.write({ hostname, family }, address, looksForeign() ? 'somebody else' : own)
      })
    }
  }

  function begin(request: UpdateRequest): void {
    const isAlone = ![...inFlight.requests].some(({ account }) => account.id === id)
    trace.check(isAlone, 'banned', () => `${id} was sent two requests at once`)
    inFlight.requests.add(request)
    inFlight.beganAt.set(request, elapsed())
    const host = hostOf(request.account)
    const atHost = [...inFlight.requests].filter(({ account }) => hostOf(account) === host)
    const young = atHost.filter((each) => elapsed() - (inFlight.beganAt.get(each) ?? 0) < YOUNG_MS)
    trace.check(atHost.length <= MOST_AT_HOST, 'banned', () => `${host} had ${atHost.length} requests at once`)
    trace.check(young.length <= YOUNG_AT_HOST, 'banned', () => `${host} got ${young.length} requests within a second`)
    if (atHost.length > YOUNG_AT_HOST) state.counters.count('hosts with overdue requests')
  }

  /** The client has the reply. */
  function finish(request: UpdateRequest, isAboutForm: FormQuestion, replies: readonly FamilyReply[]): void {
    inFlight.requests.delete(request)
    const beganAt = inFlight.beganAt.get(request) ?? elapsed()
    if (replies.some(({ reply }) => reply?.kind === 'network')) state.silence.failed(id, beganAt)
    const undo = applyReplies(state, request, replies, { isAboutForm, beganAt })
    options.onReply(request, replies)
    for (const { hostname, family, reply } of replies) {
      const attempt = options.before({ account: id, hostname, family })?.id
      if (attempt === undefined) continue
      inFlight.outcomes.set(attempt, reply === null ? 'acknowledged' : reply.inDoubt ? 'in doubt' : 'refused')
      inFlight.undo.set(attempt, undo)
    }
  }

  /** A server that does what the request says, and replies line by line. */
  function handle(request: UpdateRequest, records: ServerRecords, behaviour: ServerBehaviour): Handled {
    const replies = repliesTo(request, behaviour)
    const isChanged = replies.map((reply) => records.holds(reply) !== reply.address)
    for (const reply of replies) apply(records, behaviour.latencyMs, reply.applies, [reply])
    const changedBy = (index: number) => ({ changed: isChanged[index] ?? false, namesAddress })
    return { replies, codes: codesOf(replies), report: () => reportOf(request, replies, changedBy) }
  }

  /** A server with a dialect: what it does to its zone, and says of it, is its own. It refuses a request as a whole. */
  async function handleInDialect(
    spoken: DialectPair,
    request: UpdateRequest,
    records: ServerRecords,
    { reply: drawn, ...behaviour }: ServerBehaviour,
  ): Promise<Handled> {
    // It names another address only when it stored one.
    const reply = drawn === 'other-address' ? 'html' : drawn
    const replies = repliesTo(request, { ...behaviour, reply, replyToOthers: reply })
    const { report, writes } = await exchange(spoken, request, hostnames, records)
    const refusal = replies[0]?.reply ?? null
    apply(records, behaviour.latencyMs, refusal === null ? 'before' : (replies[0]?.applies ?? 'never'), writes)
    if (refusal !== null) {
      const unchanged = () => ({ changed: false, namesAddress })
      return { replies, codes: codesOf(replies), report: () => reportOf(request, replies, unchanged) }
    }
    state.counters.count(`dialect: ${spoken.server.id}`)
    const isBelieved = (index: number) => report.outcomes[index]?.answer.kind !== 'failed'
    return { replies: replies.filter((_, index) => isBelieved(index)), codes: `${report.raw}`, report: () => report }
  }

  return async (request): Promise<UpdateReport> => {
    if (!isAlive()) return new Promise(() => {})
    const { account, changes } = request
    const records = options.recordsAt(id, account.endpoint)
    records.applyAccepted()
    const drawn = nextBehaviour(state, id)
    const { latencyMs, quirk } = drawn
    // One hostname is never too many.
    const isOk = drawn.reply === 'numhost' && changes.length === 1
    const behaviour = isOk ? { ...HEALTHY, latencyMs } : drawn
    trace.note(`-> ${id} ${changes.map(textOf).join(', ')}`)
    invariants.checkUpdate(request, options.before)
    begin(request)
    const isAboutForm = formQuestion(state, id, changes)
    const { replies, codes, report } =
      pair === null ? handle(request, records, behaviour) : await handleInDialect(pair, request, records, behaviour)
    const isAnswered = quirk !== 'hangs'
    return new Promise((resolve, reject) => {
      const answer = (): void => {
        if (!isAlive()) return
        trace.note(`<- ${id} ${quirk === 'none' ? codes : quirk}`)
        if (quirk === 'throws') {
          inFlight.requests.delete(request)
          reject(new Error("a bug in a provider's code"))
          return
        }
        finish(request, isAboutForm, isAnswered ? replies : replies.map((one) => ({ ...one, reply: REPLIES.timeout })))
        if (isAnswered) resolve(report())
      }
      setTimeout(answer, isAnswered ? latencyMs : ENGINE_TIMEOUT_MS)
    })
  }
}

interface Handled {
  /** What the client may believe of the reply. */
  readonly replies: readonly FamilyReply[]
  /** For the trace. */
  readonly codes: string
  /** Made when the reply arrives: times that it names count from then. */
  readonly report: () => UpdateReport
}

const codesOf = (replies: readonly FamilyReply[]): string => replies.map(({ reply }) => reply?.code ?? 'ok').join(', ')

function reportOf(
  request: UpdateRequest,
  replies: readonly FamilyReply[],
  said: (index: number) => { readonly changed: boolean; readonly namesAddress: boolean },
): UpdateReport {
  const outcomes = replies.flatMap((reply, index) => toOutcome(reply, request, said(index)) ?? [])
  return { outcomes, raw: echoedDetail(request, codesOf(replies)), requests: 1 }
}

const textOf = ({ hostname, ipv4, ipv6, kept }: HostChange): string =>
  `${hostname} ${ipv4} ${ipv6}${kept === undefined ? '' : ` and keeps ${kept}`}`

function queryHandler({ id }: AccountScenario, options: ServerOptions): NonNullable<Provider['readBack']> {
  const { state, inFlight, isAlive } = options

  /** The client writes the hold down at once, unless the process ends at that. */
  function refuse(request: ReadBackRequest, reply: Reply): void {
    inFlight.undo.set(request, state.model.checkpoint(id))
    setTimeout(() => inFlight.undo.delete(request), 1)
    holdAccount(state, request.account, reply)
    // A stricter hold takes the place of a wait: whatever ends it, the account may be tried at once.
    if (reply.recovery === 'needs-user' || reply.recovery === 'blocked') state.model.account(id).backoff.failed(reply)
  }

  return (request): Promise<ReadBack> => {
    if (!isAlive()) return new Promise(() => {})
    const { account, hostname } = request
    const behaviour = nextBehaviour(state, id)
    const { latencyMs, quirk } = behaviour
    state.trace.note(`?> ${id} ${hostname}`)
    state.counters.count('provider queries')
    options.invariants.checkQuery(account)
    const records = options.recordsAt(id, account.endpoint)
    const held = (family: Family) => {
      const address = records.holds({ hostname, family })
      return address === null ? [] : [address]
    }
    return new Promise((resolve, reject) => {
      if (quirk === 'hangs') return
      setTimeout(() => {
        if (!isAlive()) return
        const named = replyNamed(behaviour.reply)
        // Replies about single hostnames make no sense for a query.
        const reply = named?.affects === 'record' ? null : named
        state.trace.note(`<? ${id} ${quirk === 'none' ? (reply?.code ?? 'ok') : quirk}`)
        if (quirk === 'throws') reject(new Error("a bug in a provider's code"))
        else if (reply !== null) {
          // The client does not know what it cannot write down.
          if (!state.guard.isDiskFull) refuse(request, reply)
          const { kind, code, waitMs } = reply
          const retryAt = waitMs === null ? null : request.now() + waitMs
          resolve({
            ok: false,
            failure: { kind, code: providerCode(code), detail: echoedDetail(request, code), retryAt },
          })
        } else {
          for (const family of FAMILIES) applyLookup(state, { account: id, hostname, family }, [held(family)])
          resolve({ ok: true, ipv4: held('ipv4'), ipv6: held('ipv6'), proxied: false })
        }
      }, latencyMs)
    })
  }
}

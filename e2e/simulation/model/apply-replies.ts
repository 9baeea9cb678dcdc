// Applies replies to the reference model: what the client must do, and must not do, from then on.
import type { ProviderAccount, UpdateRequest } from '../../../app/model/provider.ts'
import type { FamilyKey } from '../../../app/model/store.ts'
import { accountFingerprint, recordFingerprint } from '../oracles/request-invariants.ts'
import { accountScenario, endpointOf, isExcused, isPaused, type SimulationState } from '../simulation-state.ts'
import { isNamingUnknownServer } from '../world/dialects.ts'
import { DEFAULT_WAIT_MS, type Reply, SLOW_TRIES_MS } from '../world/replies.ts'
import type { FamilyReply } from '../world/server-behaviour.ts'
import { elapsed } from '../world/virtual-time.ts'
import type { AccountFacts } from './reference-model.ts'

/** What was true when the request began, and what its reply may be about. */
export interface RequestFacts {
  readonly isAboutForm: FormQuestion
  /** In simulated time. */
  readonly beganAt: number
}

/** @returns undoes it, for a client that ended before it could write the reply down */
export function applyReplies(
  state: SimulationState,
  { account, changes }: UpdateRequest,
  replies: readonly FamilyReply[],
  { isAboutForm, beganAt }: RequestFacts,
): () => void {
  const restore = state.model.checkpoint(account.id)
  const facts = state.model.account(account.id)
  if (isExcused(state, replies, beganAt)) {
    // What was pending is dropped, and comes again by a round: that is a new series, and nothing is forced any more.
    state.model.resetBackoff('new-series', account.id)
    state.forcedCancelledAt = elapsed()
    state.counters.count('failed while the machine was away')
    return restore
  }
  const isTooMany = changes.length > 1 && replies.every(({ reply }) => reply?.code === 'numhost')
  if (isTooMany && facts.batchLimit === null) {
    // What is said once for several hostnames is believed of none: the client asks for each alone, and remembers it.
    if (account.endpoint === endpointOf(state, account.id)) facts.batchLimit = 1
    state.counters.count('batches split')
    return restore
  }
  if (isAboutForm(replies)) {
    state.counters.count('IPv6 refused after IPv4')
    return restore
  }
  // That a secret works counts once it is written: on a full disk the client forgets it.
  if (replies.some(({ reply }) => reply === null) && !state.guard.isDiskFull) {
    Object.assign(facts, { provenFingerprint: accountFingerprint(account), wordlessRefusals: 0, slowTry: null })
  }
  const isOfRecord = (reply: Reply): boolean =>
    reply.affects === 'record' || (reply.isPerHost && replies.some((other) => other.reply?.code !== reply.code))
  for (const { hostname, family, reply } of replies) {
    if (reply !== null && isOfRecord(reply)) applyRecordReply(state, account, { hostname, family }, reply)
  }
  const ofAccount = replies.flatMap(({ reply }) => (reply === null || isOfRecord(reply) ? [] : [reply]))
  applyAccountReplies(state, account, [...new Set(ofAccount)])
  return restore
}

/** Whether these replies to a request may be about its form, and not about the name. */
export type FormQuestion = (replies: readonly FamilyReply[]) => boolean

/**
 * An unknown server whose replies name the address took IPv4 of this name, and says `dnserr` to its first IPv6 address, as
 * nic.ru does where IPv6 has a parameter of its own. It may be asked in another form at once; the answer to that counts.
 * What was true when the request began counts: the user may remove the record before the reply.
 */
export function formQuestion(state: SimulationState, account: string, changes: UpdateRequest['changes']): FormQuestion {
  const [change] = changes
  const { model } = state
  const { dialect } = accountScenario(state, account)
  const isOfOneIpv6 = change !== undefined && changes.length === 1 && change.ipv4 === null
  if (!isOfOneIpv6 || !isNamingUnknownServer(dialect)) return () => false
  const key = { account, hostname: change.hostname }
  const isTaken = model.family({ ...key, family: 'ipv4' }).confirmed !== null
  const facts = model.family({ ...key, family: 'ipv6' })
  const isFirst = facts.confirmed === null
  return (replies) => {
    const isRefused = isTaken && isFirst && replies.every(({ reply }) => reply?.code === 'dnserr')
    // Once: after that the answer is what it says, and has to be waited for.
    const isAllowed = isRefused && (facts.formRefusedBy === null || facts.formRefusedBy !== facts.destination)
    if (isRefused) facts.formRefusedBy = facts.destination
    return isAllowed
  }
}

function applyRecordReply(
  state: SimulationState,
  account: ProviderAccount,
  key: Omit<FamilyKey, 'account'>,
  reply: Reply,
): void {
  const facts = state.model.family({ account: account.id, ...key })
  if (reply.recovery === 'needs-user') facts.refusedFingerprint = recordFingerprint(state, account, facts)
  else if (reply.recovery === 'blocked') facts.isBlocked = true
  else if (reply.recovery === 'until-time') facts.notBefore = elapsed() + (reply.waitMs ?? DEFAULT_WAIT_MS)
  // A failure of another kind ends the back-off of the one before.
  facts.backoff.failed(reply)
  if (facts.dismissed === null || (reply.recovery !== 'needs-user' && reply.recovery !== 'blocked')) return
  // Whatever the user does about the record also continues what was dismissed before.
  facts.dismissed = null
  state.counters.count('dismissals ended by a refusal')
}

/** @param replies each different one once; none when the account as a whole did not fail */
function applyAccountReplies(state: SimulationState, account: ProviderAccount, replies: readonly Reply[]): void {
  const facts = state.model.account(account.id)
  const [first] = replies
  if (first === undefined) {
    facts.backoff.succeeded()
    return
  }
  const stricter = replies.find(({ recovery }) => recovery !== 'retry' && recovery !== 'slow-retry')
  // Behind a stricter hold this failure does not count; a pause ends the series. What follows either is a new series.
  const fingerprint = accountFingerprint(account)
  const isBehind = facts.isBlocked || facts.notBefore > elapsed() || facts.refusedFingerprints.has(fingerprint)
  facts.backoff.failed(stricter ?? first)
  if (isBehind || isPaused(state) !== false) facts.backoff.reset('new-series')
  for (const reply of replies) holdAccount(state, account, reply)
}

/** The provider refused the account as a whole, in reply to an update or a query. */
export function holdAccount({ model, counters }: SimulationState, account: ProviderAccount, reply: Reply): void {
  const facts = model.account(account.id)
  counters.count(`replied: ${reply.recovery}`)
  facts.refusedAt = elapsed()
  if (reply.recovery === 'until-time') {
    // A failure of another kind ends the back-off of the one before.
    facts.backoff.reset('new-series')
    facts.notBefore = Math.max(facts.notBefore, elapsed() + (reply.waitMs ?? DEFAULT_WAIT_MS))
  } else if (reply.recovery === 'blocked') facts.isBlocked = true
  else if (reply.recovery === 'needs-user') facts.refusedFingerprints.add(accountFingerprint(account))
  else if (reply.recovery === 'slow-tries') refuseWithoutReason(facts, accountFingerprint(account))
}

function refuseWithoutReason(facts: AccountFacts, fingerprint: string): void {
  const isProven = facts.provenFingerprint === fingerprint
  const waitMs = isProven ? SLOW_TRIES_MS[facts.wordlessRefusals] : undefined
  if (isProven) facts.wordlessRefusals += 1
  if (waitMs === undefined) facts.refusedFingerprints.add(fingerprint)
  else facts.slowTry = { fingerprint, at: elapsed() + waitMs }
}

/** The zone or the provider showed what a record holds. Something else than what was confirmed may be corrected. */
export function applyLookup({ model }: SimulationState, key: FamilyKey, answers: readonly (readonly string[])[]): void {
  const facts = model.family(key)
  const { confirmed } = facts
  if (confirmed !== null && answers.length > 0 && !answers.some((answer) => answer.includes(confirmed))) {
    facts.hasDrifted = true
  }
}

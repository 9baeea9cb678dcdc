// Follows each attempt from the moment it is written to the moment its outcome is written, and compares what the client
// makes of it with what the server really did: promise 4 "never lost", and of promise 1 that what is called confirmed is
// what the server holds.
import { destinationOf } from '../../../app/engine/destination.ts'
import {
  type FamilyKey,
  type FamilyState,
  familyKey,
  type NewAttempt,
  type Settlement,
} from '../../../app/model/store.ts'
import type { BeforeAttempt } from '../oracles/request-invariants.ts'
import type { SimulationState } from '../simulation-state.ts'
import type { InFlight } from '../world/server.ts'
import type { ServerRecords } from '../world/server-records.ts'
import { elapsed } from '../world/virtual-time.ts'
import type { FamilyFacts } from './reference-model.ts'

interface TrackedAttempt {
  readonly id: number
  readonly facts: FamilyFacts
  readonly to: string
  readonly at: number
  /** The server it was sent to: the account may have another endpoint since. */
  readonly records: ServerRecords
  /** The account was pointed at another server while the request was made ready, so that it goes to the one before. */
  readonly isMoved: boolean
}

export interface AttemptTracker {
  /** @param touched families without an attempt that the request may change all the same */
  begun(attempts: readonly NewAttempt[], ids: readonly number[], touched: readonly FamilyState[]): void
  settled(settlements: readonly Settlement[]): void
  /** The outcome could not be written: the client does not know it. */
  notSettled(settlements: readonly Settlement[]): void
  /** A family's state was written outside of an attempt. */
  written(state: FamilyState): void
  /** What was true of a family before its newest attempt. */
  before(key: FamilyKey): BeforeAttempt | undefined
}

/** @param recordsOf what the server of an account's current endpoint holds */
export function createAttemptTracker(
  state: SimulationState,
  inFlight: InFlight,
  recordsOf: (account: string) => ServerRecords,
): AttemptTracker {
  const { model, trace, counters } = state
  const attempts = new Map<number, TrackedAttempt>()
  const before = new Map<string, BeforeAttempt>()
  /** Families with an accepted address, which the zone has to show, and the server that accepted it. */
  const waiting = new Map<string, ServerRecords>()

  const isMoved = ({ account, destination }: NewAttempt): boolean => {
    const found = state.settings.accounts.find((one) => one.id === account)
    return found !== undefined && destinationOf(found) !== destination
  }

  function begin(attempt: NewAttempt, id: number): void {
    const facts = model.family(attempt)
    trace.check(attempt.to !== '', 'destructive', () => `an attempt of ${familyKey(attempt)} has no address`)
    if (facts.destination !== null && facts.destination !== attempt.destination) {
      // What is known of one destination says nothing about another.
      Object.assign(facts, { confirmed: null, previous: null, undo: null, hasDrifted: false, isCorrecting: false })
      facts.unsettled.clear()
    }
    facts.destination = attempt.destination
    const { confirmed, sentAt } = facts
    before.set(familyKey(attempt), { id, confirmed, sentAt, isInDoubt: facts.unsettled.size > 0 })
    attempts.set(id, {
      id,
      facts,
      to: attempt.to,
      at: elapsed(),
      records: recordsOf(attempt.account),
      isMoved: isMoved(attempt),
    })
    facts.unsettled.set(id, attempt.to)
    facts.lastSent = attempt.to
    facts.sentAt = elapsed()
  }

  function settle(settlement: Settlement): void {
    const attempt = attempts.get(settlement.attempt)
    inFlight.undo.delete(settlement.attempt)
    // Nothing is remembered of a record that was removed meanwhile.
    if (attempt === undefined || !model.isCurrent(attempt.facts)) return
    if (settlement.result === 'failed') fail(attempt, settlement.failure.code)
    else if (settlement.result === 'withdrawn') fail(attempt, '')
    else if (settlement.result !== 'unconfirmed') confirm(attempt, settlement.result)
  }

  function confirm({ id, facts, to, at, records, isMoved }: TrackedAttempt, result: Settlement['result']): void {
    const isAcknowledged = inFlight.outcomes.get(id) === 'acknowledged'
    if (!isAcknowledged) {
      counters.count('in doubt: applied')
      model.account(facts.account).backoff.succeeded()
    }
    const isHeld = records.holds(facts) === to || (records.isOverwritten(facts) && records.hasHeld(facts, to, at))
    const isElsewhere = isMoved && isAcknowledged
    trace.check(isHeld || isElsewhere || result === 'accepted', 'destructive', () => {
      return `${familyKey(facts)} ${to} counts as confirmed, and its server holds ${records.holds(facts)}`
    })
    if (result === 'accepted' && !isMoved) waiting.set(familyKey(facts), records)
    else waiting.delete(familyKey(facts))
    if (facts.confirmed !== null && facts.confirmed !== to) facts.previous = facts.confirmed
    Object.assign(facts, { confirmed: to, confirmedAt: elapsed(), isForced: false, hasDrifted: false })
    Object.assign(facts, { isCorrecting: false, dismissed: null, refusedFingerprint: null })
    facts.backoff.succeeded()
    for (const earlier of [...facts.unsettled.keys()]) if (earlier <= id) facts.unsettled.delete(earlier)
  }

  /** The client takes an accepted address for confirmed: then its server holds it, whatever the zone's servers show. */
  function written(row: FamilyState): void {
    const records = waiting.get(familyKey(row))
    if (row.accepted !== null || records === undefined) return
    waiting.delete(familyKey(row))
    counters.count('accepted, then shown')
    const held = records.holds(row)
    // A newer update may be under way: then the record says so.
    const isHeld = held === row.confirmed || records.isOverwritten(row) || row.unsettled !== null
    trace.check(isHeld, 'destructive', () => `${familyKey(row)} ${row.confirmed} counts as shown, and ${held} is held`)
  }

  function fail({ id, facts, to, at, records }: TrackedAttempt, code: string): void {
    if (inFlight.outcomes.get(id) === 'refused') facts.unsettled.delete(id)
    if (code !== 'not-arrived') return
    counters.count('in doubt: not applied')
    const isAbsent = records.holds(facts) !== to || (records.isOverwritten(facts) && !records.hasHeld(facts, to, at))
    trace.check(isAbsent, 'lost', () => `${familyKey(facts)} ${to} counts as not applied, and its server holds it`)
    facts.unsettled.clear()
  }

  return {
    begun: (news, ids, touched) => {
      for (const [index, attempt] of news.entries()) begin(attempt, ids[index] ?? -1)
      for (const row of touched) waiting.set(familyKey(row), recordsOf(row.account))
      if (touched.length > 0) counters.count('put in doubt by a request about the other family')
    },
    written,
    settled: (settlements) => {
      for (const settlement of settlements) settle(settlement)
    },
    notSettled: (settlements) => {
      for (const { attempt } of settlements) {
        inFlight.undo.get(attempt)?.()
        inFlight.undo.delete(attempt)
        inFlight.outcomes.delete(attempt)
      }
    },
    before: (key) => before.get(familyKey(key)),
  }
}

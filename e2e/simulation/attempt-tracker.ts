// Follows each attempt from the moment it is written down to the moment its outcome is, and checks what the client makes
// of it against what the server really did.
import { type FamilyKey, familyKey, type NewAttempt, type Settlement } from '../../app/model/store.ts'
import type { Before } from './oracles/request-invariants.ts'
import type { NameFacts } from './reference-model.ts'
import type { LifeState } from './simulation-state.ts'
import type { Flights } from './world/server.ts'
import type { Place } from './world/server-records.ts'
import { passed } from './world/virtual-time.ts'

interface Begun {
  readonly facts: NameFacts
  readonly to: string
  readonly at: number
  /** Where it was sent: the account may be pointed elsewhere since. */
  readonly place: Place
}

export interface Bookkeeping {
  begun(attempts: readonly NewAttempt[], ids: readonly number[]): void
  settled(settlements: readonly Settlement[]): void
  /** What was heard could not be written down, and is not known. */
  unsettled(settlements: readonly Settlement[]): void
  before(key: FamilyKey): Before | undefined
}

/** @param place where the names of an account are kept now */
export function createBookkeeping(life: LifeState, flights: Flights, place: (account: string) => Place): Bookkeeping {
  const { book, trail, tally } = life
  const begun = new Map<number, Begun>()
  const newest = new Map<string, Before>()

  function begin(attempt: NewAttempt, id: number): void {
    const facts = book.name(attempt)
    trail.must(attempt.to !== '', 'destructive', () => `an attempt of ${familyKey(attempt)} has no address`)
    if (facts.target !== null && facts.target !== attempt.destination) {
      // What one place knew is nothing to another.
      Object.assign(facts, { confirmed: null, previous: null, undo: null, drifted: false, isCorrecting: false })
      facts.open.clear()
    }
    facts.target = attempt.destination
    newest.set(familyKey(attempt), {
      id,
      confirmed: facts.confirmed,
      sentAt: facts.sentAt,
      isInDoubt: facts.open.size > 0,
    })
    begun.set(id, { facts, to: attempt.to, at: passed(), place: place(attempt.account) })
    facts.open.set(id, attempt.to)
    facts.lastSent = attempt.to
    facts.sentAt = passed()
  }

  function settle(settlement: Settlement): void {
    const it = begun.get(settlement.attempt)
    flights.unwritten.delete(settlement.attempt)
    // Of a name that was removed meanwhile nothing is remembered.
    if (it === undefined || !book.isKept(it.facts)) return
    const heard = flights.heard.get(settlement.attempt)
    if (settlement.result === 'failed') fail(it, settlement.attempt, heard, settlement.failure.code)
    else if (settlement.result !== 'unconfirmed') confirm(it, settlement.attempt, heard)
  }

  function confirm({ facts, to, at, place: of }: Begun, attempt: number, heard: string | undefined): void {
    const what = `${familyKey(facts)} ${to} counts as confirmed`
    if (heard !== 'acknowledged') {
      tally.count('doubts: it had arrived')
      book.account(facts.account).patience.succeeded()
      const isThere = of.holds(facts) === to || (of.isForeign(facts) && of.hasHeld(facts, to, at))
      trail.must(isThere, 'lost', () => `${what}, and its server holds ${of.holds(facts)}`)
    }
    if (facts.confirmed !== null && facts.confirmed !== to) facts.previous = facts.confirmed
    Object.assign(facts, { confirmed: to, confirmedAt: passed(), forced: false, drifted: false })
    Object.assign(facts, { isCorrecting: false, forgotten: null, refused: null })
    facts.patience.succeeded()
    for (const id of [...facts.open.keys()]) if (id <= attempt) facts.open.delete(id)
  }

  function fail({ facts, to, at, place: of }: Begun, attempt: number, heard: string | undefined, code: string): void {
    if (heard === 'refused') facts.open.delete(attempt)
    if (code !== 'not-arrived') return
    tally.count('doubts: it had not arrived')
    const isGone = of.holds(facts) !== to || (of.isForeign(facts) && !of.hasHeld(facts, to, at))
    trail.must(isGone, 'lost', () => `${familyKey(facts)} ${to} counts as not arrived, and its server holds it`)
    facts.open.clear()
  }

  return {
    begun: (attempts, ids) => {
      for (const [index, attempt] of attempts.entries()) begin(attempt, ids[index] ?? -1)
    },
    settled: (settlements) => {
      for (const settlement of settlements) settle(settlement)
    },
    unsettled: (settlements) => {
      for (const { attempt } of settlements) {
        flights.unwritten.get(attempt)?.()
        flights.unwritten.delete(attempt)
        flights.heard.delete(attempt)
      }
    },
    before: (key) => newest.get(familyKey(key)),
  }
}

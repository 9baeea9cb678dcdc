// The rules of a hold: whether it is active, what remains after the user acted, and how it moves with the clock.
import type { Failure } from '../contract/failure.ts'
import { shiftedBy, withDismissed } from './family-state.ts'
import type { FamilyState, Hold } from './store.ts'

/** Only the user ends it. */
export const needsUser = ({ class: it }: Pick<Hold, 'class'>): boolean => it === 'needs-user' || it === 'blocked'

export const isActive = (hold: Pick<Hold, 'until'>, now: number): boolean => hold.until === null || hold.until > now

/**
 * Epoch milliseconds before which the provider wants no request; null when it named no time, or the time has come. A stricter
 * hold carries the time as its failure's `retryAt`.
 */
export function retryNotBefore(hold: Hold, now: number): number | null {
  const at = hold.class === 'until-time' ? hold.until : hold.failure.retryAt
  return at !== null && at > now ? at : null
}

/** @returns what stays when the user ends the hold: the provider's time, which nobody can shorten. Null when nothing stays */
export function remainingWait(hold: Hold, now: number): Hold | null {
  const until = retryNotBefore(hold, now)
  if (until === null) return null
  if (hold.class === 'until-time') return hold
  const failure: Failure = { kind: 'throttled', code: 'named-time', detail: null, retryAt: until }
  return { ...hold, class: 'until-time', failure, until, attempts: 1 }
}

/**
 * The family itself was put on hold. A hold that only the user ends also ends a dismissal: the address is sent once the user
 * has acted on the record.
 * @returns the same state where nothing follows from the hold
 */
export const afterOwnHold = (state: FamilyState, hold: Hold): FamilyState =>
  state.dismissed !== null && needsUser(hold) ? withDismissed(state, null) : state

/**
 * The wall clock was moved by `ms` milliseconds: the hold moves along and lasts as long as before.
 * `store/hold-table.ts` does the same to the rows.
 */
export const holdAfterClockShift = (hold: Hold, ms: number): Hold => ({
  ...hold,
  failure: { ...hold.failure, retryAt: shiftedBy(hold.failure.retryAt, ms) },
  since: shiftedBy(hold.since, ms),
  until: shiftedBy(hold.until, ms),
})

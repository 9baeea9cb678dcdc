// What becomes of a family's state: every change is a pure function here. The state cache applies them in memory and the
// store writes the whole result, so that the rules stand in one place.
import type { Failure } from '../contract/failure.ts'
import { sameAddress } from './address.ts'
import type { Dismissal, FamilyKey, FamilyState, NewAttempt, Settlement, ShiftedTimes, Unsettled } from './store.ts'

export const newState = ({ account, hostname, family }: FamilyKey): FamilyState => ({
  account,
  hostname,
  family,
  lastSent: null,
  firstSentAt: null,
  confirmed: null,
  confirmedAt: null,
  accepted: null,
  acceptedAt: null,
  previous: null,
  destination: null,
  sentAt: null,
  verified: null,
  verifiedAt: null,
  undo: null,
  unsettled: null,
  corrections: 0,
  dismissed: null,
})

type Published = Pick<FamilyState, 'confirmed' | 'accepted'>

/** The address that the provider last said yes to, in whatever words: it is not sent again. Null when there was none. */
export const publishedAddress = (state: Published | null): string | null => state?.accepted ?? state?.confirmed ?? null

/** When it last said so, epoch ms. */
export const publishedAt = (state: Pick<FamilyState, 'confirmedAt' | 'acceptedAt'> & Published): number | null =>
  state.accepted ? state.acceptedAt : state.confirmedAt

/**
 * The state as far as it counts at a destination. Another provider, server or user starts from nothing; only the time of
 * the last update stays, and what the user gave up on. A state without a destination is older than the field.
 */
export function atDestination(state: FamilyState, destination: string): FamilyState {
  if (state.destination === null || state.destination === destination) return state
  const { lastSent, firstSentAt, sentAt, dismissed } = state
  return { ...newState(state), destination: state.destination, lastSent, firstSentAt, sentAt, dismissed }
}

/** An attempt is about to be sent. @param state null when nothing was ever sent for the family */
export function afterSending(state: FamilyState | null, attempt: NewAttempt, id: number): FamilyState {
  const before = atDestination(state ?? newState(attempt), attempt.destination)
  return {
    ...before,
    lastSent: attempt.to,
    firstSentAt: before.lastSent === attempt.to ? before.firstSentAt : attempt.at,
    sentAt: attempt.at,
    destination: attempt.destination,
    unsettled: { attempt: id, address: attempt.to },
  }
}

/** An attempt under way, as far as its settlement needs it. */
export interface SentAttempt {
  readonly to: string
  /** The earlier attempt that was in doubt when this one was sent. */
  readonly inDoubt: Unsettled | null
}

/** @param state as it is before the attempt */
export const sentAttempt = (state: FamilyState | null, { to, destination }: NewAttempt): SentAttempt => ({
  to,
  inDoubt: state === null ? null : atDestination(state, destination).unsettled,
})

/** @returns the same state where nothing follows from the settlement */
export function afterSettling(state: FamilyState, sent: SentAttempt, settlement: Settlement): FamilyState {
  const isNewest = state.unsettled?.attempt === settlement.attempt
  switch (settlement.result) {
    case 'unconfirmed':
      return state
    case 'failed':
    case 'withdrawn':
      // A refusal says nothing about the earlier attempt, which may have been applied.
      return isNewest ? { ...state, unsettled: sent.inDoubt } : state
    case 'confirmed':
    case 'unchanged':
      return confirmedAs(state, sent.to, settlement.at, isNewest ? null : state.unsettled)
    case 'accepted':
      return {
        ...publishedAs(state, sent.to, isNewest ? null : state.unsettled),
        accepted: sent.to,
        acceptedAt: settlement.at,
      }
  }
}

/** What acceptance and confirmation have in common. The second of the two changes none of it any more. */
function publishedAs(state: FamilyState, address: string, unsettled: Unsettled | null): FamilyState {
  const before = publishedAddress(state)
  const isSame = sameAddress(before, address)
  return {
    ...state,
    // Publishing the same address again must not cost the user the undo.
    previous: isSame ? state.previous : (before ?? state.previous),
    corrections: isSame ? state.corrections : 0,
    unsettled,
    dismissed: null,
  }
}

const confirmedAs = (state: FamilyState, address: string, at: number, unsettled: Unsettled | null): FamilyState => ({
  ...publishedAs(state, address, unsettled),
  confirmed: address,
  confirmedAt: at,
  accepted: null,
  acceptedAt: null,
})

/**
 * A request goes out that may change this family although it is about another one: what it holds has to be shown again. The
 * times stay, since nothing was said about this family.
 * @returns the same state where nothing is confirmed, or what is published waits to be shown anyway
 */
export const withDoubt = (state: FamilyState): FamilyState =>
  state.confirmed === null || state.accepted !== null
    ? state
    : { ...state, accepted: state.confirmed, acceptedAt: state.confirmedAt }

/** The provider's API or the zone shows the accepted address. It counts from when the provider said yes to it. */
export const acceptedShown = (state: FamilyState): FamilyState =>
  state.accepted === null
    ? state
    : { ...state, confirmed: state.accepted, confirmedAt: state.acceptedAt, accepted: null, acceptedAt: null }

const NOT_APPLIED: Failure = { kind: 'network', code: 'not-arrived', detail: null, retryAt: null }

/** What follows from an answer about the attempt in doubt. */
export interface ResolvedDoubt {
  readonly settlement: Settlement
  readonly state: FamilyState
}

/** The attempt in doubt was applied. @returns null when none is in doubt */
export function doubtConfirmed(state: FamilyState, at: number): ResolvedDoubt | null {
  if (state.unsettled === null) return null
  const { attempt, address } = state.unsettled
  return {
    settlement: { attempt, at, result: 'confirmed', raw: null },
    state: confirmedAs(state, address, at, null),
  }
}

/** The attempt in doubt was not applied. @returns null when none is in doubt */
export function doubtDropped(state: FamilyState, at: number): ResolvedDoubt | null {
  if (state.unsettled === null) return null
  return {
    settlement: { attempt: state.unsettled.attempt, at, result: 'failed', failure: NOT_APPLIED, raw: null },
    state: { ...state, unsettled: null },
  }
}

/** The zone's authoritative servers answered. */
export const withVerified = (state: FamilyState, address: string | null, at: number): FamilyState => ({
  ...state,
  verified: address,
  verifiedAt: at,
})

export const withUndo = (state: FamilyState, undo: FamilyState['undo']): FamilyState => ({ ...state, undo })

export const withCorrections = (state: FamilyState, corrections: number): FamilyState => ({ ...state, corrections })

export const withDismissed = (state: FamilyState, dismissed: Dismissal | null): FamilyState => ({ ...state, dismissed })

/** Whether the user gave up on this address. */
export const isDismissed = (state: Pick<FamilyState, 'dismissed'> | null, address: string | null): boolean =>
  state !== null && state.dismissed !== null && sameAddress(state.dismissed.address, address)

/**
 * The user gives up on an address that a parked job was to publish.
 * @param state as it counts at the account's destination; null when nothing was ever sent
 * @param hold the parked hold that the user saw
 * @param address what should be published; where nothing was observed, the address last sent
 * @returns null when there is no such address, or it is published
 */
export function dismissalOf(
  state: FamilyState | null,
  hold: Omit<Dismissal, 'address'>,
  address: string | null = state?.lastSent ?? null,
): Dismissal | null {
  if (address === null || sameAddress(address, publishedAddress(state))) return null
  const { failure, since, attempts } = hold
  const { kind, code, detail } = failure
  return { address, failure: { kind, code, detail }, since, attempts }
}

/** A time that was stored before a step of the wall clock, as the clock tells it now. */
export const shiftedBy = <T extends number | null>(at: T, ms: number): T => (at === null ? at : at + ms) as T

/** `store/family-table.ts` does the same to the rows. */
export function afterClockShift(state: FamilyState, ms: number, times: ShiftedTimes): FamilyState {
  // Minimum intervals count from the last update.
  const sentAt = shiftedBy(state.sentAt, ms)
  if (times === 'waits') return { ...state, sentAt }
  return {
    ...state,
    sentAt,
    firstSentAt: shiftedBy(state.firstSentAt, ms),
    confirmedAt: shiftedBy(state.confirmedAt, ms),
    acceptedAt: shiftedBy(state.acceptedAt, ms),
    verifiedAt: shiftedBy(state.verifiedAt, ms),
    dismissed: state.dismissed && { ...state.dismissed, since: shiftedBy(state.dismissed.since, ms) },
  }
}

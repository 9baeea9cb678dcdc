// Port of the store, with the values that outlive the process: the state of each family, attempts, holds and rounds. All
// calls are synchronous. What they wrote is durable when they return, unless `moreFollows` says otherwise.
import type { Failure } from '../contract/failure.ts'
import type { HistoryPage, HistoryQuery, StoredRound } from '../contract/history.ts'
import type { HOLD_CLASSES, Trigger } from '../contract/snapshot.ts'
import type { Family } from './address.ts'

/** The text of the error that a call throws while another program has the database locked. */
export const STORE_LOCKED = 'Another program has the database locked.'

export interface FamilyKey {
  readonly account: string
  readonly hostname: string
  readonly family: Family
}

/** One text per hostname and family at an account: hostnames are compared without case, as in DNS. */
export const familyKey = (key: FamilyKey): string => `${key.account}/${key.hostname.toLowerCase()}/${key.family}`

/** Times are epoch ms. `family-state.ts` says how it changes. */
export interface FamilyState extends FamilyKey {
  /** The address that was last sent, and when it was sent for the first time since another one. */
  readonly lastSent: string | null
  readonly firstSentAt: number | null
  /** The last address that the provider named as its own, or that its API or the zone showed, and when that was. */
  readonly confirmed: string | null
  readonly confirmedAt: number | null
  /**
   * The provider said yes to this address without naming it, or a later request may have changed it: it counts as published,
   * and the zone has to show it. Null once it is confirmed. It may be the last confirmed address.
   */
  readonly accepted: string | null
  readonly acceptedAt: number | null
  /** The address published before this one. */
  readonly previous: string | null
  /** The provider, server and user that the state is about; null in states that are older than this field. */
  readonly destination: string | null
  /** When an update was last sent, whatever came of it. */
  readonly sentAt: number | null
  /** The last answer of the zone's authoritative servers, and when it came. */
  readonly verified: string | null
  readonly verifiedAt: number | null
  /** The user went back to the previous address: `to` is published for as long as `from` is what is observed. */
  readonly undo: { readonly to: string; readonly from: string } | null
  /** The newest attempt whose outcome is unknown. */
  readonly unsettled: Unsettled | null
  /** How often in a row the confirmed address was sent again because the zone held another one. */
  readonly corrections: number
  /** The user gave up on an address that could not be sent. */
  readonly dismissed: Dismissal | null
}

export interface Unsettled {
  readonly attempt: number
  readonly address: string
}

/** It is not sent until the user asks for it, another address is confirmed, or the record gets a hold that needs the user. */
export interface Dismissal {
  readonly address: string
  /** What failed before, since when and after how many tries: this is shown, and decides nothing. */
  readonly failure: Pick<Failure, 'kind' | 'code' | 'detail'>
  readonly since: number
  readonly attempts: number
}

export interface NewAttempt extends FamilyKey {
  readonly roundId: number | null
  readonly trigger: Trigger
  readonly from: string | null
  readonly to: string
  readonly at: number
  /** Where it is sent: what another destination confirmed does not count for this one. */
  readonly destination: string
}

export type Settlement =
  | {
      readonly attempt: number
      readonly at: number
      /** `accepted`: the provider said yes, and did not name the address. */
      readonly result: 'confirmed' | 'unchanged' | 'accepted'
      readonly raw: string | null
    }
  | {
      readonly attempt: number
      readonly at: number
      readonly result: 'failed'
      readonly failure: Failure
      readonly raw: string | null
    }
  /** The outcome is unknown: the zone or the provider is asked later. */
  | {
      readonly attempt: number
      readonly at: number
      readonly result: 'unconfirmed'
      readonly failure: Failure
      readonly raw: string | null
    }
  /** It never left this machine, which was asleep or without a network: it is removed, as if it had not been made. */
  | { readonly attempt: number; readonly at: number; readonly result: 'withdrawn' }

export type HoldClass = (typeof HOLD_CLASSES)[number]

/** Nothing is sent for an account, or for one family of a hostname, until the hold ends. */
export interface Hold {
  readonly account: string
  /** Null, with the family: the whole account. */
  readonly hostname: string | null
  readonly family: Family | null
  readonly class: HoldClass
  readonly failure: Failure
  readonly since: number
  /** Epoch ms; null when only the user ends it. */
  readonly until: number | null
  /** How many tries in a row failed. */
  readonly attempts: number
  /** Of the settings and secrets of the account (and record) when the hold was made: a different one means an edit. */
  readonly fingerprint: string
}

/** What a hold is on; there is one hold for each. */
export type HoldKey = Pick<Hold, 'account' | 'hostname' | 'family'>

/** The settings and secrets that an account's provider last took, and how often it refused them without a reason since. */
export interface ProvenSecret {
  /** As in `Hold`. */
  readonly fingerprint: string
  readonly refusals: number
}

/** Both clocks at one moment: epoch ms, and ms since the system started. */
export interface ClockReading {
  readonly wall: number
  readonly boot: number
}

/** Which times of a state a step of the wall clock moves: all, or only those that somebody waits for. */
export type ShiftedTimes = 'all' | 'waits'

export interface SettleOptions {
  /**
   * More is written right after this, so this call need not wait for the disk. A killed process loses nothing by it. A loss
   * of power before the next call that waits may undo it: the attempts then read as unsettled, and the zone or the provider
   * is asked before anything is sent again.
   */
  readonly moreFollows?: boolean
  /** Holds that follow from the results: written in the same transaction, so that a kill cannot separate the two. */
  readonly holds?: readonly Hold[]
  /** Small values of the app that follow from the results, written in the same transaction. */
  readonly values?: readonly (readonly [name: string, value: string])[]
}

/** The store writes whole states and holds, and knows no rule about them but `putShifted`: see `family-state.ts`. */
export interface Store {
  families(): readonly FamilyState[]
  /**
   * Writes attempts and the states that follow from them, before anything is sent, in one transaction.
   * @param stateOf the family's state once its attempt has this id
   * @param others states of families that have no attempt, and that the requests may change all the same
   * @returns the attempts' ids, in the same order
   */
  beginAttempts(
    attempts: readonly NewAttempt[],
    stateOf: (attempt: NewAttempt, id: number) => FamilyState,
    others?: readonly FamilyState[],
  ): readonly number[]
  /** Settles attempts and writes the states that follow, in one transaction. */
  settleAttempts(settlements: readonly Settlement[], states: readonly FamilyState[], options?: SettleOptions): void
  /** Adds or replaces a state, whole. */
  putFamily(state: FamilyState): void
  /** Adds or replaces states, whole, in one transaction. */
  putFamilies(states: readonly FamilyState[]): void
  /**
   * Moves the times of all states and holds by `ms`, as `afterClockShift` and `holdAfterClockShift` do, and writes the reading
   * that they agree with now. This is done in SQL, since there may be thousands of rows and everything waits for them.
   */
  putShifted(ms: number, times: ShiftedTimes, reading: ClockReading): void
  /** The reading of both clocks that the stored times agree with. */
  clockReading(): ClockReading | null
  setClockReading(reading: ClockReading): void
  deleteFamilies(keys: readonly FamilyKey[]): void
  holds(): readonly Hold[]
  /** Replaces the hold of the same account, hostname and family. */
  putHold(hold: Hold): void
  deleteHold(account: string, hostname: string | null, family: Family | null): void
  /** @returns the round's id. */
  addRound(round: Omit<StoredRound, 'id'>): number
  /** Replaces what was written while the round was going on. */
  updateRound(id: number, round: Omit<StoredRound, 'id'>): void
  round(id: number): StoredRound | null
  /** The newest round, null when there was none yet. */
  lastRound(): StoredRound | null
  history(query: HistoryQuery): HistoryPage
  /** Small values of the app itself, such as the end of a pause. */
  getValue(name: string): string | null
  setValue(name: string, value: string | null): void
  /** Removes a little of the history that is past its retention. @returns whether there is more to remove: call again */
  prune(now: number): boolean
  /**
   * Looks whether the file is still there, and writes one that was deleted again.
   * @returns whether it had to. @throws when that is impossible
   */
  check(): boolean
  /** Tries a write. @throws when nothing can be written */
  probe(): void
  close(): void
}

// What outlives the process: per hostname and family what is wanted and what the provider acknowledged, every attempt,
// every hold, every round. All calls are synchronous, and durable when they return unless told otherwise: the engine relies
// on it.
import type { Failure } from '../contract/failure.ts'
import type { HistoryPage, HistoryQuery, RoundRecord } from '../contract/history.ts'
import type { Trigger } from '../contract/snapshot.ts'
import type { Family } from './address.ts'

export interface FamilyKey {
  readonly account: string
  readonly hostname: string
  readonly family: Family
}

/** One text per hostname and family at an account: hostnames are compared without case, as in DNS. */
export const familyKey = (key: FamilyKey): string => `${key.account}/${key.hostname.toLowerCase()}/${key.family}`

export interface FamilyState extends FamilyKey {
  /** What it should hold, and since when (epoch ms). */
  readonly desired: string | null
  readonly desiredAt: number | null
  /** What the provider last acknowledged, and when. */
  readonly confirmed: string | null
  readonly confirmedAt: number | null
  /** The address confirmed before this one. */
  readonly previous: string | null
  /** The provider, server and user that all this is about; null in states from before it was kept. */
  readonly destination: string | null
  /** When anything was last sent for it, acknowledged or not. */
  readonly sentAt: number | null
  /** What the zone's authoritative servers last answered when asked, and when. */
  readonly verified: string | null
  readonly verifiedAt: number | null
  /** The user took the last change back: `to` is published for as long as `from` is what is observed. */
  readonly undo: { readonly to: string; readonly from: string } | null
  /** An attempt that was sent and never settled: its outcome is not known. */
  readonly unsettled: Unsettled | null
  /** Times in a row that the confirmed address was sent again because the zone held another. */
  readonly corrections: number
}

export interface Unsettled {
  readonly attempt: number
  readonly address: string
}

export interface NewAttempt extends FamilyKey {
  readonly roundId: number | null
  readonly trigger: Trigger
  readonly from: string | null
  readonly to: string
  readonly at: number
  /** Where it is sent: another place than before makes what was confirmed there void. */
  readonly destination: string
}

export type Settlement =
  | {
      readonly attempt: number
      readonly at: number
      readonly result: 'confirmed' | 'unchanged'
      readonly raw: string | null
    }
  | {
      readonly attempt: number
      readonly at: number
      readonly result: 'failed'
      readonly failure: Failure
      readonly raw: string | null
      /** An earlier attempt that may still have arrived: that this one failed takes nothing back of it. */
      readonly leaves?: Unsettled | null
    }
  /** It may have reached the provider or not: told apart later, by asking. */
  | {
      readonly attempt: number
      readonly at: number
      readonly result: 'unconfirmed'
      readonly failure: Failure
      readonly raw: string | null
    }

/**
 * A persisted stop. `needs-user`: until the account or record is edited. `blocked`: until the user lifts it.
 * `until-time`: the provider named a time. `parked`: the job gave up for now and comes back by itself. `forgotten`: the
 * user let a parked job go; it holds for as long as the same address is wanted.
 */
export const HOLD_CLASSES = ['needs-user', 'blocked', 'until-time', 'parked', 'forgotten'] as const
export type HoldClass = (typeof HOLD_CLASSES)[number]

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
  /** Failed attempts in a row behind it. */
  readonly attempts: number
  /**
   * Mark of the account's (and record's) settings and secrets when it was made: another mark means edited. For
   * `forgotten` the address that is let go.
   */
  readonly fingerprint: string
}

/** What two clocks said at one moment: epoch ms, and ms since the system started. */
export interface ClockReading {
  readonly wall: number
  readonly boot: number
}

export interface SettleOptions {
  /**
   * More attempts begin, or more is settled, right after: then this need not wait for the disk by itself. A process that is
   * killed loses nothing by it. A loss of power before the next call that waits may: such an attempt reads as unsettled, and
   * whether it arrived is asked before anything is sent again, as for any that was cut off.
   */
  readonly moreFollows?: boolean
  /** What the answers stop: written in the same step, so that no kill comes between an answer and its hold. */
  readonly holds?: readonly Hold[]
}

export interface Store {
  families(): readonly FamilyState[]
  /** Written before anything is sent, together with what is desired from now on. @returns the attempts' ids in the same order. */
  beginAttempts(attempts: readonly NewAttempt[]): readonly number[]
  /** Settles attempts and moves the confirmed addresses in one transaction. */
  settleAttempts(settlements: readonly Settlement[], how?: SettleOptions): void
  setVerified(key: FamilyKey, address: string | null, at: number): void
  setUndo(key: FamilyKey, undo: FamilyState['undo']): void
  setCorrections(key: FamilyKey, count: number): void
  /**
   * The wall clock was moved: what holds and families remember moves with it, so that what was an hour ago still is.
   * @param of only what somebody has to wait for: holds, and when names were last sent
   */
  shiftTimes(ms: number, reading: ClockReading, of?: 'waits'): void
  /** What the clocks said when times were last in step with them. */
  clockReading(): ClockReading | null
  setClockReading(reading: ClockReading): void
  forgetFamilies(keys: readonly FamilyKey[]): void
  holds(): readonly Hold[]
  /** Replaces the hold of the same account, hostname and family. */
  putHold(hold: Hold): void
  liftHold(account: string, hostname: string | null, family: Family | null): void
  /** @returns the round's id. */
  addRound(round: Omit<RoundRecord, 'id'>): number
  /** Replaces what was written of it while it went on. */
  updateRound(id: number, round: Omit<RoundRecord, 'id'>): void
  round(id: number): RoundRecord | null
  /** The newest round, null when there was none yet. */
  lastRound(): RoundRecord | null
  history(query: HistoryQuery): HistoryPage
  /** Small values of the app itself, such as until when it is paused. */
  getValue(name: string): string | null
  setValue(name: string, value: string | null): void
  /**
   * Removes a little of what the retention does not allow. @returns whether there is more: then it is to be called again.
   * Cheap once there is nothing left for the day.
   */
  prune(now: number): boolean
  close(): void
}

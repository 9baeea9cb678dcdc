// What an account's job remembers between its requests, as one value, and how it changes. Pure.
import type { Failure } from '../../contract/failure.ts'
import { RETRY_DELAYS_MS } from '../../model/backoff.ts'
import type { Hold } from '../../model/store.ts'

export interface JobState {
  readonly phase: 'ready' | 'sending' | 'stopped'
  /**
   * Why the last request failed; null when it did not. What kept a request from being sent, such as a locked keyring, says
   * nothing about the provider and is not kept here.
   */
  readonly failure: Failure | null
  /**
   * The parked hold whose waits the next failures make longer; null when the next failure is the first. Kept until everything
   * pending has come through, even after the hold itself has ended.
   */
  readonly parkedHold: Hold | null
  /** A list met a refusal that may have come from an outage: each name is asked alone until one answer tells. */
  readonly isAlone: boolean
}

export const NEW_JOB: JobState = { phase: 'ready', failure: null, parkedHold: null, isAlone: false }

const asParked = (hold: Hold | null): Hold | null => (hold?.class === 'parked' ? hold : null)

/** A run begins. If the account's hold is gone, the next failure counts as the first. */
export const atRunStart = (state: JobState, accountHold: Hold | null): JobState =>
  accountHold === null ? { ...state, parkedHold: null } : state

/** A series begins. */
export const atSeriesStart = (state: JobState, accountHold: Hold | null): JobState => ({
  ...state,
  parkedHold: asParked(accountHold) ?? state.parkedHold,
})

/** After a parked hold a single try tells enough: the quick retries are for the first failure only. */
export const retryDelaysMs = ({ parkedHold }: JobState): readonly number[] =>
  parkedHold === null ? RETRY_DELAYS_MS : []

/** The job gives up for now. @param accountHold in force from now on */
export const abandoned = (state: JobState, accountHold: Hold | null): JobState => ({
  ...state,
  parkedHold: asParked(accountHold),
})

/** Everything pending has come through. */
export const cameThrough = (state: JobState): JobState => ({ ...state, parkedHold: null })

/**
 * When a round hands over again what failed while this machine was away, unless its return begins one before.
 * @param before how many requests in a row failed like that before
 * @returns milliseconds
 */
export const waitWhileAwayMs = (before: number): number => RETRY_DELAYS_MS[before] ?? 60_000

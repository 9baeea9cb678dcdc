// How long a job that gave up waits before it comes back, by the kind of failure. Pure: the caller keeps the count.
import type { Failure } from '../contract/failure.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Waits inside a job between its tries, in milliseconds: enough for a hiccup, short enough to stay one event. */
export const RETRY_DELAYS_MS: readonly number[] = [1_000, 2_000, 4_000]

/**
 * When a failed job may come back.
 * @param attempts failed comebacks so far, 0 for the first wait
 * @returns milliseconds: unrecognised answers 5 min doubling to 6 h, everything else 1 min doubling to 1 h
 */
export function parkedDelayMs(failure: Failure, attempts: number): number {
  const [first, longest] = failure.kind === 'unrecognised' ? [5 * MINUTE, 6 * HOUR] : [MINUTE, HOUR]
  return Math.min(longest, first * 2 ** Math.min(attempts, 30))
}

const UNKNOWN_LADDER_MS: readonly number[] = [1_000, 2_000, 5_000, 10_000, 20_000, 60_000, 120_000]

/**
 * When to look again after a round that could not find an address although the network is up.
 * @param unknownRounds such rounds in a row, 1 for the first
 * @returns milliseconds; null once waiting for the next poll is enough: what was unknown that often is likely to stay so
 */
export const lookAgainDelayMs = (unknownRounds: number): number | null => UNKNOWN_LADDER_MS[unknownRounds - 1] ?? null

// Waiting times after failures. Pure: the caller keeps the count.
import type { Failure } from '../contract/failure.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Waits between the tries of one series, in milliseconds: long enough for a short fault, short enough to stay one event. */
export const RETRY_DELAYS_MS: readonly number[] = [1_000, 2_000, 4_000]

/**
 * How long a job that gave up stays parked.
 * @param failures how many tries failed after earlier waits, 0 for the first wait
 * @returns milliseconds: unrecognised answers 5 min doubling to 6 h, everything else 1 min doubling to 1 h
 */
export function parkedDelayMs(failure: Failure, failures: number): number {
  const [first, longest] = failure.kind === 'unrecognised' ? [5 * MINUTE, 6 * HOUR] : [MINUTE, HOUR]
  return Math.min(longest, first * 2 ** Math.min(failures, 30))
}

const SLOW_TRIES_MS: readonly number[] = [HOUR, 6 * HOUR, 24 * HOUR]

/**
 * How long to wait before credentials that worked before, and were refused without a reason, are tried once more.
 * @param refusals such refusals before this one, since the last success
 * @returns milliseconds; null when they were tried often enough
 */
export const slowTryDelayMs = (refusals: number): number | null => SLOW_TRIES_MS[refusals] ?? null

/** When addresses are observed after a start or a wake, in milliseconds from it. */
const EARLY_CHECKS_MS: readonly number[] = [1_000, 2_000, 5_000, 10_000, 20_000]
const EARLY_CHECK_INTERVAL_MS = MINUTE
/** After this long the checks are a minute apart. */
export const SOON_MS = 20_000

/**
 * When the next early check is due, counted from the start or wake.
 * @param sinceMs milliseconds that have passed since then
 */
export function nextEarlyCheckMs(sinceMs: number): number {
  const soon = EARLY_CHECKS_MS.find((at) => at > sinceMs)
  if (soon !== undefined) return soon
  return SOON_MS + EARLY_CHECK_INTERVAL_MS * (Math.floor((sinceMs - SOON_MS) / EARLY_CHECK_INTERVAL_MS) + 1)
}

const UNKNOWN_RETRY_MS: readonly number[] = [1_000, 2_000, 5_000, 10_000, 20_000, 60_000, 120_000]

/**
 * When the next round takes place after one that found no address although the network is up.
 * @param unknownRounds such rounds in a row, 1 for the first
 * @returns milliseconds; null once the next poll is soon enough, since an address that was unknown so often may stay unknown
 */
export const unknownRetryDelayMs = (unknownRounds: number): number | null => UNKNOWN_RETRY_MS[unknownRounds - 1] ?? null

// A few tries in quick succession: the first at once, and one more after each delay for as long as the last asks for it.
// Waits by the clock port, and can be cancelled at any moment.
import type { Clock, Disposer, Random } from '../../model/ports.ts'

export interface RetrySeriesOptions<T> {
  readonly clock: Pick<Clock, 'setTimer'>
  readonly random: Random
  /** Milliseconds before the second try, the third, and so on. None: the first try is the only one. */
  readonly delaysMs: readonly number[]
  readonly isRetryable: (result: T) => boolean
}

export interface RetrySeries<T> {
  /** The last try's result; null when the series was cancelled before. Rejects when a try rejects. */
  readonly result: Promise<T | null>
  /** Ends the series at once. A try under way goes on, but its result is ignored. */
  cancel(): void
}

/** Each delay is up to a fifth longer or shorter, so that many accounts do not retry in step. */
const SPREAD = 0.2

/** @param tryOnce does the work; it can ask at any time whether the series was cancelled meanwhile */
export function startRetrySeries<T>(
  { clock, random, delaysMs, isRetryable }: RetrySeriesOptions<T>,
  tryOnce: (isCancelled: () => boolean) => Promise<T>,
): RetrySeries<T> {
  let isCancelled = false
  let cancelTimer: Disposer = () => {}
  let resolveCancelled: (result: null) => void = () => {}

  const result = new Promise<T | null>((resolve, reject) => {
    resolveCancelled = resolve
    async function tryNow(retries: number): Promise<void> {
      const value = await tryOnce(() => isCancelled)
      const delayMs = delaysMs[retries]
      if (isCancelled || delayMs === undefined || !isRetryable(value)) return resolve(value)
      const spread = 1 + SPREAD * (2 * random() - 1)
      cancelTimer = clock.setTimer(delayMs * spread, () => tryNow(retries + 1).catch(reject))
    }
    tryNow(0).catch(reject)
  })

  return {
    result,
    cancel: () => {
      isCancelled = true
      cancelTimer()
      resolveCancelled(null)
    },
  }
}

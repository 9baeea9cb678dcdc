// Virtual time that is cheap to advance: one real turn of the event loop per timer, in which everything that waits for
// nothing else happens. Vitest's own way waits a real millisecond per timer, and a simulated day has thousands of them.
import { vi } from 'vitest'

/** Taken before the fake timers replace it. */
const nextTurn = setImmediate

/** More timers within one simulated second are an endless loop. */
const MAX_TIMERS_PER_SECOND = 5_000

/** Runs everything that needs no time to pass. */
export const settle = (): Promise<void> =>
  new Promise((resolve) => {
    nextTurn(() => resolve())
  })

/** Lets time pass, with everything that happens in it. */
export async function advance(ms: number): Promise<void> {
  let isDone = false
  setTimeout(() => {
    isDone = true
  }, ms)
  await settle()
  let secondBegan = elapsed()
  let timers = 0
  while (!isDone) {
    vi.advanceTimersToNextTimer()
    await settle()
    timers = elapsed() - secondBegan < 1_000 ? timers + 1 : 0
    if (timers === 0) secondBegan = elapsed()
    if (timers > MAX_TIMERS_PER_SECOND) throw new Error(`${timers} timers within a second: an endless loop`)
  }
}

/** Milliseconds of simulated time since the run began, whatever the wall clock is set to. */
export const elapsed = (): number => performance.now()

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

// Virtual time that costs little: one real turn of the event loop a timer, in which everything that waits for nothing
// else happens. Vitest's own way waits a real millisecond for each, which a day of virtual time has thousands of.
import { vi } from 'vitest'

/** Taken before a test fakes it. */
const nextTurn = setImmediate

/** More within a second are a loop that never ends. */
const MOST_TIMERS = 5_000

/** Lets everything happen that needs no time. */
export const settle = (): Promise<void> =>
  new Promise((resolve) => {
    nextTurn(() => resolve())
  })

/** Lets time pass, with everything that happens in it. */
export async function pass(ms: number): Promise<void> {
  let isOver = false
  setTimeout(() => {
    isOver = true
  }, ms)
  await settle()
  let moment = passed()
  let timers = 0
  while (!isOver) {
    vi.advanceTimersToNextTimer()
    await settle()
    timers = passed() - moment < 1_000 ? timers + 1 : 0
    if (timers === 0) moment = passed()
    if (timers > MOST_TIMERS) throw new Error(`${timers} timers within a second: something turns in a circle`)
  }
}

/** Milliseconds of life so far: the time that really passes, whatever the wall clock is set to. */
export const passed = (): number => performance.now()

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

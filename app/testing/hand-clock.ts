// A clock that tests move by hand. Timers fire in order of their time; promises settle between them.
import type { Clock } from '../model/ports.ts'

export interface HandClock extends Clock {
  /** Moves time on, firing what falls due, and lets pending promises settle after each. */
  advance(ms: number): Promise<void>
  /** The machine sleeps for so long, and no event tells of it: timers stand still. */
  sleep(ms: number): void
  readonly pendingTimers: () => number
}

async function settlePromises(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

/** @param settle lets everything happen that needs no time to pass */
export function createHandClock(startsAt = Date.UTC(2026, 0, 1), settle = settlePromises): HandClock {
  let elapsed = 0
  let sleptMs = 0
  const timers = new Set<{ due: number; fire: () => void }>()
  return {
    now: () => startsAt + elapsed + sleptMs,
    monotonic: () => elapsed,
    sinceBoot: () => elapsed + sleptMs,
    setTimer: (delayMs, fire) => {
      const timer = { due: elapsed + Math.max(0, delayMs), fire }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance: async (ms) => {
      const end = elapsed + ms
      await settle()
      for (;;) {
        const [next] = [...timers].filter((timer) => timer.due <= end).sort((a, b) => a.due - b.due)
        if (next === undefined) break
        timers.delete(next)
        elapsed = Math.max(elapsed, next.due)
        next.fire()
        await settle()
      }
      elapsed = end
      await settle()
    },
    sleep: (ms) => {
      sleptMs += ms
    },
    pendingTimers: () => timers.size,
  }
}

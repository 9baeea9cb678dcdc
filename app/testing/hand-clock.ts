// A clock that tests move by hand. Timers fire in order of their time; promises settle between them.
import type { Clock } from '../model/ports.ts'

export interface HandClock extends Clock {
  /** Moves time on, firing what falls due, and lets pending promises settle after each. */
  advance(ms: number): Promise<void>
  readonly pendingTimers: () => number
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

export function createHandClock(startsAt = Date.UTC(2026, 0, 1)): HandClock {
  let elapsed = 0
  const timers = new Set<{ due: number; fire: () => void }>()
  return {
    now: () => startsAt + elapsed,
    monotonic: () => elapsed,
    sinceBoot: () => elapsed,
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
    pendingTimers: () => timers.size,
  }
}

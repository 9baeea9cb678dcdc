// The real clock: wall time, monotonic time and timers of any length.
import { uptime } from 'node:os'
import { performance } from 'node:perf_hooks'
import type { Clock } from '../model/ports.ts'

/** A longer delay overflows Node's signed 32-bit number of milliseconds, and the timer fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

export function createClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    // CLOCK_BOOTTIME on Linux, GetTickCount64 on Windows: https://docs.libuv.org/en/v1.x/misc.html#c.uv_uptime
    sinceBoot: () => uptime() * 1_000,
    setTimer: (delayMs, fire) => {
      let timer: NodeJS.Timeout
      const arm = (leftMs: number): void => {
        const stepMs = Math.min(Math.max(0, leftMs), LONGEST_TIMER_MS)
        timer = setTimeout(() => (leftMs > stepMs ? arm(leftMs - stepMs) : fire()), stepMs)
      }
      arm(delayMs)
      return () => clearTimeout(timer)
    },
  }
}

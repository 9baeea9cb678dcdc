// Keeps an account from trying a provider that fails again and again: five retryable failures in a row open the breaker for
// a minute. After that one request decides: a success closes it, one more failure opens it for another minute.
import type { Clock } from '../../model/ports.ts'

/** `open`: nothing is sent for a while. `half-open`: the next request decides. */
export type BreakerState = 'closed' | 'open' | 'half-open'

export interface CircuitBreaker {
  readonly state: BreakerState
  /** Milliseconds until a request may be sent; 0 when one may be sent now. */
  readonly openForMs: number
  succeeded(): void
  failed(): void
  /** Closes it: the cause of the failures may have gone. */
  reset(): void
}

const FAILURES = 5
const OPEN_MS = 60_000

/** @param clock its monotonic time is used, so that setting the wall clock neither shortens nor prolongs the minute */
export function createCircuitBreaker(clock: Pick<Clock, 'monotonic'>): CircuitBreaker {
  let failures = 0
  let openedAt: number | null = null

  const openForMs = (): number => (openedAt === null ? 0 : Math.max(0, openedAt + OPEN_MS - clock.monotonic()))

  function close(): void {
    failures = 0
    openedAt = null
  }

  return {
    get state() {
      if (openedAt === null) return 'closed'
      return openForMs() > 0 ? 'open' : 'half-open'
    },
    get openForMs() {
      return openForMs()
    },
    succeeded: close,
    failed: () => {
      failures += 1
      if (failures >= FAILURES) openedAt = clock.monotonic()
    },
    reset: close,
  }
}

// The breaker of one account: after five hiccups in a row nothing is sent for a minute, then one request decides.
import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
} from 'cockatiel'
import type { Clock } from '../../model/ports.ts'

export type BreakerState = 'closed' | 'open' | 'half-open'

export interface AccountBreaker<T> {
  /** @returns null when it is open: nothing was done. */
  run(work: () => Promise<T>): Promise<T | null>
  readonly state: BreakerState
  /** Milliseconds until a request may decide; 0 when one may now. */
  readonly restMs: number
  /** Forgets the failures: what caused them may be over. */
  reset(): void
}

const FAILURES = 5
const REST_MS = 60_000

export function createAccountBreaker<T>(isFailure: (result: T) => boolean, clock: Clock): AccountBreaker<T> {
  let openedAt: number | null = null
  let policy = make()

  function make(): CircuitBreakerPolicy {
    const made = circuitBreaker(
      handleWhenResult((result) => isFailure(result as T)),
      { halfOpenAfter: REST_MS, breaker: new ConsecutiveBreaker(FAILURES) },
    )
    made.onBreak(() => {
      openedAt = clock.monotonic()
    })
    return made
  }

  const restMs = (): number =>
    policy.state === CircuitState.Open && openedAt !== null ? Math.max(0, openedAt + REST_MS - clock.monotonic()) : 0

  function reset(): void {
    openedAt = null
    policy = make()
  }

  return {
    run: async (work) => {
      if (restMs() > 0) return null
      try {
        return await policy.execute(work)
      } catch (error) {
        if (!(error instanceof BrokenCircuitError)) throw error
        // The policy measures its rest by the wall clock, which was set back meanwhile: the rest is over all the same.
        reset()
        return policy.execute(work)
      }
    },
    get state() {
      if (policy.state === CircuitState.Closed) return 'closed'
      return restMs() > 0 ? 'open' : 'half-open'
    },
    get restMs() {
      return restMs()
    },
    reset,
  }
}

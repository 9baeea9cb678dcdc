// After a start or a wake the network needs a while: addresses are observed again and again, soon at first, until one is known.
import { nextEarlyCheckMs, SOON_MS } from '../../model/backoff.ts'
import type { Observation } from '../../model/observation.ts'
import type { Clock } from '../../model/ports.ts'

export interface EarlyChecks {
  /** The machine woke up. */
  begin(): void
  /** The machine goes to sleep. */
  end(): void
  /**
   * A round ended with these observations.
   * @returns milliseconds until the next check; null when the usual polls go on from here
   */
  delayAfter(kinds: readonly Observation['kind'][]): number | null
}

/** The first ones begin at once: the process has just started. */
export function createEarlyChecks(clock: Pick<Clock, 'monotonic'>): EarlyChecks {
  let beganAt: number | null = clock.monotonic()
  return {
    begin: () => {
      beganAt = clock.monotonic()
    },
    end: () => {
      beganAt = null
    },
    delayAfter: (kinds) => {
      if (beganAt === null) return null
      const sinceMs = clock.monotonic() - beganAt
      // IPv6 often comes some seconds after IPv4. Later than that, what is still unknown may stay so.
      const isOver =
        sinceMs < SOON_MS ? !kinds.includes('unknown') : !kinds.includes('unknown') || kinds.includes('known')
      if (isOver) beganAt = null
      return isOver ? null : nextEarlyCheckMs(sinceMs) - sinceMs
    },
  }
}

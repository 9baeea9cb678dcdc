// The shortest time between two forced updates of one record. A forced update sends an unchanged address, and services ban
// users who do that often. A page that was taken over must not be able to cause this.
import type { Clock } from '../model/ports.ts'

const PAUSE_MS = 30_000

export interface ForcePause {
  /** @returns milliseconds until the record may be forced again; 0: it is forced now, and its pause begins */
  begin(record: string): number
}

export function createForcePause(clock: Pick<Clock, 'monotonic'>): ForcePause {
  /** By record, in monotonic time; the oldest first. */
  const endsAt = new Map<string, number>()
  return {
    begin: (record) => {
      const now = clock.monotonic()
      for (const [ended, end] of endsAt) {
        if (end > now) break
        endsAt.delete(ended)
      }
      const waitMs = (endsAt.get(record) ?? now) - now
      if (waitMs <= 0) endsAt.set(record, now + PAUSE_MS)
      return waitMs
    },
  }
}

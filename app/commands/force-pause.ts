// The shortest time between two forced updates of one record. A forced update sends an unchanged address, which services count
// against their user; whoever asks for it over and over, a page that was taken over for one, must not get the account banned.
import type { Clock } from '../model/ports.ts'

const PAUSE_MS = 30_000

export interface ForcePause {
  /** @returns how many milliseconds the record still has to wait; 0 notes that it is forced now */
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

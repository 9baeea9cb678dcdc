// After a page's process died: one new window, and a native message if that one dies, too.

/** A second death within this time is not bad luck. */
export const RECENT_MS = 60_000

/** @param lastMs monotonic time of the death before, null when there was none */
export function afterCrash(lastMs: number | null, nowMs: number): 'recreate' | 'tell' {
  return lastMs !== null && nowMs - lastMs < RECENT_MS ? 'tell' : 'recreate'
}

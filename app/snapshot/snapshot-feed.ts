// The newest snapshot and its changes. It is built on demand or once after a burst of changes, never for each single change.
import type { AppSnapshot } from '../contract/snapshot.ts'
import { createEvent, type Event } from '../model/event.ts'
import type { Clock, Disposer } from '../model/ports.ts'

export interface SnapshotFeed {
  readonly snapshot: () => AppSnapshot
  readonly onSnapshot: Event<AppSnapshot>['listen']
  /** Something that a snapshot shows has changed. */
  readonly invalidate: () => void
  readonly stop: () => void
}

/** Short enough to seem immediate, long enough to merge a round and its first job into one snapshot. */
const BURST_MS = 25

export function createSnapshotFeed(build: (revision: number) => AppSnapshot, clock: Clock): SnapshotFeed {
  const event = createEvent<AppSnapshot>()
  let newest: AppSnapshot | null = null
  let revision = 0
  let waiting: Disposer | null = null
  /** How long the last snapshot took to build and to draw, in milliseconds. */
  let lastTookMs = 0

  const snapshot = (): AppSnapshot => {
    newest ??= build(++revision)
    return newest
  }
  const emit = (): void => {
    waiting = null
    const startedAt = clock.monotonic()
    event.emit(snapshot())
    lastTookMs = clock.monotonic() - startedAt
  }
  return {
    snapshot,
    onSnapshot: event.listen,
    invalidate: () => {
      newest = null
      // Nobody listens, as on the command line: whoever asks next gets a new snapshot.
      if (!event.hasListeners) return
      // With thousands of records a snapshot takes longer than a burst. It may use half of the process's time at most.
      waiting ??= clock.setTimer(Math.max(BURST_MS, lastTookMs), emit)
    },
    stop: () => waiting?.(),
  }
}

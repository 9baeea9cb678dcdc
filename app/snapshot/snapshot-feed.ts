// The newest snapshot and its changes: built when asked for or once after a burst, never for each single change.
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

/** Short enough to seem immediate, long enough that a round and its first job make one picture. */
const BURST_MS = 25

export function createSnapshotFeed(build: (revision: number) => AppSnapshot, clock: Clock): SnapshotFeed {
  const event = createEvent<AppSnapshot>()
  let newest: AppSnapshot | null = null
  let revision = 0
  let waiting: Disposer | null = null

  const snapshot = (): AppSnapshot => {
    newest ??= build(++revision)
    return newest
  }
  return {
    snapshot,
    onSnapshot: event.listen,
    invalidate: () => {
      newest = null
      // Nobody looks, as on the command line: the next one who asks gets a new one.
      if (!event.isHeard) return
      waiting ??= clock.setTimer(BURST_MS, () => {
        waiting = null
        event.emit(snapshot())
      })
    },
    stop: () => waiting?.(),
  }
}

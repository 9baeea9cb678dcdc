// Removes the oldest part of the history once a day, slice by slice, so that nothing else waits for long.
import { messageOf } from '../model/message-of.ts'
import type { Clock, Disposer, Log } from '../model/ports.ts'
import type { Store } from '../model/store.ts'

export interface PruningOptions {
  readonly clock: Clock
  readonly log: Log
}

const DAY_MS = 24 * 3_600_000
const PRUNE_AFTER_MS = 60_000
/** Between two slices. Anything else waits for one slice at most. */
const PRUNE_AGAIN_MS = 1_000

export function createPruning({ clock, log }: PruningOptions, store: Pick<Store, 'prune'>) {
  /** @returns whether there is more of the history to remove */
  const once = (): boolean => {
    try {
      return store.prune(clock.now())
    } catch (error) {
      // On a full disk, say, the history stays longer than it should. Everything else goes on.
      log('warn', 'the history could not be pruned', { error: messageOf(error) })
      return false
    }
  }
  const start = (): Disposer => {
    const prune = () => {
      cancel = clock.setTimer(once() ? PRUNE_AGAIN_MS : DAY_MS, prune)
    }
    // Not at once: a start has more urgent work.
    let cancel = clock.setTimer(PRUNE_AFTER_MS, prune)
    return () => cancel()
  }
  return { once, start }
}

// Reports that a file may have changed, however an editor saves it: in place, by renaming over it, or by creating it again.
import { type FSWatcher, type Stats, watch } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { Disposer } from '../../model/ports.ts'
import { limitedByPath } from '../files/limited-by-path.ts'

/** Editors save in several steps. After this long without a change they are done. */
const DEBOUNCE_MS = 100
/** The system does not report every change (network shares, links, a folder that does not exist yet), so we also poll. */
const POLL_MS = 30_000
/** How often to poll while the system reports nothing at all. */
const POLL_UNWATCHED_MS = 2_000

const stamp = (stats: Stats | null): string =>
  stats === null ? 'missing' : `${stats.mtimeMs} ${stats.size} ${stats.ino}`

/** A file may be on a network share that is gone. */
const STAT_LIMIT_MS = 2_000
const limitedStat = limitedByPath((path) => stat(path).catch(() => null), STAT_LIMIT_MS)

/** Another stamp means that the file may have changed. Never rejects. */
export const fileStamp = async (path: string): Promise<string> => stamp(await limitedStat(path))

/**
 * Calls back after changes. The watch does not keep the process alive.
 * @param otherFiles the files that this one names now. They are only polled.
 */
export function startFileWatch(
  path: string,
  onMaybeChanged: () => void,
  otherFiles: () => readonly string[],
): Disposer {
  let debounce: NodeJS.Timeout | null = null
  let watcher: FSWatcher | null = null
  let poll: NodeJS.Timeout | null = null
  let known: string | null = null
  let disposed = false

  const changed = (): void => {
    if (disposed) return
    if (debounce !== null) clearTimeout(debounce)
    debounce = setTimeout(onMaybeChanged, DEBOUNCE_MS)
    debounce.unref()
  }
  const listen = (): void => {
    try {
      watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
        if (name === null || name === basename(path)) changed()
      })
      watcher.on('error', () => {
        watcher?.close()
        watcher = null
      })
    } catch {
      watcher = null
    }
  }
  const check = async (): Promise<void> => {
    const now = (await Promise.all([path, ...otherFiles()].map(fileStamp))).join('\n')
    if (known !== null && known !== now) changed()
    known = now
    if (watcher === null && !disposed) listen()
    if (disposed) return
    poll = setTimeout(check, watcher === null ? POLL_UNWATCHED_MS : POLL_MS)
    poll.unref()
  }

  listen()
  void check()
  return () => {
    disposed = true
    watcher?.close()
    if (debounce !== null) clearTimeout(debounce)
    if (poll !== null) clearTimeout(poll)
  }
}

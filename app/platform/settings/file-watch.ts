// Tells that a file may have changed, however an editor saves it: in place, by renaming over it, or by making it anew.
import { type FSWatcher, type Stats, watch } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { Disposer } from '../../model/ports.ts'

/** Editors save in several steps: quiet for this long counts as done. */
const DEBOUNCE_MS = 100
/** Where the system's notices do not reach (network shares, links, a folder that is not there yet), this does. */
const POLL_MS = 30_000
const POLL_WITHOUT_NOTICES_MS = 2_000

const stamp = (stats: Stats | null): string =>
  stats === null ? 'missing' : `${stats.mtimeMs} ${stats.size} ${stats.ino}`

/**
 * Calls back after changes; the watch keeps no process alive.
 * @param dependsOnMore whether what the file says depends on other files now: then every look calls back, changed or not
 */
export function watchFile(path: string, onMaybeChanged: () => void, dependsOnMore: () => boolean): Disposer {
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
  const look = async (): Promise<void> => {
    const now = stamp(await stat(path).catch(() => null))
    if (known !== null && (known !== now || dependsOnMore())) changed()
    known = now
    if (watcher === null && !disposed) listen()
    if (disposed) return
    poll = setTimeout(look, watcher === null ? POLL_WITHOUT_NOTICES_MS : POLL_MS)
    poll.unref()
  }

  listen()
  void look()
  return () => {
    disposed = true
    watcher?.close()
    if (debounce !== null) clearTimeout(debounce)
    if (poll !== null) clearTimeout(poll)
  }
}

// Watches the files that the settings name as an address source, so that a change begins a round at once.
import { sourcesOf } from '../../contract/address-sources.ts'
import type { Settings } from '../../contract/settings.ts'
import type { Disposer } from '../../model/ports.ts'
import { startFileWatch } from './file-watch.ts'

/** Each costs a watch on its folder. Any others are read at each round all the same. */
const MAX_WATCHED = 16

export interface AddressFilesWatch {
  /** Follows the files of these settings from now on. */
  update(settings: Pick<Settings, 'records'>): void
  stop(): void
}

export function createAddressFilesWatch(onChange: () => void): AddressFilesWatch {
  const watches = new Map<string, Disposer>()
  return {
    update: ({ records }) => {
      const wanted = new Set(
        records
          .flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6].flatMap(sourcesOf))
          .flatMap((policy) => (policy.source === 'file' ? [policy.path] : [])),
      )
      for (const [path, stop] of watches) {
        if (wanted.has(path)) continue
        stop()
        watches.delete(path)
      }
      for (const path of wanted) {
        if (watches.size >= MAX_WATCHED) break
        if (!watches.has(path))
          watches.set(
            path,
            startFileWatch(path, onChange, () => []),
          )
      }
    },
    stop: () => {
      for (const stop of watches.values()) stop()
      watches.clear()
    },
  }
}

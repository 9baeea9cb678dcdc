// The AdapterTable port: by the native addon, or by polling Node's own list where the addon is missing. Beside
// neighbour-table.ts the only file that imports native-addon.
import { loadNetworkMonitor, type NetworkMonitor } from '../../../native-addon/index.cjs'
import type { Adapter } from '../../model/adapter.ts'
import { comparableTable } from '../../model/adapter-table.ts'
import type { AdapterTable, Disposer } from '../../model/ports.ts'
import { listInterfaces, routeBySocket } from './interface-list.ts'

export interface AdapterTableOptions {
  /** Possible paths of the addon's binary; the loader's own list by default. */
  readonly binaryPaths?: readonly string[]
  /** How often to poll while the system does not notify. */
  readonly pollIntervalMs?: number
}

const POLL_INTERVAL_MS = 3_000
const NO_NOTIFICATIONS = 'The system does not notify of network changes.'

export function createAdapterTable(options: AdapterTableOptions = {}): AdapterTable {
  const interval = options.pollIntervalMs ?? POLL_INTERVAL_MS
  const loaded = loadNetworkMonitor(options.binaryPaths)
  return loaded.ok ? nativeTable(loaded.monitor, interval) : polledTable(loaded.reason, interval)
}

function nativeTable(monitor: NetworkMonitor, interval: number): AdapterTable {
  // A subscription of our own, so that the mode is known before anyone else subscribes.
  const probe = monitor.subscribe(() => {})
  const list = (): Promise<readonly Adapter[]> => monitor.listAdapters()
  return {
    list,
    bestRoute: (address, from) => (from === undefined ? monitor.bestRoute(address) : monitor.bestRoute(address, from)),
    subscribe: (onChange) => {
      const subscription = monitor.subscribe(() => onChange())
      const stopPolling = pollForChanges(list, interval, onChange, () => !subscription.notifications)
      return () => {
        stopPolling()
        subscription.close()
      }
    },
    get mode(): AdapterTable['mode'] {
      return probe.notifications ? { kind: 'events' } : { kind: 'polling', reason: NO_NOTIFICATIONS }
    },
  }
}

function polledTable(reason: string, interval: number): AdapterTable {
  return {
    list: listInterfaces,
    bestRoute: routeBySocket,
    subscribe: (onChange) => pollForChanges(listInterfaces, interval, onChange, () => true),
    mode: { kind: 'polling', reason },
  }
}

/** Polls while `isNeeded`, and calls back when the canonical snapshot differs from the one before. */
function pollForChanges(
  list: () => Promise<readonly Adapter[]>,
  interval: number,
  onChange: () => void,
  isNeeded: () => boolean,
): Disposer {
  let stopped = false
  let isPolling = false
  let last: string | null = null
  const poll = async (): Promise<void> => {
    if (isPolling || stopped || !isNeeded()) return
    isPolling = true
    try {
      const now = comparableTable(await list())
      const changed = last !== null && last !== now
      last = now
      if (changed && !stopped) onChange()
    } catch {
      // Unreadable for now: the next poll compares with the last readable table.
    } finally {
      isPolling = false
    }
  }
  void poll()
  const timer = setInterval(() => void poll(), interval)
  timer.unref()
  return () => {
    stopped = true
    clearInterval(timer)
  }
}

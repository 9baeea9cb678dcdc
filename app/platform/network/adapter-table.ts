// The system's adapters as the engine's port: by the native addon, or by polling Node's own list where it is missing.
// The only importer of native-addon.
import { loadNetworkMonitor, type NetworkMonitor } from '../../../native-addon/index.cjs'
import type { Adapter } from '../../model/adapter.ts'
import { canonicalSnapshot } from '../../model/canonical-snapshot.ts'
import type { AdapterTable, Disposer } from '../../model/ports.ts'
import { listInterfaces, routeBySocket } from './interface-list.ts'

export interface AdapterTableOptions {
  /** Where to look for the addon's binary; the loader's own list by default. */
  readonly binaryPaths?: readonly string[]
  /** Milliseconds between two looks while nothing notifies. */
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
  // A subscription of the table's own, so that the mode is known before anyone subscribes.
  const probe = monitor.subscribe(() => {})
  const list = (): Promise<readonly Adapter[]> => monitor.listAdapters()
  return {
    list,
    bestRoute: (address) => monitor.bestRoute(address),
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

/** Looks again and again while `needed`, and calls back when what matters differs from the look before. */
function pollForChanges(
  list: () => Promise<readonly Adapter[]>,
  interval: number,
  onChange: () => void,
  needed: () => boolean,
): Disposer {
  let stopped = false
  let looking = false
  let last: string | null = null
  const look = async (): Promise<void> => {
    if (looking || stopped || !needed()) return
    looking = true
    try {
      const now = canonicalSnapshot(await list())
      const changed = last !== null && last !== now
      last = now
      if (changed && !stopped) onChange()
    } catch {
      // Unreadable now: the next look compares with the last one that was readable.
    } finally {
      looking = false
    }
  }
  void look()
  const timer = setInterval(() => void look(), interval)
  timer.unref()
  return () => {
    stopped = true
    clearInterval(timer)
  }
}

// Ends the connections from addresses that the machine no longer has, as soon as the system reports a change: a request that
// waits for an answer there would hold up its account, and a round whose echo service cannot answer would hold up all.
import type { Adapter } from '../../model/adapter.ts'
import { messageOf } from '../../model/message-of.ts'
import type { AdapterTable, Clock, Disposer, HttpClient, Log } from '../../model/ports.ts'

export interface DeadConnections {
  /** The system reports a change. */
  networkChanged(): void
  stop(): void
}

export interface DeadConnectionsOptions {
  readonly adapters: Pick<AdapterTable, 'list'>
  readonly http: Pick<HttpClient, 'reset'>
  readonly clock: Pick<Clock, 'setTimer'>
  readonly log: Log
}

/** An address that is replaced or renewed may be away for a moment. */
const SETTLE_MS = 150

/** Drops what leads nowhere after a change. An empty table may be one that could not be read: then no request is ended. */
export function endDeadConnections(http: Pick<HttpClient, 'reset'>, adapters: readonly Adapter[]): void {
  const addresses = adapters.flatMap((adapter) => adapter.addresses.map(({ address }) => address))
  if (addresses.length === 0) http.reset()
  else http.reset(addresses)
}

export function createDeadConnections({ adapters, http, clock, log }: DeadConnectionsOptions): DeadConnections {
  let cancel: Disposer | null = null
  let isStopped = false

  async function end(): Promise<void> {
    try {
      const table = await adapters.list()
      if (!isStopped) endDeadConnections(http, table)
    } catch (error) {
      // The round that follows the change reads the table again.
      log('warn', 'the adapter table could not be read after a change', { error: messageOf(error) })
    }
  }

  return {
    networkChanged: () => {
      // Not put off by further changes: in a long burst the connections would stay.
      cancel ??= clock.setTimer(SETTLE_MS, () => {
        cancel = null
        void end()
      })
    },
    stop: () => {
      isStopped = true
      cancel?.()
    },
  }
}

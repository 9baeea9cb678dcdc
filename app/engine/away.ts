// Whether the machine itself was away: asleep, or without a way out. What fails then says nothing about a provider.
import type { Adapter } from '../model/adapter.ts'
import { isOnline } from '../model/adapter-table.ts'
import type { AdapterTable, Clock } from '../model/ports.ts'
import { isPrivateServer } from '../model/private-server.ts'
import type { Sleep } from './sleep.ts'

export interface Away {
  /**
   * A request begins.
   * @param server the account's own server; null for the provider's
   * @returns to be called when it failed: whether the machine was away meanwhile, as far as that can be told. Never rejects
   */
  watch(server: string | null): () => Promise<boolean>
}

export interface AwayOptions {
  readonly adapters: Pick<AdapterTable, 'list'>
  readonly clock: Pick<Clock, 'monotonic' | 'sinceBoot'>
  readonly sleep: Pick<Sleep, 'isActive' | 'count'>
}

/** By how much a clock that counts sleep runs ahead of one that stands still in it. */
const SLEPT_MS = 5_000
/** No request takes so long. Where both clocks count sleep, only this shows it. */
const LONGEST_REQUEST_MS = 150_000

export function createAway({ adapters, clock, sleep }: AwayOptions): Away {
  const hasWayOut = (table: readonly Adapter[], server: string | null): boolean => {
    // A table without anything may be one that could not be read.
    if (table.length === 0) return true
    if (server === null || !isPrivateServer(server)) return isOnline(table)
    return table.some(({ kind, state }) => kind !== 'loopback' && state === 'up')
  }

  return {
    watch: (server) => {
      const began = { boot: clock.sinceBoot(), monotonic: clock.monotonic(), sleeps: sleep.count }
      return async () => {
        const bootMs = clock.sinceBoot() - began.boot
        const awakeMs = clock.monotonic() - began.monotonic
        const slept = bootMs - awakeMs > SLEPT_MS || bootMs > LONGEST_REQUEST_MS
        if (sleep.isActive || sleep.count !== began.sleeps || slept) return true
        try {
          return !hasWayOut(await adapters.list(), server)
        } catch {
          return false
        }
      }
    },
  }
}

// Which names go into one request: those that get the same addresses, as many as the provider takes.
import type { HostChange } from '../../model/provider.ts'
import type { PendingUpdate } from './pending-update.ts'

export interface Batch {
  readonly changes: readonly HostChange[]
  /** The pending updates that these changes carry, in the order of the changes. */
  readonly updates: readonly PendingUpdate[]
}

interface Group {
  readonly change: { hostname: string; ipv4: string | null; ipv6: string | null }
  readonly updates: PendingUpdate[]
}

/** @returns the first batch in the order of the updates; never empty when there are any */
export function nextBatch(updates: Iterable<PendingUpdate>, batchSize: number): Batch {
  const byHostname = new Map<string, Group>()
  for (const update of updates) {
    const group = byHostname.get(update.hostname) ?? {
      change: { hostname: update.hostname, ipv4: null, ipv6: null },
      updates: [],
    }
    group.change[update.family] = update.address
    group.updates.push(update)
    byHostname.set(update.hostname, group)
  }
  const groups = [...byHostname.values()]
  const first = groups[0]?.change
  const alike = groups
    .filter(({ change }) => change.ipv4 === first?.ipv4 && change.ipv6 === first?.ipv6)
    .slice(0, Math.max(1, batchSize))
  return { changes: alike.map(({ change }) => change), updates: alike.flatMap((group) => group.updates) }
}

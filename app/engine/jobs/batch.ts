// Which names go into one request: those that want the same addresses, as many as the provider takes.
import type { HostChange } from '../../model/provider.ts'
import type { PendingUpdate } from './pending-update.ts'

export interface Batch {
  readonly changes: readonly HostChange[]
  /** The wishes that these changes fulfil, in the order of the changes. */
  readonly wants: readonly PendingUpdate[]
}

interface Group {
  readonly change: { hostname: string; ipv4: string | null; ipv6: string | null }
  readonly wants: PendingUpdate[]
}

/** @returns the first batch in the order the wants came, never empty when there are wants. */
export function nextBatch(wants: Iterable<PendingUpdate>, batchSize: number): Batch {
  const byHostname = new Map<string, Group>()
  for (const want of wants) {
    const group = byHostname.get(want.hostname) ?? {
      change: { hostname: want.hostname, ipv4: null, ipv6: null },
      wants: [],
    }
    group.change[want.family] = want.address
    group.wants.push(want)
    byHostname.set(want.hostname, group)
  }
  const groups = [...byHostname.values()]
  const first = groups[0]?.change
  const alike = groups
    .filter(({ change }) => change.ipv4 === first?.ipv4 && change.ipv6 === first?.ipv6)
    .slice(0, Math.max(1, batchSize))
  return { changes: alike.map(({ change }) => change), wants: alike.flatMap((group) => group.wants) }
}

// Which names go into one request: those that want the same addresses, as many as the provider takes.
import type { HostChange } from '../model/provider.ts'
import type { Want } from './want.ts'

/** @returns the first batch in the order the wants came, never empty when there are wants. */
export function nextBatch(wants: readonly Want[], batchSize: number): readonly HostChange[] {
  const byHostname = new Map<string, { hostname: string; ipv4: string | null; ipv6: string | null }>()
  for (const want of wants) {
    const change = byHostname.get(want.hostname) ?? { hostname: want.hostname, ipv4: null, ipv6: null }
    change[want.family] = want.address
    byHostname.set(want.hostname, change)
  }
  const changes = [...byHostname.values()]
  const first = changes[0]
  if (first === undefined) return []
  return changes
    .filter((change) => change.ipv4 === first.ipv4 && change.ipv6 === first.ipv6)
    .slice(0, Math.max(1, batchSize))
}

// Whether what leaves this machine goes by a VPN: then services outside see the VPN's exit, which is never published.
import { type Reason, reason } from '../contract/reason.ts'
import type { Adapter } from '../model/adapter.ts'
import { FAMILIES, type Family } from '../model/address.ts'
import type { AdapterTable, Clock } from '../model/ports.ts'
import { defaultMetric } from './sources/adapter.ts'

export type BestRouteQuery = AdapterTable['bestRoute']

/** Stand for "anywhere outside" when the system is asked for a route. Nothing is ever sent to them. */
const OUTSIDE: Readonly<Record<Family, string>> = { ipv4: '1.1.1.1', ipv6: '2606:4700:4700::1111' }

/** The system answers from memory; an answer that takes longer is not waited for. */
const PATIENCE_MS = 1_000

/**
 * The adapter by which the system would send to the world outside; null when it cannot tell. Routing by policy and
 * routes such as 0.0.0.0/1 take the traffic elsewhere than the default routes say. Never rejects.
 */
export function adapterOfPath(
  family: Family,
  adapters: readonly Adapter[],
  bestRoute: BestRouteQuery,
  clock: Clock,
): Promise<Adapter | null> {
  return new Promise((resolve) => {
    const cancel = clock.setTimer(PATIENCE_MS, () => resolve(null))
    const ask = async () => {
      const route = await bestRoute(OUTSIDE[family])
      return adapters.find(({ id }) => id === route?.adapterId) ?? null
    }
    // A system without an answer leaves the judgement to the table, as if it had not been asked.
    ask()
      .then(resolve, () => resolve(null))
      .finally(cancel)
  })
}

/**
 * Why the carrier's address must not be published, null when nothing speaks against it.
 * @param carrier the adapter that the table says carries the family
 * @param path the adapter by which the system really sends; null when not known
 */
export function vpnReason(
  family: Family,
  carrier: Adapter,
  path: Adapter | null,
  adapters: readonly Adapter[],
): Reason | null {
  const isElsewhere = path !== null && path.id !== carrier.id && (path.kind === 'tunnel' || path.kind === 'ppp')
  if (isElsewhere) return reason('vpn-carries', { adapter: path.name })
  return carrier.kind === 'tunnel' && isBesideRealLink(family, adapters)
    ? reason('vpn-carries', { adapter: carrier.name })
    : null
}

/**
 * A tunnel beside a real link that leads out is a VPN. IPv6 by a tunnel over a link that has IPv4 alone is how some
 * homes get their IPv6 at all, so there only a link with IPv6 counts.
 */
function isBesideRealLink(family: Family, adapters: readonly Adapter[]): boolean {
  const families = family === 'ipv4' ? FAMILIES : [family]
  return adapters.some(
    (adapter) =>
      (adapter.kind === 'wired' || adapter.kind === 'wireless') &&
      adapter.state === 'up' &&
      families.some((one) => defaultMetric(adapter, one) !== null),
  )
}

// Detects whether traffic leaves this machine through a VPN. Services outside then see the address of the VPN's exit, which
// is never published.
import { type Reason, reason } from '../contract/reason.ts'
import type { Adapter } from '../model/adapter.ts'
import { FAMILIES, type Family } from '../model/address.ts'
import type { AdapterTable, Clock } from '../model/ports.ts'
import { withDeadline } from '../model/with-deadline.ts'
import { defaultMetric } from './sources/adapter/choose-adapter.ts'

/** Any public destination, to ask the system for a route. Nothing is ever sent there. */
const DESTINATION: Readonly<Record<Family, string>> = { ipv4: '1.1.1.1', ipv6: '2606:4700:4700::1111' }

/** The system answers from memory. After this long the answer is not waited for. */
const ROUTE_TIMEOUT_MS = 1_000

/**
 * The adapter through which the system sends to the internet; null when the system cannot tell. Policy routing and routes
 * such as 0.0.0.0/1 send the traffic elsewhere than the default routes say. Never rejects.
 */
export async function egressAdapter(
  family: Family,
  adapters: readonly Adapter[],
  bestRoute: AdapterTable['bestRoute'],
  clock: Clock,
): Promise<Adapter | null> {
  const find = async () => {
    const route = await bestRoute(DESTINATION[family])
    return adapters.find(({ id }) => id === route?.adapterId) ?? null
  }
  // Without an answer the adapter table alone decides.
  return withDeadline(
    clock,
    ROUTE_TIMEOUT_MS,
    find().catch(() => null),
  )
}

/**
 * Why an address observed from outside must not be published; null when there is no VPN.
 * @param chosen the adapter that carries the family according to the adapter table
 * @param egress the adapter through which the system really sends; null when unknown
 */
export function vpnReason(
  family: Family,
  chosen: Adapter,
  egress: Adapter | null,
  adapters: readonly Adapter[],
): Reason | null {
  const isElsewhere = egress !== null && egress.id !== chosen.id && (egress.kind === 'tunnel' || egress.kind === 'ppp')
  if (isElsewhere) return reason('vpn-carries', { adapter: egress.name })
  return chosen.kind === 'tunnel' && isBesideRealLink(family, adapters)
    ? reason('vpn-carries', { adapter: chosen.name })
    : null
}

/**
 * A tunnel beside a real link with a default route is a VPN. Some homes get their only IPv6 through a tunnel over a link
 * that has IPv4 alone, so for IPv6 only a link with IPv6 counts.
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

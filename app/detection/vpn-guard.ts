// Detects whether traffic leaves this machine through a VPN. Services outside then see the address of the VPN's exit, which
// is never published.
import { type Reason, reason } from '../contract/reason.ts'
import type { Adapter } from '../model/adapter.ts'
import { hasHardware, isTunnel } from '../model/adapter-stack.ts'
import { isLinkLocal } from '../model/adapter-table.ts'
import { FAMILIES, type Family } from '../model/address.ts'
import type { AdapterTable, Clock } from '../model/ports.ts'
import { withDeadline } from '../model/with-deadline.ts'
import { hasDefaultRoute } from './sources/adapter/choose-adapter.ts'

/** Any public destination, to ask the system for a route. Nothing is ever sent there. */
export const DESTINATION: Readonly<Record<Family, string>> = { ipv4: '1.1.1.1', ipv6: '2606:4700:4700::1111' }

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
  const carriers = egress === null || egress.id === chosen.id ? [chosen] : [egress, chosen]
  const vpn = carriers.find((carrier) => isVpn(carrier, { family, chosen, adapters }))
  return vpn === undefined ? null : reason('vpn-carries', { adapter: vpn.name })
}

interface Scene {
  readonly family: Family
  readonly chosen: Adapter
  readonly adapters: readonly Adapter[]
}

/**
 * A tunnel, a dialled connection, or an adapter with no hardware below it, beside another way out. As the only way out each
 * of them is real: the network of a container, PPPoE, IPv6 through a tunnel.
 */
function isVpn(carrier: Adapter, { family, chosen, adapters }: Scene): boolean {
  const others = adapters.filter(({ id, kind, state }) => id !== carrier.id && kind !== 'loopback' && state === 'up')
  // Some homes get their only IPv6 through a tunnel over a link with IPv4 alone, so for IPv6 only another IPv6 counts.
  const families = family === 'ipv4' ? FAMILIES : [family]
  if (isTunnel(carrier)) {
    return others.some((other) => other.id === chosen.id || (!isTunnel(other) && leadsOut(other, families)))
  }
  if (carrier.kind === 'ppp') {
    // The cable of a PPPoE modem has no default route. That of the other family may be another line's.
    return others.some(
      (other) => other.id === chosen.id || (isLink(other, adapters) && hasDefaultRoute([other], [family])),
    )
  }
  if (hasHardware(carrier, adapters) !== false) return false
  return others.some((other) => hasHardware(other, adapters) === true && hasDefaultRoute([other], families))
}

const isCableOrRadio = ({ kind }: Adapter): boolean => kind === 'wired' || kind === 'wireless'
const isLink = (adapter: Adapter, adapters: readonly Adapter[]): boolean =>
  isCableOrRadio(adapter) || hasHardware(adapter, adapters) === true

/** Whether the adapter has, or may have, a default route of one of the families. */
function leadsOut(adapter: Adapter, families: readonly Family[]): boolean {
  if (hasDefaultRoute([adapter], families)) return true
  // Without the native addon only the carrier's own default route is known: then an address tells.
  const isPolled = adapter.isHardware === null && adapter.lowerIds === null
  return (
    isPolled &&
    isCableOrRadio(adapter) &&
    adapter.addresses.some((address) => families.includes(address.family) && !isLinkLocal(address))
  )
}

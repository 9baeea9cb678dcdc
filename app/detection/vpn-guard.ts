// Finds the adapter through which the system really sends. Whether it is a VPN is judged in app/model/guards/vpn.ts.
import type { GuardVerdict } from '../contract/guards.ts'
import { type GuardSettings, isIgnored } from '../contract/guards.ts'
import type { Reason } from '../contract/reason.ts'
import type { Adapter } from '../model/adapter.ts'
import type { Family } from '../model/address.ts'
import { judgeVpn } from '../model/guards/vpn.ts'
import type { Observation } from '../model/observation.ts'
import type { AdapterTable, Clock } from '../model/ports.ts'
import { withDeadline } from '../model/with-deadline.ts'

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
export const vpnReason = (
  family: Family,
  chosen: Adapter,
  egress: Adapter | null,
  adapters: readonly Adapter[],
): Reason | null => judgeVpn({ family, chosen, egress, adapters }).why

/** @returns the observation as it counts after the verdict, by what the record's settings say of the guard */
export const behindVpn = (
  observation: Observation,
  { why }: GuardVerdict,
  guards: GuardSettings | undefined,
): Observation => (why === null || isIgnored(guards, 'vpn') ? observation : { kind: 'unknown', why })

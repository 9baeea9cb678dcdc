// Which network the computer is in, as far as the adapter table tells: the router's hardware address, and on Windows the
// network profile. Pure.
import type { GuardVerdict, NetworkPolicy } from '../../contract/guards.ts'
import { type Reason, reason } from '../../contract/reason.ts'
import type { Adapter, DefaultRoute } from '../adapter.ts'
import { isTunnel } from '../adapter-stack.ts'
import type { Family } from '../address.ts'

/** A network that the computer is in. What the system does not tell is null. */
export interface Network {
  /** The router's hardware address. */
  readonly mac: string | null
  /** The network profile's GUID on Windows. */
  readonly profile: string | null
  /** The router's address; null on a link without next hop, such as PPP. */
  readonly gateway: string | null
  readonly adapterId: string
}

const lowest = (routes: readonly DefaultRoute[]): DefaultRoute | undefined =>
  [...routes].sort((a, b) => a.metric - b.metric || (a.gateway ?? '').localeCompare(b.gateway ?? ''))[0]

/** The adapter with the best default route of the family that is no tunnel; null when there is none. */
export function carrierOf(adapters: readonly Adapter[], family: Family): Adapter | null {
  const found = adapters
    .filter((one) => one.state === 'up' && one.kind !== 'loopback' && !isTunnel(one))
    .flatMap((adapter) => {
      const route = lowest(adapter.defaultRoutes.filter((each) => each.family === family))
      return route === undefined ? [] : [{ adapter, metric: route.metric }]
    })
    .sort((a, b) => a.metric - b.metric || a.adapter.id.localeCompare(b.adapter.id))
  return found[0]?.adapter ?? null
}

/** @returns null when no adapter leads out, and where the system does not tell its routers at all */
export function networkOf(adapters: readonly Adapter[]): Network | null {
  for (const family of ['ipv4', 'ipv6'] as const) {
    const adapter = carrierOf(adapters, family)
    const route = adapter && lowest(adapter.defaultRoutes.filter((each) => each.family === family))
    // Without the native addon no router is known, and all networks look the same.
    if (!adapter || !route || (adapter.isHardware === null && adapter.lowerIds === null)) continue
    return {
      mac: route.gatewayPhysicalAddress,
      profile: adapter.networkProfileId,
      gateway: route.gateway,
      adapterId: adapter.id,
    }
  }
  return null
}

/**
 * Whether it can be told apart from others: a router whose hardware address is not known yet may be any router. A dialled line has
 * none, and is the same as long as its adapter is.
 */
export const isIdentified = ({ mac, gateway }: Network): boolean => mac !== null || gateway === null

/**
 * Whether it is the same network for certain. Some routers share one hardware address with thousands of others, so the
 * profile has to be the same, too, where the system has one.
 */
export function isSameNetwork(a: Network, b: Network): boolean {
  const isSameProfile = a.profile === b.profile || a.profile === null || b.profile === null
  if (a.mac !== null || b.mac !== null) return a.mac === b.mac && isSameProfile
  return a.gateway === b.gateway && a.adapterId === b.adapterId && a.profile === b.profile
}

/** Whether both are known, and are two: the adapter table may look the same in both. */
export const hasMoved = (from: Network | null, to: Network | null): boolean =>
  from !== null && to !== null && isIdentified(from) && isIdentified(to) && !isSameNetwork(from, to)

/** Whether it may be the same: a router's hardware address is not known at every moment. */
export const mayBeSameNetwork = (a: Network, b: Network): boolean =>
  a.mac !== null && b.mac !== null ? isSameNetwork(a, b) : a.gateway === b.gateway && a.adapterId === b.adapterId

/** One text for a network, for the question about it. */
export const networkText = ({ mac, profile, gateway, adapterId }: Network): string =>
  [mac ?? gateway ?? adapterId, ...(profile === null ? [] : [profile])].join(' ')

export interface NetworkFacts {
  readonly network: Network
  readonly standing: 'known' | 'away' | 'new'
  readonly policy: NetworkPolicy
}

/** The guard against publishing from a network that is not home. */
export function judgeNetwork({ network, standing, policy }: NetworkFacts): GuardVerdict {
  const isFine = policy === 'publish' || standing === 'known'
  const name = { gateway: network.gateway ?? network.adapterId }
  if (isFine) return { guard: 'network', effect: 'pass', why: null }
  const hold = (why: Reason): GuardVerdict => ({ guard: 'network', effect: 'hold', why })
  if (!isIdentified(network)) return hold(reason('network-unidentified', name))
  if (standing === 'away') return hold(reason('network-away', name))
  return hold(reason(policy === 'ask' ? 'network-new' : 'network-not-known', name))
}

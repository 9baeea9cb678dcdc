// Gateways as the adapter table names them, and what is known of their outer address. Pure.
import type { Reason } from '../contract/reason.ts'
import type { Adapter, AdapterAddress } from './adapter.ts'
import { hasHardware, isTunnel } from './adapter-stack.ts'
import { isLinkLocal } from './adapter-table.ts'
import { publishable } from './special-purpose.ts'

/** A router on the local network, reached by one adapter. Two adapters may lead to the same router, or to two. */
export interface Gateway {
  readonly adapterId: string
  readonly adapterName: string
  /** The adapter's own address: everything for this gateway is sent from it. */
  readonly localAddress: string
  /** The gateway's address in the local network. */
  readonly address: string
  /** Its hardware address, null while the system does not know it. */
  readonly physicalAddress: string | null
}

export type GatewayProtocol = 'nat-pmp' | 'upnp'

/**
 * Where the gateway's outer address lies. `public`: it may be published. `carrier-nat`, `ds-lite` and `private`: the provider
 * or another router translates it once more. `no-wan`: the gateway has none at the moment. `special`: any other block that
 * is never published.
 */
export type GatewayStanding = 'public' | 'carrier-nat' | 'ds-lite' | 'private' | 'no-wan' | 'special'

/** What one gateway answered. It is kept with the observation, also where its address is never published. */
export interface GatewayReading {
  readonly gateway: Gateway
  /** By which protocol it answered; null when no usable answer came. */
  readonly protocol: GatewayProtocol | null
  /** Its outer address, whatever block that belongs to; null when it told none. */
  readonly address: string | null
  /** Null when nothing is known of its outer address. */
  readonly standing: GatewayStanding | null
  /** Why the address is no vote; null when it is one. */
  readonly refused: Reason | null
  /** Words behind a failure, for the log and the explanation. */
  readonly detail: string | null
  readonly tookMs: number
}

const PRIVATE_BLOCKS: readonly string[] = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']
const STANDINGS: Readonly<Record<string, GatewayStanding>> = {
  '100.64.0.0/10': 'carrier-nat',
  '192.0.0.0/29': 'ds-lite',
  '0.0.0.0/32': 'no-wan',
  ...Object.fromEntries(PRIVATE_BLOCKS.map((block) => [block, 'private' as const])),
}

/** @param address one IPv4 literal */
export function standingOf(address: string): GatewayStanding {
  const verdict = publishable(address)
  return verdict.ok ? 'public' : (STANDINGS[verdict.block] ?? 'special')
}

/** Whether names cannot lead to this home over IPv4, although the address that services see is a public one. */
export const isBehindProviderNat = (standing: GatewayStanding | null): boolean =>
  standing === 'carrier-nat' || standing === 'ds-lite' || standing === 'private'

/** RFC 1918. A gateway with another address is the provider's, or leads into a VPN, and is never asked. */
const isPrivate = (address: string): boolean => standingOf(address) === 'private'

const bitsOf = (address: string): number =>
  address.split('.').reduce((bits, part) => (bits * 256 + Number(part)) % 2 ** 32, 0)

/** Whether both addresses are in the network of the first. */
function isNeighbour({ address, prefixLength }: AdapterAddress, other: string): boolean {
  const size = 2 ** (32 - prefixLength)
  return Math.floor(bitsOf(address) / size) === Math.floor(bitsOf(other) / size)
}

function localAddressFor(adapter: Adapter, gateway: string): string | null {
  const own = adapter.addresses.filter((entry) => entry.family === 'ipv4' && !isLinkLocal(entry))
  return (own.find((entry) => isNeighbour(entry, gateway)) ?? own[0])?.address ?? null
}

/** A network card of software beside a real one: many a VPN calls itself Ethernet. */
function isOnlySoftware(adapter: Adapter, adapters: readonly Adapter[]): boolean {
  const leadsOut = ({ state, defaultRoutes }: Adapter) =>
    state === 'up' && defaultRoutes.some(({ family }) => family === 'ipv4')
  if (hasHardware(adapter, adapters) !== false) return false
  return adapters.some((other) => other.id !== adapter.id && leadsOut(other) && hasHardware(other, adapters) === true)
}

/**
 * The gateways that may be asked, by the lowest metric first: those of adapters that are up, in the local network, and not at
 * the far end of a tunnel, where a VPN's server would answer with its own address.
 */
export function gatewaysOf(adapters: readonly Adapter[]): readonly Gateway[] {
  const found = adapters
    .filter(({ kind, state }) => state === 'up' && kind !== 'loopback' && kind !== 'ppp' && kind !== 'tunnel')
    .filter((adapter) => !isTunnel(adapter) && !isOnlySoftware(adapter, adapters))
    .flatMap((adapter) =>
      adapter.defaultRoutes.flatMap(({ family, gateway, gatewayPhysicalAddress, metric }) => {
        const localAddress = gateway === null ? null : localAddressFor(adapter, gateway)
        if (family !== 'ipv4' || gateway === null || localAddress === null || !isPrivate(gateway)) return []
        const { id, name } = adapter
        const one = { adapterId: id, adapterName: name, localAddress, address: gateway }
        return [{ metric, gateway: { ...one, physicalAddress: gatewayPhysicalAddress } }]
      }),
    )
    .sort((a, b) => a.metric - b.metric)
    .map(({ gateway }) => gateway)
  const isFirst = (one: Gateway, index: number) =>
    found.findIndex((other) => other.adapterId === one.adapterId && other.address === one.address) === index
  return found.filter(isFirst)
}

/** The same for the same gateway at the same adapter address. */
export const gatewayKey = ({ adapterId, localAddress, address }: Gateway): string =>
  `${adapterId} ${localAddress} ${address}`

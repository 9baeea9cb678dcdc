// A network interface as the operating system reports it. The native addon's index.d.ts re-exports nothing from here:
// app/platform/network/adapter-table.ts is checked against both, so a drift is a type error.
import type { Family } from './address.ts'

export type AdapterKind = 'wired' | 'wireless' | 'ppp' | 'tunnel' | 'loopback' | 'virtual' | 'other'
export type AdapterState = 'up' | 'down' | 'dormant' | 'not-present' | 'lower-layer-down' | 'testing' | 'unknown'

/** Where the network part of an address came from: NL_PREFIX_ORIGIN on Windows, IFA_PROTO and flags on Linux. */
export type PrefixOrigin = 'other' | 'manual' | 'well-known' | 'dhcp' | 'router-advertisement'
/** Where the host part came from: NL_SUFFIX_ORIGIN on Windows. `random` marks an RFC 8981 temporary address. */
export type SuffixOrigin = 'other' | 'manual' | 'well-known' | 'dhcp' | 'link-layer-address' | 'random'
/** Duplicate address detection (RFC 4862): only `preferred` is ready to be published. */
export type DadState = 'invalid' | 'tentative' | 'duplicate' | 'deprecated' | 'preferred'

export interface AdapterAddress {
  readonly address: string
  readonly family: Family
  readonly prefixLength: number
  readonly prefixOrigin: PrefixOrigin
  readonly suffixOrigin: SuffixOrigin
  readonly dadState: DadState
  /** An RFC 8981 privacy address: made for short use, so it is not published unless the user asks for it. */
  readonly temporary: boolean
  /** Seconds left, null when unlimited. */
  readonly validLifetimeS: number | null
  readonly preferredLifetimeS: number | null
}

export interface DefaultRoute {
  readonly family: Family
  /** Null on a link without next hop, such as PPP. */
  readonly gateway: string | null
  /** The gateway's hardware address from the neighbour table, lower case with colons; null when not known yet. */
  readonly gatewayPhysicalAddress: string | null
  /** Route metric plus interface metric: the lower wins. */
  readonly metric: number
}

export interface Adapter {
  /** Stable identity: the adapter's GUID on Windows, the interface's name on Linux. */
  readonly id: string
  /** NET_LUID as a decimal string on Windows, null elsewhere. */
  readonly luid: string | null
  readonly index: number
  readonly name: string
  readonly description: string
  readonly physicalAddress: string | null
  readonly kind: AdapterKind
  /** A device of the machine, or one that its hypervisor gives it. Null: the system does not tell. */
  readonly isHardware: boolean | null
  /** It wraps its packets into those of another adapter, as the system says. Null: the system does not tell. */
  readonly isTunnel: boolean | null
  /** Ids of the adapters directly below: a bridge's ports, the link of a VLAN. Null: the system does not tell. */
  readonly lowerIds: readonly string[] | null
  readonly state: AdapterState
  /** Bytes; null when the system reports none. */
  readonly mtu: number | null
  /** Interface metric per family; null when the family is not enabled on it. */
  readonly ipv4Metric: number | null
  readonly ipv6Metric: number | null
  readonly dnsSuffix: string | null
  /** The network profile's GUID on Windows, null elsewhere or when there is none. */
  readonly networkProfileId: string | null
  readonly addresses: readonly AdapterAddress[]
  readonly defaultRoutes: readonly DefaultRoute[]
}

export interface BestRoute {
  readonly adapterId: string
  readonly adapterIndex: number
  /** The address this machine would send from. */
  readonly sourceAddress: string
  readonly nextHop: string | null
}

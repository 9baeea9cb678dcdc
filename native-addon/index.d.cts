// The addon's whole API, the same on every system.

export interface AdapterAddress {
  /** Text form without zone or prefix. */
  address: string
  family: 'ipv4' | 'ipv6'
  prefixLength: number
  prefixOrigin: 'other' | 'manual' | 'well-known' | 'dhcp' | 'router-advertisement'
  suffixOrigin: 'other' | 'manual' | 'well-known' | 'dhcp' | 'link-layer-address' | 'random'
  dadState: 'invalid' | 'tentative' | 'duplicate' | 'deprecated' | 'preferred'
  /** An RFC 8981 privacy address. */
  temporary: boolean
  /** Seconds left, null when unlimited. */
  validLifetimeS: number | null
  preferredLifetimeS: number | null
}

export interface DefaultRoute {
  family: 'ipv4' | 'ipv6'
  /** Null on a link without next hops, such as PPP. */
  gateway: string | null
  /** Lower case with colons, null while the neighbour table does not know it. */
  gatewayPhysicalAddress: string | null
  /** Route plus interface metric: the lower wins. */
  metric: number
}

export interface Adapter {
  /** GUID on Windows, name on Linux. */
  id: string
  /** NET_LUID in decimal on Windows, null elsewhere. */
  luid: string | null
  index: number
  name: string
  /** Windows: the driver's description. Linux: the alias, otherwise the kind of link, otherwise the driver. May be empty. */
  description: string
  physicalAddress: string | null
  kind: 'wired' | 'wireless' | 'ppp' | 'tunnel' | 'loopback' | 'virtual' | 'other'
  /** A device of the machine, or one that its hypervisor gives it. Null: the system does not tell. */
  isHardware: boolean | null
  /** It wraps its packets into those of another adapter, as the system says. Null: the system does not tell. */
  isTunnel: boolean | null
  /** Ids of the adapters directly below: a bridge's ports, the link of a VLAN. Null: the system does not tell. */
  lowerIds: string[] | null
  state: 'up' | 'down' | 'dormant' | 'not-present' | 'lower-layer-down' | 'testing' | 'unknown'
  /** Bytes. */
  mtu: number | null
  /** Null when the family is not enabled. Linux has no metric per interface, so it is the lowest of its routes. */
  ipv4Metric: number | null
  ipv6Metric: number | null
  /** Windows only. */
  dnsSuffix: string | null
  /** Windows only. */
  networkProfileId: string | null
  addresses: AdapterAddress[]
  /** Lowest metric first. */
  defaultRoutes: DefaultRoute[]
}

/** Another host of a link, as this machine knows it from talking to it. */
export interface Neighbour {
  adapterId: string
  family: 'ipv4' | 'ipv6'
  /** Text form without zone. */
  address: string
  /** Lower case with colons, null while nobody has answered. */
  physicalAddress: string | null
  /** RFC 4861 section 7.3.2. `failed`: nobody answers there. `permanent`: somebody wrote it. */
  state: 'reachable' | 'stale' | 'delay' | 'probe' | 'permanent' | 'incomplete' | 'failed'
}

export interface BestRoute {
  adapterId: string
  adapterIndex: number
  /** The address from which this machine would send. */
  sourceAddress: string
  nextHop: string | null
}

export interface ChangeKinds {
  link: boolean
  address: boolean
  route: boolean
  /** Notifications were dropped: anything may have changed. */
  lost: boolean
}

export interface Subscription {
  /** Ends the subscription; nothing is delivered afterwards. Calling it twice is harmless. */
  close(): void
  /** Keeps the process alive while the subscription is open. Without this call it does not. */
  ref(): void
  unref(): void
  /** False while the system does not report every kind of change, so that you must poll. It may become true later. */
  readonly notifications: boolean
}

/** What a promise of this addon rejects with. */
export interface NetworkMonitorError extends Error {
  code: 'not-supported' | 'access-denied' | 'interrupted' | 'out-of-memory' | 'system'
  /** errno on Linux, the Win32 code on Windows. */
  systemCode: number
}

export interface NetworkMonitor {
  /** Reads the system's tables again, off the JavaScript thread. */
  listAdapters(): Promise<Adapter[]>
  /** The hosts that this machine knows on its links. Asks nobody: who never spoke with this machine is not listed. */
  listNeighbours(): Promise<Neighbour[]>
  /**
   * The route a packet to this literal address would take, null when there is none.
   * @param from the literal address of this machine that the packet has as its sender. Linux may send it through another
   *   adapter than the one that holds the address.
   * @throws TypeError at once for anything but one literal address.
   */
  bestRoute(address: string, from?: string): Promise<BestRoute | null>
  /**
   * Reports that something changed, never what. Many changes may come as one call, so read the tables again. Subscribe first
   * and list afterwards, so that no change is missed. An error thrown by `onChange` is an uncaught exception.
   */
  subscribe(onChange: (kinds: ChangeKinds) => void): Subscription
}

/**
 * Loads the compiled addon.
 * @param paths files to try in turn; by default those beside the running code.
 * @returns the monitor, or a sentence that says why none could be loaded and names every file that was tried.
 */
export function loadNetworkMonitor(
  paths?: readonly string[],
): { ok: true; path: string; monitor: NetworkMonitor } | { ok: false; reason: string }

/**
 * @param folder of the running code: native-addon, or that of the bundle it became part of, two below the project
 * @returns where the addon may be: for a package only the file that it came with
 */
export function candidatePaths(folder: string): readonly string[]

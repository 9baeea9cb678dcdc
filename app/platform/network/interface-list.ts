// The adapters by Node alone: a substitute when the native addon cannot be loaded.
import { createSocket } from 'node:dgram'
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'
import type { Adapter, AdapterAddress, AdapterKind, BestRoute } from '../../model/adapter.ts'
import { FAMILIES } from '../../model/address.ts'

const KIND_BY_NAME: readonly (readonly [RegExp, AdapterKind])[] = [
  [/^(wl|wi-?fi|wireless)/i, 'wireless'],
  [/^(vethernet|veth|docker|br-|virbr|vmnet|vbox)/i, 'virtual'],
  [/^(tun|tap|wg|utun|tailscale|zt|nordlynx)|vpn|wireguard|wintun|zerotier|mullvad|proton|warp/i, 'tunnel'],
  [/^(ppp|wwan)/i, 'ppp'],
  [/^(en|eth|ethernet)/i, 'wired'],
]

/** Any public address will do: we only look up the route to it and send nothing. */
const PUBLIC_ADDRESS = { ipv4: '1.1.1.1', ipv6: '2000::1' } as const

/** @returns the adapters that are up, with their addresses. Only the adapter of a default route is known. */
export async function listInterfaces(): Promise<readonly Adapter[]> {
  const adapters = readInterfaces()
  const sources = await Promise.all(
    FAMILIES.map(async (family) => ({ family, source: await sourceAddressFor(PUBLIC_ADDRESS[family]) })),
  )
  return adapters.map((adapter) => ({
    ...adapter,
    defaultRoutes: sources
      .filter(({ source }) => adapter.addresses.some((one) => one.address === source))
      .map(({ family }) => ({ family, gateway: null, gatewayPhysicalAddress: null, metric: 0 })),
  }))
}

function readInterfaces(): Adapter[] {
  return Object.entries(networkInterfaces()).map(([name, entries = []], position) => ({
    id: name,
    luid: null,
    index: entries.find((entry) => entry.family === 'IPv6')?.scopeid || position + 1,
    name,
    description: '',
    physicalAddress: physicalAddress(entries),
    kind: entries.some((entry) => entry.internal) ? 'loopback' : kindOf(name, physicalAddress(entries)),
    // Node does not tell.
    isHardware: null,
    isTunnel: null,
    lowerIds: null,
    state: 'up',
    mtu: null,
    ipv4Metric: entries.some((entry) => entry.family === 'IPv4') ? 0 : null,
    ipv6Metric: entries.some((entry) => entry.family === 'IPv6') ? 0 : null,
    dnsSuffix: null,
    networkProfileId: null,
    addresses: entries.map(addressOf),
    defaultRoutes: [],
  }))
}

/**
 * By its name, which any program may choose: what has no hardware address is a tunnel all the same, unless it is dialled. Only
 * point-to-point links have none.
 */
function kindOf(name: string, hardwareAddress: string | null): AdapterKind {
  const byName = KIND_BY_NAME.find(([pattern]) => pattern.test(name))?.[1] ?? 'other'
  return hardwareAddress === null && byName !== 'ppp' ? 'tunnel' : byName
}

function physicalAddress(entries: readonly NetworkInterfaceInfo[]): string | null {
  const mac = entries[0]?.mac.toLowerCase()
  return mac === undefined || mac === '00:00:00:00:00:00' ? null : mac
}

function addressOf(entry: NetworkInterfaceInfo): AdapterAddress {
  const derived = entry.family === 'IPv4' || entry.internal || isMadeFromHardware(entry)
  return {
    address: entry.address,
    family: entry.family === 'IPv4' ? 'ipv4' : 'ipv6',
    prefixLength: Number(entry.cidr?.split('/')[1] ?? (entry.family === 'IPv4' ? 32 : 128)),
    prefixOrigin: 'other',
    suffixOrigin: 'other',
    dadState: 'preferred',
    // Node does not say whether an IPv6 address is a privacy address. One made from the hardware address is not. Any other
    // might be one, so we treat it as one and do not publish it.
    temporary: !derived,
    validLifetimeS: null,
    preferredLifetimeS: null,
  }
}

/** True for the modified EUI-64 form (RFC 4291 appendix A): ff:fe between the halves of the hardware address. */
function isMadeFromHardware(entry: NetworkInterfaceInfo): boolean {
  const bytes = entry.mac.split(':').map((part) => Number.parseInt(part, 16))
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = bytes
  const hextets = [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f]
  return entry.address.toLowerCase().endsWith(hextets.map((hextet) => hextet.toString(16)).join(':'))
}

/**
 * Finds adapter and source address of the route to `address`; Node does not know the gateway.
 * @param from the sender's address, where it is given
 * @returns null when there is no route, or its source address belongs to no listed interface.
 * @throws where `from` is given and the system does not tell
 */
export async function routeBySocket(address: string, from?: string): Promise<BestRoute | null> {
  // Windows sends through the adapter that holds the sender's address (the strong model of RFC 1122, section 3.3.4.2); others may not.
  if (from !== undefined && process.platform !== 'win32') {
    throw new Error('Node does not tell through which interface a packet from an address leaves.')
  }
  const sourceAddress = await sourceAddressFor(address, from)
  const adapter = readInterfaces().find((one) => one.addresses.some((a) => a.address === sourceAddress))
  if (sourceAddress === null || adapter === undefined) return null
  return { adapterId: adapter.id, adapterIndex: adapter.index, sourceAddress, nextHop: null }
}

/** @returns the source address of packets to `address`. It connects a UDP socket, which sends nothing. */
function sourceAddressFor(address: string, from?: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
    const finish = (source: string | null): void => {
      socket.close()
      resolve(source)
    }
    socket.once('error', () => finish(null))
    const connect = (): void => socket.connect(53, address, () => finish(socket.address().address))
    if (from === undefined) connect()
    else socket.bind(0, from, connect)
  })
}

// Adapters for tests, with sensible defaults.
import type { Adapter, AdapterAddress, DefaultRoute } from '../model/adapter.ts'

export function adapterAddress(address: string, overrides: Partial<AdapterAddress> = {}): AdapterAddress {
  const ipv6 = address.includes(':')
  return {
    address,
    family: ipv6 ? 'ipv6' : 'ipv4',
    prefixLength: ipv6 ? 64 : 24,
    prefixOrigin: ipv6 ? 'router-advertisement' : 'dhcp',
    suffixOrigin: ipv6 ? 'link-layer-address' : 'dhcp',
    dadState: 'preferred',
    temporary: false,
    validLifetimeS: 7_200,
    preferredLifetimeS: 3_600,
    ...overrides,
  }
}

export function defaultRoute(family: 'ipv4' | 'ipv6', metric = 100): DefaultRoute {
  return {
    family,
    gateway: family === 'ipv4' ? '192.168.1.1' : 'fe80::1',
    gatewayPhysicalAddress: '02:00:00:00:00:01',
    metric,
  }
}

/** Wired hardware, up, with default routes of both families and without an address. Its facts follow from its kind. */
export function adapter(overrides: Partial<Adapter> = {}): Adapter {
  const name = overrides.name ?? 'eth0'
  const kind = overrides.kind ?? 'wired'
  return {
    id: name,
    luid: null,
    index: 2,
    name,
    description: name,
    physicalAddress: '02:00:00:00:00:02',
    kind,
    isHardware: kind === 'wired' || kind === 'wireless',
    isTunnel: kind === 'tunnel',
    lowerIds: [],
    state: 'up',
    mtu: 1_500,
    ipv4Metric: 100,
    ipv6Metric: 100,
    dnsSuffix: null,
    networkProfileId: null,
    addresses: [],
    defaultRoutes: [defaultRoute('ipv4'), defaultRoute('ipv6')],
    ...overrides,
  }
}

import { describe, expect, it } from 'vitest'
import { adapter, adapterAddress, defaultRoute } from '../testing/adapters.ts'
import type { Adapter } from './adapter.ts'
import { gatewaysOf, isBehindProviderNat, standingOf } from './gateway.ts'

const at = (name: string, local: string, gateway: string | null, overrides: Partial<Adapter> = {}) =>
  adapter({
    name,
    addresses: [adapterAddress(local)],
    defaultRoutes: [{ ...defaultRoute('ipv4'), gateway }],
    ...overrides,
  })
const addressesOf = (adapters: readonly Adapter[]) => gatewaysOf(adapters).map(({ address }) => address)

describe('the gateways that may be asked', () => {
  it('are those of the default routes, each with the adapter’s address in its network', () => {
    const addresses = [adapterAddress('10.0.0.5'), adapterAddress('169.254.3.3'), adapterAddress('192.168.1.7')]
    expect(gatewaysOf([adapter({ addresses })])).toEqual([
      {
        adapterId: 'eth0',
        adapterName: 'eth0',
        localAddress: '192.168.1.7',
        address: '192.168.1.1',
        physicalAddress: '02:00:00:00:00:01',
      },
    ])
  })

  it('come by the lowest metric, each once for an adapter', () => {
    const routes = [300, 20].map((metric) => ({ ...defaultRoute('ipv4', metric), gateway: '192.168.2.1' }))
    const wireless = at('wlan0', '192.168.2.7', '', { kind: 'wireless', defaultRoutes: routes })
    expect(addressesOf([at('eth0', '192.168.1.7', '192.168.1.1'), wireless])).toEqual(['192.168.2.1', '192.168.1.1'])
  })

  it.each([
    ['the provider’s', at('eth0', '11.22.33.44', '11.22.33.1')],
    ['a carrier NAT’s', at('wwan0', '100.64.0.5', '100.64.0.1')],
    ['that of a dialled line', at('ppp0', '10.1.1.2', '10.1.1.1', { kind: 'ppp' })],
    ['a tunnel’s far end', at('tun0', '10.8.0.2', '10.8.0.1', { kind: 'tunnel' })],
    ['unknown', at('eth0', '192.168.1.7', null)],
    ['that of an adapter that is down', at('eth0', '192.168.1.7', '192.168.1.1', { state: 'down' })],
    ['that of an adapter without an address', at('eth0', 'fe80::1', '192.168.1.1')],
  ])('are none where the only one is %s', (_what, only) => {
    expect(addressesOf([only])).toEqual([])
  })

  it('are not those of a VPN that calls itself Ethernet', () => {
    const vpn = at('Ethernet 2', '10.2.0.2', '10.2.0.1', { isHardware: false })
    expect(addressesOf([vpn, at('eth0', '192.168.1.7', '192.168.1.1')])).toEqual(['192.168.1.1'])
    // The cable of a container is all there is.
    expect(addressesOf([vpn])).toEqual(['10.2.0.1'])
  })
})

it.each([
  ['11.22.33.44', 'public', false],
  ['100.64.0.1', 'carrier-nat', true],
  ['100.128.0.1', 'public', false],
  ['192.0.0.2', 'ds-lite', true],
  ['192.0.0.9', 'special', false],
  ['192.168.1.1', 'private', true],
  ['0.0.0.0', 'no-wan', false],
  ['0.0.0.1', 'special', false],
] as const)('%s as an outer address is %s', (address, standing, isBehind) => {
  expect(standingOf(address)).toBe(standing)
  expect(isBehindProviderNat(standing)).toBe(isBehind)
})

import { describe, expect, it } from 'vitest'
import { reason } from '../contract/reason.ts'
import type { Adapter, AdapterKind } from '../model/adapter.ts'
import type { Family } from '../model/address.ts'
import { adapter, adapterAddress, defaultRoute } from '../testing/adapters.ts'
import { noGateways } from '../testing/gateways.ts'
import { createHandClock } from '../testing/hand-clock.ts'
import { createDetector } from './detector.ts'

const EXIT = '11.22.44.9'
const HOME = '2a0e:1111::10'
const wired = adapter({ addresses: [adapterAddress('192.168.1.7'), adapterAddress(HOME)] })
const beside = (kind: AdapterKind): Adapter => adapter({ name: 'wg0', index: 9, kind, defaultRoutes: [] })
const routeBy = (adapterId: string) => async () => ({
  adapterId,
  adapterIndex: 9,
  sourceAddress: '10.8.0.2',
  nextHop: null,
})
const unknownBy = (name: string) => ({ kind: 'unknown', why: reason('vpn-carries', { adapter: name }) })

interface Scene {
  readonly adapters: readonly Adapter[]
  readonly bestRoute: Parameters<typeof createDetector>[0]['bestRoute']
  readonly family?: Family
  /** What services outside see; null when none of them answers. */
  readonly seen?: string | null
}

async function observe({ adapters, bestRoute, family = 'ipv4', seen = EXIT }: Scene) {
  const clock = createHandClock()
  const asked: string[] = []
  const detector = createDetector({
    http: {
      request: async () =>
        seen === null
          ? { ok: false, fault: 'refused', message: 'refused', sent: false }
          : { ok: true, status: 200, headers: {}, body: seen },
      reset: () => {},
    },
    clock,
    log: () => {},
    echo: () => ({}),
    ...noGateways,
    bestRoute: (address) => {
      asked.push(address)
      return bestRoute(address)
    },
  })
  const pending = detector.observe({ family, policy: 'auto', current: [] }, adapters)
  await clock.advance(6_000)
  const { observation, tookMs } = await pending
  return { observation, tookMs, asked, timers: clock.pendingTimers() }
}

describe('the address of a VPN’s exit', () => {
  it.each(['tunnel', 'ppp'] as const)('is not published when a %s takes the traffic from the cable', async (kind) => {
    const report = await observe({ adapters: [wired, beside(kind)], bestRoute: routeBy('wg0') })
    expect(report.observation).toEqual(unknownBy('wg0'))
    expect(report.asked).toEqual(['1.1.1.1'])
  })

  it('is not published when a tunnel has the only IPv4 default route beside a real link', async () => {
    const link = adapter({ addresses: [adapterAddress('192.168.1.7')], defaultRoutes: [defaultRoute('ipv6')] })
    const tunnel = { ...beside('tunnel'), defaultRoutes: [defaultRoute('ipv4')] }
    const { observation } = await observe({ adapters: [link, tunnel], bestRoute: routeBy('wg0') })
    expect(observation).toEqual(unknownBy('wg0'))
  })

  it('is not published for IPv6 from a tunnel beside a link with its own IPv6', async () => {
    const link = adapter({ addresses: [adapterAddress('fd00::7')] })
    const tunnel = { ...beside('tunnel'), addresses: [adapterAddress(HOME)], defaultRoutes: [defaultRoute('ipv6')] }
    const scene = { adapters: [link, tunnel], bestRoute: routeBy('wg0'), family: 'ipv6', seen: HOME } as const
    expect((await observe(scene)).observation).toEqual(unknownBy('wg0'))
  })

  it('explains why IPv6 could not be confirmed', async () => {
    const scene = {
      adapters: [wired, beside('tunnel')],
      bestRoute: routeBy('wg0'),
      family: 'ipv6',
      seen: null,
    } as const
    const report = await observe(scene)
    expect(report.observation).toEqual(unknownBy('wg0'))
    expect(report.asked).toEqual(['2606:4700:4700::1111'])
  })
})

describe('no VPN is assumed', () => {
  const known = { kind: 'known', address: EXIT }

  it.each([
    ['the best route is on the same adapter', routeBy('eth0')],
    ['there is no route', async () => null],
    ['the route leaves by an adapter that nobody listed', routeBy('gone')],
    ['the system refuses to tell', () => Promise.reject(new Error('no netlink'))],
  ])('when %s', async (_, bestRoute) => {
    const report = await observe({ adapters: [wired, beside('tunnel')], bestRoute })
    expect(report).toMatchObject({ observation: known, tookMs: 0, timers: 0 })
  })

  it('for another link, a bridge, or a PPP connection', async () => {
    const card = adapter({ name: 'eth1', index: 8, defaultRoutes: [] })
    const bridge: Adapter = { ...beside('virtual'), lowerIds: ['eth1'] }
    for (const link of [beside('wired'), beside('wireless'), bridge]) {
      const report = await observe({ adapters: [wired, card, link], bestRoute: routeBy('wg0') })
      expect(report.observation).toMatchObject(known)
    }
    const modem = adapter({ kind: 'wired', defaultRoutes: [] })
    const dialled = adapter({ name: 'ppp0', kind: 'ppp', index: 5 })
    const report = await observe({ adapters: [modem, dialled], bestRoute: routeBy('ppp0') })
    expect(report.observation).toMatchObject(known)
  })

  it('for a tunnel that brings IPv6 over a link with IPv4 only', async () => {
    const link = adapter({ addresses: [adapterAddress('192.168.1.7')], defaultRoutes: [defaultRoute('ipv4')] })
    const tunnel = { ...beside('tunnel'), addresses: [adapterAddress(HOME)], defaultRoutes: [defaultRoute('ipv6')] }
    const scene = { adapters: [link, tunnel], bestRoute: routeBy('wg0'), family: 'ipv6', seen: HOME } as const
    expect((await observe(scene)).observation).toMatchObject({ kind: 'known', address: HOME })
  })

  it('for a link’s IPv6 address that a service saw unchanged', async () => {
    const scene = {
      adapters: [wired, beside('tunnel')],
      bestRoute: routeBy('wg0'),
      family: 'ipv6',
      seen: HOME,
    } as const
    expect((await observe(scene)).observation).toMatchObject({ kind: 'known', address: HOME })
  })

  it('when the system gives no route within a second', async () => {
    const report = await observe({ adapters: [wired, beside('tunnel')], bestRoute: () => new Promise(() => {}) })
    expect(report).toMatchObject({ observation: known, tookMs: 1_000, timers: 0 })
  })
})

describe('what carries the traffic', () => {
  const up = { state: 'up', index: 9, addresses: [adapterAddress('10.8.0.2')] } as const
  /** An adapter as the system tells it: what it is, what it stands on, and whether it has the default route. */
  const made = (name: string, facts: Partial<Adapter>): Adapter =>
    adapter({
      ...up,
      name,
      kind: 'other',
      isHardware: false,
      isTunnel: false,
      lowerIds: [],
      defaultRoutes: [],
      ...facts,
    })
  const out = { defaultRoutes: [defaultRoute('ipv4')] }
  const card = (name: string, facts: Partial<Adapter> = {}) =>
    made(name, { kind: 'wired', isHardware: true, addresses: [adapterAddress('192.168.1.7')], ...facts })
  const eth0 = card('eth0', out)
  const port = card('eth1')
  const unknown = { isHardware: null, isTunnel: null, lowerIds: null }

  const CASES: readonly (readonly [
    what: string,
    verdict: 'vpn' | 'real',
    carrier: string,
    adapters: readonly Adapter[],
  ])[] = [
    ['a TUN device classed other', 'vpn', 'x0', [eth0, made('x0', { isTunnel: true })]],
    ['a TAP adapter classed wired', 'vpn', 'x0', [eth0, made('x0', { kind: 'wired' })]],
    ['a TAP adapter classed wired, with the better metric', 'vpn', 'x0', [eth0, made('x0', { kind: 'wired', ...out })]],
    ['a VPN adapter classed virtual', 'vpn', 'x0', [eth0, made('x0', { kind: 'virtual' })]],
    ['a tunnel over a card by fact', 'vpn', 'x0', [eth0, made('x0', { isTunnel: true, lowerIds: ['eth0'] })]],
    [
      'a tunnel beside a bridge that holds a card',
      'vpn',
      'x0',
      [port, made('br0', { kind: 'virtual', lowerIds: ['eth1'], ...out }), made('x0', { isTunnel: true })],
    ],
    ['a tunnel in a container', 'vpn', 'x0', [made('eth0', { kind: 'wired', ...out }), made('x0', { isTunnel: true })]],
    [
      'a tunnel beside PPPoE',
      'vpn',
      'x0',
      [port, made('ppp0', { kind: 'ppp', ...out }), made('x0', { isTunnel: true })],
    ],
    [
      'a bridge of nothing but a TAP device',
      'vpn',
      'br0',
      [eth0, made('tap0', { kind: 'tunnel', isTunnel: true }), made('br0', { kind: 'virtual', lowerIds: ['tap0'] })],
    ],
    ['a veth beside a card that leads out', 'vpn', 'veth0', [eth0, made('veth0', { kind: 'wired' })]],
    ['a dialled connection beside a card that leads out', 'vpn', 'ppp0', [eth0, made('ppp0', { kind: 'ppp', ...out })]],
    [
      'a tunnel, without the addon',
      'vpn',
      'tun0',
      [card('eth0', unknown), made('tun0', { kind: 'tunnel', ...unknown, ...out })],
    ],

    ['a card', 'real', 'eth0', [eth0, made('x0', { kind: 'virtual' })]],
    ['a second card', 'real', 'eth1', [eth0, port]],
    [
      'a bridge over a card',
      'real',
      'br0',
      [card('wlan0', { kind: 'wireless', ...out }), port, made('br0', { kind: 'virtual', lowerIds: ['eth1'], ...out })],
    ],
    [
      'a bond of two cards',
      'real',
      'bond0',
      [eth0, port, made('bond0', { kind: 'wired', lowerIds: ['eth1', 'eth2'] }), card('eth2')],
    ],
    [
      'a VLAN on a bond',
      'real',
      'bond0.7',
      [
        eth0,
        port,
        made('bond0', { kind: 'wired', lowerIds: ['eth1'] }),
        made('bond0.7', { kind: 'wired', lowerIds: ['bond0'] }),
      ],
    ],
    [
      'a Hyper-V switch over a card',
      'real',
      'vEthernet',
      [
        card('Wi-Fi', { kind: 'wireless', ...out }),
        port,
        made('vEthernet', { kind: 'virtual', lowerIds: ['eth1'], ...out }),
      ],
    ],
    [
      'a Hyper-V switch of which the system does not tell',
      'real',
      'vEthernet',
      [eth0, made('vEthernet', { kind: 'virtual', lowerIds: null, ...out })],
    ],
    ['a veth as the only way out', 'real', 'eth0', [made('eth0', { kind: 'wired', ...out })]],
    [
      'one of two veths',
      'real',
      'eth1',
      [made('eth0', { kind: 'wired', ...out }), made('eth1', { kind: 'wired', ...out })],
    ],
    ['a tunnel as the only way out', 'real', 'tun0', [made('tun0', { kind: 'tunnel', isTunnel: true, ...out })]],
    ['PPPoE', 'real', 'ppp0', [port, made('ppp0', { kind: 'ppp', ...out })]],
    [
      'PPPoE, without the addon',
      'real',
      'ppp0',
      [card('eth0', unknown), made('ppp0', { kind: 'ppp', ...unknown, ...out })],
    ],
    [
      'a virtual adapter beside a card that is down',
      'real',
      'x0',
      [{ ...eth0, state: 'down' }, made('x0', { kind: 'virtual', ...out })],
    ],
    [
      'adapters that stand on each other',
      'real',
      'a',
      [made('a', { lowerIds: ['b'], ...out }), made('b', { lowerIds: ['a'] })],
    ],
  ]

  it.each(CASES)('is judged by facts: %s is %s', async (_what, verdict, carrier, adapters) => {
    const { observation } = await observe({ adapters, bestRoute: routeBy(carrier) })
    if (verdict === 'vpn') expect(observation).toEqual(unknownBy(carrier))
    else expect(observation).toMatchObject({ kind: 'known', address: EXIT })
  })

  it('does not become real for IPv6 because services see its address unchanged', async () => {
    const both = { defaultRoutes: [defaultRoute('ipv4'), defaultRoute('ipv6')] }
    const vpn = made('Ethernet 2', { kind: 'wired', addresses: [adapterAddress(HOME)], ...both })
    const scene = {
      adapters: [card('Ethernet', both), vpn],
      bestRoute: routeBy('Ethernet'),
      family: 'ipv6',
      seen: HOME,
    } as const
    expect((await observe(scene)).observation).toEqual(unknownBy('Ethernet 2'))
  })

  it('leaves the card’s own IPv6 address to be published, once services see it unchanged', async () => {
    const both = { defaultRoutes: [defaultRoute('ipv4', 500), defaultRoute('ipv6', 500)] }
    const vpn = made('Ethernet 2', {
      kind: 'wired',
      addresses: [adapterAddress('2a0e:1111::99')],
      defaultRoutes: [defaultRoute('ipv6', 1)],
    })
    const link = card('Ethernet', { addresses: [adapterAddress(HOME)], ...both })
    const scene = { adapters: [link, vpn], bestRoute: routeBy('Ethernet 2'), family: 'ipv6', seen: HOME } as const
    expect((await observe(scene)).observation).toMatchObject({ kind: 'known', address: HOME })
  })
})

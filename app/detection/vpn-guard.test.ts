import { describe, expect, it } from 'vitest'
import { reason } from '../contract/reason.ts'
import type { Adapter, AdapterKind } from '../model/adapter.ts'
import type { Family } from '../model/address.ts'
import { adapter, adapterAddress, defaultRoute } from '../testing/adapters.ts'
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
    for (const kind of ['wired', 'wireless', 'virtual'] as const) {
      const report = await observe({ adapters: [wired, beside(kind)], bestRoute: routeBy('wg0') })
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

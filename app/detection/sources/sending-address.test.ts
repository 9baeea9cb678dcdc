// An echo service that is asked through one adapter: never another way in silence. By the real detector with a scripted system.
import { describe, expect, it } from 'vitest'
import { type Reason, reason } from '../../contract/reason.ts'
import type { Adapter } from '../../model/adapter.ts'
import type { HttpRequest } from '../../model/ports.ts'
import { adapter, adapterAddress, defaultRoute } from '../../testing/adapters.ts'
import { noGateways } from '../../testing/gateways.ts'
import { createHandClock } from '../../testing/hand-clock.ts'
import { createDetector, type DetectorOptions } from '../detector.ts'

const SEEN = '11.22.44.7'
const first = adapter({ addresses: [adapterAddress('192.168.1.7'), adapterAddress('2a0e:1111:1::7')] })
const second = adapter({
  name: 'eth1',
  index: 3,
  addresses: [adapterAddress('169.254.7.7'), adapterAddress('192.168.2.7')],
  defaultRoutes: [{ ...defaultRoute('ipv4', 200), gateway: '192.168.2.1' }],
})

interface Scene {
  readonly via?: string
  readonly family?: 'ipv4' | 'ipv6'
  readonly url?: string
  readonly adapters?: readonly Adapter[]
  readonly bestRoute?: DetectorOptions['bestRoute']
}

const routeBy =
  (adapterId: string) =>
  async (_to: string, from = '') => ({
    ...{ adapterId, adapterIndex: 1, sourceAddress: from, nextHop: null },
  })

async function observe({ via, family = 'ipv4', url = 'https://echo.example.org/ip', ...scene }: Scene) {
  const { adapters = [first, second], bestRoute = routeBy('eth1') } = scene
  const clock = createHandClock()
  const requests: HttpRequest[] = []
  const routes: (readonly [string, string | undefined])[] = []
  const detector = createDetector({
    http: {
      request: async (request) => {
        requests.push(request)
        return { ok: true, status: 200, headers: {}, body: family === 'ipv4' ? SEEN : '2a0e:1111:2::7' }
      },
      reset: () => {},
    },
    ...{ clock, log: () => {}, echo: () => ({}), ...noGateways },
    bestRoute: (to, from) => {
      routes.push([to, from])
      return bestRoute(to, from)
    },
  })
  const policy = { source: 'echo', url, ...(via === undefined ? {} : { via }) } as const
  const pending = detector.observe({ family, policy, current: [] }, adapters)
  await clock.advance(10_000)
  return { ...(await pending), requests, routes }
}

async function refusal(scene: Scene): Promise<Reason | null> {
  const { observation, requests } = await observe(scene)
  expect(requests).toEqual([])
  return observation.kind === 'unknown' ? observation.why : null
}

describe('a service that is asked through one adapter', () => {
  it('is asked from its address, once the system says that such packets leave there', async () => {
    const { observation, requests, routes, candidates } = await observe({ via: 'eth1' })
    expect(observation).toMatchObject({ kind: 'known', address: SEEN })
    expect(requests.map(({ localAddress }) => localAddress)).toEqual(['192.168.2.7'])
    expect(routes).toEqual([['1.1.1.1', '192.168.2.7']])
    expect(candidates.filter(({ chosen }) => chosen).map(({ adapterName }) => adapterName)).toEqual(['eth1'])
  })

  it('has its route looked up by its own address, where its URL holds one', async () => {
    const { routes } = await observe({ via: 'eth1', url: 'http://192.168.2.1:8080/ip' })
    expect(routes).toEqual([['192.168.2.1', '192.168.2.7']])
  })

  it('is asked from the stable public address where there are several', async () => {
    const several = adapter({
      name: 'eth1',
      addresses: [
        adapterAddress('2a0e:1111:2::bad', { temporary: true }),
        adapterAddress('fd00::7'),
        adapterAddress('2a0e:1111:2::d', { dadState: 'deprecated' }),
        adapterAddress('2a0e:1111:2::7'),
      ],
    })
    for (const addresses of [several.addresses, [...several.addresses].reverse()]) {
      const { requests } = await observe({ via: 'eth1', family: 'ipv6', adapters: [{ ...several, addresses }] })
      expect(requests.map(({ localAddress }) => localAddress)).toEqual(['2a0e:1111:2::7'])
    }
  })

  it('is not asked where the system would send the packet another way', async () => {
    expect(await refusal({ via: 'eth1', bestRoute: routeBy('eth0') })).toEqual(
      reason('via-other-route', { adapter: 'eth1', family: 'IPv4', other: 'eth0' }),
    )
  })

  it.each<[string, Scene, Reason['code']]>([
    ['the adapter is missing', { via: 'eth9' }, 'adapter-missing'],
    ['the adapter is down', { via: 'eth1', adapters: [first, { ...second, state: 'down' }] }, 'adapter-down'],
    ['its cable is out', { via: 'eth1', adapters: [first, { ...second, state: 'lower-layer-down' }] }, 'adapter-down'],
    ['it has no address of the family', { via: 'eth1', family: 'ipv6' }, 'via-no-address'],
    ['it has no address at all', { via: 'eth1', adapters: [first, { ...second, addresses: [] }] }, 'via-no-address'],
    ['nothing leads from it to the service', { via: 'eth1', bestRoute: async () => null }, 'via-no-route'],
    ['the system cannot say', { via: 'eth1', bestRoute: () => Promise.reject(new Error('no')) }, 'via-unchecked'],
    ['the system does not say', { via: 'eth1', bestRoute: () => new Promise(() => {}) }, 'via-unchecked'],
  ])('is not asked when %s', async (_, scene, code) => {
    expect((await refusal(scene))?.code).toBe(code)
  })

  it('leaves the way to the system where the settings name none', async () => {
    const { requests, routes } = await observe({})
    expect(requests).toHaveLength(1)
    expect(requests[0]).not.toHaveProperty('localAddress')
    expect(routes).toEqual([])
  })
})

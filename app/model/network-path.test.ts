// The way out, as each kind of line shows it.
import { describe, expect, it } from 'vitest'
import type { NetworkPath, PathPlace } from '../contract/network-path.ts'
import { reason } from '../contract/reason.ts'
import { adapter, adapterAddress, defaultRoute } from '../testing/adapters.ts'
import type { Adapter } from './adapter.ts'
import type { GatewayReading } from './gateway.ts'
import { standingOf } from './gateway.ts'
import { networkPath, networkPaths } from './network-path.ts'
import type { ObservationReport, SourceAnswer } from './observation.ts'

const OWN = '192.168.1.7'
const ROUTER = '192.168.1.1'
const PUBLIC = '11.22.33.44'
const home = adapter({ addresses: [adapterAddress(OWN)] })

function reading(address: string | null, overrides: Partial<GatewayReading> = {}): GatewayReading {
  return {
    gateway: { adapterId: 'eth0', adapterName: 'eth0', localAddress: OWN, address: ROUTER, physicalAddress: null },
    protocol: 'nat-pmp',
    address,
    standing: address === null ? 'no-wan' : standingOf(address),
    refused: null,
    detail: null,
    tookMs: 3,
    ...overrides,
  }
}

const SILENT = reading(null, { protocol: null, standing: null })
const echo = (name: string, address: string | null): SourceAnswer => ({
  ...{ source: 'echo', name, address, detail: null, tookMs: 20 },
  refused: address === null ? reason('echo-failed', { operator: name }) : null,
})
const seen = (address: string) => [echo('api.ipify.org', address), echo('v4.ident.me', address)]

interface Scene {
  readonly adapters?: readonly Adapter[]
  readonly gateways?: readonly GatewayReading[]
  readonly answers?: readonly SourceAnswer[]
  readonly family?: 'ipv4' | 'ipv6'
  readonly known?: string
}

function reportOf({
  adapters = [home],
  gateways = [],
  answers = [],
  family = 'ipv4',
  known,
}: Scene): ObservationReport {
  const [carrier] = adapters.filter(({ defaultRoutes }) => defaultRoutes.some((route) => route.family === family))
  return {
    request: { family, policy: 'auto', current: [] },
    observation:
      known === undefined
        ? { kind: 'unknown', why: reason('echo-none') }
        : { kind: 'known', address: known, why: reason('echo-agreed', { address: known, count: 2 }) },
    answers,
    candidates:
      carrier === undefined
        ? []
        : [
            {
              ...{ adapterId: carrier.id, adapterName: carrier.name, family, address: null, chosen: true },
              why: reason('adapter-named', { adapter: carrier.name }),
            },
          ],
    gateways,
    tookMs: 30,
  }
}

const pathOf = (scene: Scene): NetworkPath => networkPath(reportOf(scene), scene.adapters ?? [home])
const hop = ({ hops }: NetworkPath, place: PathPlace) => hops.find((each) => each.place === place)
const addresses = ({ hops }: NetworkPath) => hops.map(({ state, address }) => (state === 'absent' ? 'absent' : address))

describe('the way out', () => {
  it('goes through a router with a public address, which services see', () => {
    const path = pathOf({ gateways: [reading(PUBLIC)], answers: seen(PUBLIC), known: PUBLIC })
    expect(path).toEqual({
      family: 'ipv4',
      hops: [
        { place: 'computer', state: 'known', address: OWN, innerAddress: null, how: 'adapter', by: ['eth0'] },
        { place: 'router', state: 'known', address: PUBLIC, innerAddress: ROUTER, how: 'nat-pmp', by: [ROUTER] },
        { place: 'provider', state: 'absent', address: null, innerAddress: null, how: 'deduced', by: [] },
        {
          ...{ place: 'world', state: 'known', address: PUBLIC, innerAddress: null, how: 'services' },
          by: ['api.ipify.org', 'v4.ident.me'],
        },
      ],
      brokenLink: null,
      isTranslated: false,
    })
  })

  it.each([
    ['a carrier’s NAT', '100.64.0.10'],
    ['DS-Lite', '192.0.0.2'],
    ['another router', '10.0.0.2'],
  ])('is translated once more behind %s', (_, outer) => {
    const path = pathOf({ gateways: [reading(outer)], answers: seen(PUBLIC), known: PUBLIC })
    expect(addresses(path)).toEqual([OWN, outer, PUBLIC, PUBLIC])
    expect(hop(path, 'provider')).toMatchObject({ innerAddress: outer, how: 'deduced' })
    expect(path).toMatchObject({ isTranslated: true, brokenLink: null })
  })

  it('is translated where services see another address than the router has, public as it is', () => {
    const path = pathOf({ gateways: [reading('11.22.44.9')], answers: seen(PUBLIC), known: PUBLIC })
    expect(path.isTranslated).toBe(true)
  })

  it('leaves open whether it is translated where the router says nothing', () => {
    const path = pathOf({ gateways: [SILENT], answers: seen(PUBLIC), known: PUBLIC })
    expect(hop(path, 'router')).toMatchObject({ state: 'unknown', innerAddress: ROUTER, address: null, how: 'routes' })
    expect(hop(path, 'provider')?.state).toBe('unknown')
    expect(path.isTranslated).toBeNull()
  })

  it('has no router where the computer itself holds the public address', () => {
    const dialled = adapter({
      ...{ name: 'ppp0', kind: 'ppp', addresses: [adapterAddress(PUBLIC)] },
      defaultRoutes: [{ ...defaultRoute('ipv4'), gateway: null }],
    })
    const path = pathOf({ adapters: [dialled], answers: seen(PUBLIC), known: PUBLIC })
    expect(addresses(path)).toEqual([PUBLIC, 'absent', 'absent', PUBLIC])
  })

  it('may have a router where the system does not tell of one', () => {
    const polled = adapter({
      ...{ addresses: [adapterAddress(OWN)], isHardware: null, isTunnel: null, lowerIds: null },
      defaultRoutes: [{ ...defaultRoute('ipv4'), gateway: null, gatewayPhysicalAddress: null }],
    })
    const path = pathOf({ adapters: [polled], answers: seen(PUBLIC), known: PUBLIC })
    expect(hop(path, 'router')).toMatchObject({ state: 'unknown', how: 'routes', by: ['eth0'] })
    expect(path.isTranslated).toBeNull()
  })

  it('is translated where a mobile line gives the computer a shared address', () => {
    const mobile = adapter({
      ...{ name: 'wwan0', addresses: [adapterAddress('100.70.1.2')] },
      defaultRoutes: [{ ...defaultRoute('ipv4'), gateway: null }],
    })
    const path = pathOf({ adapters: [mobile], answers: seen(PUBLIC), known: PUBLIC })
    expect(addresses(path)).toEqual(['100.70.1.2', 'absent', PUBLIC, PUBLIC])
    expect(path.isTranslated).toBe(true)
  })

  it('of IPv6 passes the router unchanged', () => {
    const own = '2a0e:1111::7'
    const six = adapter({ addresses: [adapterAddress('fe80::7'), adapterAddress(own)] })
    const path = pathOf({ adapters: [six], family: 'ipv6', answers: [echo('api6.ipify.org', own)], known: own })
    expect(addresses(path)).toEqual([own, 'absent', 'absent', own])
    expect(hop(path, 'router')?.innerAddress).toBe('fe80::1')
    const other = pathOf({ adapters: [six], family: 'ipv6', answers: [echo('api6.ipify.org', '2a0e:1111::99')] })
    expect(other.isTranslated).toBe(true)
  })

  it('shows what most services see where nothing was taken', () => {
    const answers = [echo('one.example', '11.22.33.9'), ...seen(PUBLIC)]
    expect(hop(pathOf({ answers }), 'world')).toMatchObject({ address: PUBLIC, by: ['api.ipify.org', 'v4.ident.me'] })
  })
})

describe('the first broken link', () => {
  const nobody = [echo('api.ipify.org', null), echo('v4.ident.me', null)]
  const unheard = adapter({
    addresses: [adapterAddress(OWN)],
    defaultRoutes: [{ ...defaultRoute('ipv4'), gatewayPhysicalAddress: null }],
  })

  it.each([
    [
      'at the computer without a way out',
      { adapters: [adapter({ state: 'down', defaultRoutes: [] })] },
      'computer-router',
    ],
    ['at the router without a line', { gateways: [reading(null)], answers: nobody }, 'router-provider'],
    ['behind a router whose line stands', { gateways: [reading(PUBLIC)], answers: nobody }, 'provider-world'],
    ['at a router that says nothing, and is there', { gateways: [SILENT], answers: nobody }, 'router-provider'],
    ['anywhere behind the computer', { adapters: [unheard], answers: nobody }, 'router-world'],
    ['nowhere where one service answers', { answers: [...nobody, echo('x', PUBLIC)] }, null],
    ['nowhere where nobody was asked', {}, null],
  ] as const satisfies readonly (readonly [string, Scene, NetworkPath['brokenLink']])[])('is %s', (_, scene, link) => {
    expect(pathOf(scene).brokenLink).toBe(link)
  })
})

describe('of several observations', () => {
  it('those of the automatic policy give the paths, one for each family', () => {
    const four = reportOf({ answers: seen(PUBLIC), known: PUBLIC })
    const named = {
      ...four,
      request: { ...four.request, policy: { source: 'adapter' as const, adapter: 'eth0' } },
      answers: [],
    }
    const six = reportOf({ family: 'ipv6' })
    const off = { ...six, observation: { kind: 'unmanaged' as const } }
    const paths = networkPaths([named, four, six], [home])
    expect(paths.map(({ family }) => family)).toEqual(['ipv4', 'ipv6'])
    expect(hop(paths[0] as NetworkPath, 'world')?.address).toBe(PUBLIC)
    expect(networkPaths([off], [home])).toEqual([])
  })
})

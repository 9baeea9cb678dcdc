// The path from this computer to the world, out of one observation and the adapter table. Pure.
import { type NetworkPath, PATH_PLACES, type PathHop, type PathPlace } from '../contract/network-path.ts'
import type { Adapter, AdapterAddress, DefaultRoute } from './adapter.ts'
import { isLinkLocal } from './adapter-table.ts'
import { sameAddress } from './address.ts'
import { type GatewayReading, isBehindProviderNat, standingOf } from './gateway.ts'
import { isFromOutside } from './guards/nat.ts'
import type { ObservationReport } from './observation.ts'
import { publishable } from './special-purpose.ts'

type Facts = Partial<Omit<PathHop, 'place'>>

const hopOf = (place: PathPlace, facts: Facts): PathHop => ({
  ...{ place, state: 'unknown', address: null, innerAddress: null, how: null, by: [] },
  ...facts,
})

/** @param report of one family; that of `auto` knows most */
export function networkPath(report: ObservationReport, adapters: readonly Adapter[]): NetworkPath {
  const { family } = report.request
  const carrier = carrierOf(report, adapters)
  if (carrier === null) {
    const hops = PATH_PLACES.map((place) => hopOf(place, {}))
    return { family, hops, brokenLink: 'computer-router', isTranslated: null }
  }
  const route = routeOf(carrier, report)
  const reading = report.gateways?.find(({ gateway }) => gateway.adapterId === carrier.id) ?? null
  const own = ownAddress(carrier, report)
  const seen = seenOutside(report)
  const computer = hopOf('computer', {
    ...(own === null ? {} : { state: 'known' as const }),
    ...{ address: own, how: 'adapter', by: [carrier.name] },
  })
  const router = hopOf('router', routerFacts({ carrier, route, reading, own }))
  const isTranslated = translated({ family, router, own, seen: seen?.address ?? null, reading })
  const provider = hopOf('provider', providerFacts(isTranslated, router, own, seen?.address ?? null))
  const world = hopOf(
    'world',
    seen === null ? {} : { state: 'known', address: seen.address, how: 'services', by: [...seen.by] },
  )
  const brokenLink = seen !== null || !wasAskedOutside(report) ? null : brokenBehind(reading, route)
  return { family, hops: [computer, router, provider, world], brokenLink, isTranslated }
}

function carrierOf({ request, candidates }: ObservationReport, adapters: readonly Adapter[]): Adapter | null {
  const chosen = candidates.find((candidate) => candidate.chosen && candidate.family === request.family)
  const byVerdict = adapters.find(({ id }) => id === chosen?.adapterId)
  if (byVerdict !== undefined) return byVerdict
  const metricOf = (adapter: Adapter) =>
    Math.min(...adapter.defaultRoutes.filter(({ family }) => family === request.family).map(({ metric }) => metric))
  const leading = adapters
    .filter(({ kind, state }) => kind !== 'loopback' && state === 'up')
    .filter(({ defaultRoutes }) => defaultRoutes.some(({ family }) => family === request.family))
    .sort((one, other) => metricOf(one) - metricOf(other))
  return leading[0] ?? null
}

function routeOf({ defaultRoutes }: Adapter, { request }: ObservationReport): DefaultRoute | null {
  const own = defaultRoutes.filter(({ family }) => family === request.family)
  return [...own].sort((one, other) => one.metric - other.metric)[0] ?? null
}

/** The chosen address; else the adapter's first that is no link's. */
function ownAddress(adapter: Adapter, { request, candidates }: ObservationReport): string | null {
  const chosen = candidates.find(
    ({ chosen: is, adapterId, address }) => is && adapterId === adapter.id && address !== null,
  )
  const usable = (entry: AdapterAddress) => entry.family === request.family && !isLinkLocal(entry)
  return chosen?.address ?? adapter.addresses.find(usable)?.address ?? null
}

const wasAskedOutside = ({ answers }: ObservationReport): boolean => answers.some(isFromOutside)

/** What the world sees: the address that was taken, or else the one that most services told. */
function seenOutside({ answers, observation }: ObservationReport): { address: string; by: readonly string[] } | null {
  const byAddress = new Map<string, string[]>()
  for (const { name, address } of answers.filter(isFromOutside)) {
    if (address === null) continue
    byAddress.set(address, [...(byAddress.get(address) ?? []), name])
  }
  const all = [...byAddress].map(([address, by]) => ({ address, by }))
  const taken = observation.kind === 'known' ? observation.address : null
  const most = [...all].sort((one, other) => other.by.length - one.by.length)[0] ?? null
  return all.find(({ address }) => sameAddress(address, taken)) ?? most
}

interface RouterScene {
  readonly carrier: Adapter
  readonly route: DefaultRoute | null
  readonly reading: GatewayReading | null
  readonly own: string | null
}

const isPublic = (address: string | null): boolean => address !== null && publishable(address).ok

function routerFacts({ carrier, route, reading, own }: RouterScene): Facts {
  if (reading !== null && reading.protocol !== null) {
    const { protocol, address, gateway } = reading
    const state = address === null ? 'unknown' : 'known'
    return { state, address, innerAddress: gateway.address, how: protocol, by: [gateway.address] }
  }
  const inner = route?.gateway ?? null
  // Without the native addon only the carrier's default route is known, and not where it leads.
  const isPolled = carrier.isHardware === null && carrier.lowerIds === null
  // A dialled line or a mobile network has no router in the home, and an own public address passes any router unchanged.
  if ((inner === null && !isPolled) || isPublic(own))
    return { state: 'absent', innerAddress: inner, how: 'routes', by: [carrier.name] }
  return { innerAddress: inner, how: 'routes', by: [carrier.name] }
}

interface TranslationScene {
  readonly family: NetworkPath['family']
  readonly router: PathHop
  readonly own: string | null
  readonly seen: string | null
  readonly reading: GatewayReading | null
}

function translated({ family, router, own, seen, reading }: TranslationScene): boolean | null {
  if (reading !== null && isBehindProviderNat(reading.standing)) return true
  // What leaves the home: the router's outer address, or the computer's own where no router translates.
  const leaves = router.state === 'absent' ? own : router.address
  if (leaves === null) return null
  if (family === 'ipv4' && router.state === 'absent' && isBehindProviderNat(standingOf(leaves))) return true
  return seen === null ? null : !sameAddress(leaves, seen)
}

function providerFacts(isTranslated: boolean | null, router: PathHop, own: string | null, seen: string | null): Facts {
  if (isTranslated === null) return {}
  if (!isTranslated) return { state: 'absent', how: 'deduced' }
  const innerAddress = router.state === 'absent' ? own : router.address
  return { state: seen === null ? 'unknown' : 'known', address: seen, innerAddress, how: 'deduced' }
}

/** Services were asked, and none answered. */
function brokenBehind(reading: GatewayReading | null, route: DefaultRoute | null): NetworkPath['brokenLink'] {
  if (reading?.standing === 'no-wan') return 'router-provider'
  if (reading !== null && reading.address !== null) return 'provider-world'
  // Its hardware address is known while the two talk to each other.
  return route?.gatewayPhysicalAddress == null ? 'router-world' : 'router-provider'
}

/** For each family the path of the automatic policy, where there is one: it asks everybody. */
export function networkPaths(reports: readonly ObservationReport[], adapters: readonly Adapter[]): NetworkPath[] {
  const managed = reports.filter(({ observation }) => observation.kind !== 'unmanaged')
  const families = [...new Set(managed.map(({ request }) => request.family))].sort()
  return families.flatMap((family) => {
    const own = managed.filter(({ request }) => request.family === family)
    const best = own.find(({ request }) => request.policy === 'auto') ?? own[0]
    return best === undefined ? [] : [networkPath(best, adapters)]
  })
}

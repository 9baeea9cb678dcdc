// Finds the zone of a hostname and the zone's authoritative servers. It asks the system's resolvers for the NS records of
// the hostname itself, then of its parent, and so on upwards (RFC 1034, section 4.2).
import { FAMILIES, parseAddress, recordType } from '../../../model/address.ts'
import { type DnsAnswer, type DnsClient, type DnsType, plainName } from '../../../model/dns.ts'
import type { Clock } from '../../../model/ports.ts'
import { publishable } from '../../../model/special-purpose.ts'
import type { IsLocal } from './local-network.ts'

export interface NameServer {
  readonly name: string
  /** IPv4 and IPv6 addresses; for a public zone only public ones. */
  readonly addresses: readonly string[]
}

/** Without servers, `why` says what is not known. It never means that the hostname does not exist. */
export type ZoneServers =
  | { readonly state: 'found'; readonly zone: string; readonly servers: readonly NameServer[] }
  | { readonly state: 'unknown'; readonly why: 'no-resolver' | 'no-zone' | 'no-public-server' }

export interface ZoneServersOptions {
  readonly dns: DnsClient
  readonly clock: Pick<Clock, 'monotonic'>
  /** Which addresses are in this machine's own network now. Without it, none is. */
  readonly localNetwork?: (() => Promise<IsLocal>) | undefined
}

/**
 * @param deadline monotonic time, milliseconds
 * @param isLocal servers in the user's own network count, too
 */
export type FindZoneServers = (hostname: string, deadline: number, isLocal?: boolean) => Promise<ZoneServers>

/** As many as the root has, which fit into one plain datagram. A hostile zone must not make us ask a thousand servers. */
const MAX_SERVERS = 13
/** For each family of each server. */
const MAX_ADDRESSES = 2
const MAX_QUERY_MS = 2_000
const MAX_CACHED_MS = 10 * 60_000
const MAX_CACHED_ZONES = 2_000
/** For one burst of checks: many names share a zone. */
const BURST_MS = 10_000
/** Resolvers and the local network, which change with the network. */
const NETWORK_MS = 1_000
const MAX_CACHED_ANSWERS = 20_000

/** @returns `read` with a memory: it is called again only when `ms` have passed */
export function keptFor<T>(ms: number, clock: Pick<Clock, 'monotonic'>, read: () => T): () => T {
  let kept: { readonly until: number; readonly value: T } | null = null
  return () => {
    if (kept === null || kept.until <= clock.monotonic()) kept = { until: clock.monotonic() + ms, value: read() }
    return kept.value
  }
}

export function createZoneServerFinder({ dns, clock, localNetwork }: ZoneServersOptions): FindZoneServers {
  const cached = new Map<string, { readonly until: number; readonly zone: Promise<ZoneServers> }>()

  const systemServers = keptFor(NETWORK_MS, clock, () => dns.systemServers())
  const nsAnswers = new Map<string, { readonly until: number; readonly answer: Promise<DnsAnswer | null> }>()

  function askNameServers(name: string, deadline: number): Promise<DnsAnswer | null> {
    const known = nsAnswers.get(name)
    if (known !== undefined && known.until > clock.monotonic()) return known.answer
    if (nsAnswers.size >= MAX_CACHED_ANSWERS) nsAnswers.clear()
    const answer = resolve(name, 'NS', deadline)
    const entry = { until: clock.monotonic() + BURST_MS, answer }
    nsAnswers.set(name, entry)
    const forget = () => {
      if (nsAnswers.get(name) === entry) nsAnswers.delete(name)
    }
    answer.then((found) => found === null && forget(), forget)
    return answer
  }

  /** @returns null when no resolver gave a usable answer */
  async function resolve(name: string, type: DnsType, deadline: number): Promise<DnsAnswer | null> {
    for (const server of systemServers()) {
      const leftMs = deadline - clock.monotonic()
      if (leftMs <= 0) return null
      const budgetMs = Math.min(leftMs, MAX_QUERY_MS)
      const answer = await dns.ask({ server, name, type, recursive: true, budgetMs })
      if (answer.ok && (answer.rcode === 'NOERROR' || answer.rcode === 'NXDOMAIN')) return answer
    }
    return null
  }

  async function findZone(hostname: string, deadline: number): Promise<ZoneServers> {
    let candidate = plainName(hostname).replace(/^\*\./, '')
    // A top-level domain is never the user's zone: a hostname directly below one is unregistered or private.
    while (candidate.includes('.')) {
      const answer = await askNameServers(candidate, deadline)
      if (answer === null) return { state: 'unknown', why: 'no-resolver' }
      if (answer.nameServers.length > 0) return serversOf(candidate, answer, deadline)
      const parent = candidate.slice(candidate.indexOf('.') + 1)
      // A negative answer names the zone, so the labels in between need no query.
      candidate = answer.zone !== null && `.${parent}`.endsWith(`.${answer.zone}`) ? answer.zone : parent
    }
    return { state: 'unknown', why: 'no-zone' }
  }

  async function serversOf(zone: string, answer: DnsAnswer, deadline: number): Promise<ZoneServers> {
    const known = cached.get(zone)
    if (known !== undefined && known.until > clock.monotonic()) return known.zone
    const found = Promise.all(
      answer.nameServers
        .slice(0, MAX_SERVERS)
        .map(async (name): Promise<NameServer> => ({ name, addresses: await addressesOf(name, deadline) })),
    ).then((servers): ZoneServers => {
      const addresses = servers.flatMap((server) => server.addresses)
      // Another network may have other servers for this zone.
      if (!addresses.some((address) => publishable(address).ok)) cached.delete(zone)
      if (addresses.length > 0) return { state: 'found', zone, servers }
      return { state: 'unknown', why: 'no-public-server' }
    })
    if (!cached.has(zone) && cached.size >= MAX_CACHED_ZONES) cached.clear()
    const cachedMs = Math.min(answer.nameServersTtl * 1_000, MAX_CACHED_MS)
    cached.set(zone, { until: clock.monotonic() + cachedMs, zone: found })
    return found
  }

  async function addressesOf(name: string, deadline: number): Promise<readonly string[]> {
    const literal = parseAddress(name)
    if (literal !== null) return [literal.text]
    const answers = await Promise.all(FAMILIES.map((family) => resolve(name, recordType(family), deadline)))
    return answers.flatMap((answer) => answer?.addresses.slice(0, MAX_ADDRESSES).map(({ address }) => address) ?? [])
  }

  const currentNetwork = localNetwork === undefined ? null : keptFor(NETWORK_MS, clock, localNetwork)

  /**
   * A server with private addresses only, or in this network, speaks for a local network and not for the public zone. Filters
   * at each call and not before caching: the machine may have moved to another network in the meantime.
   */
  async function withoutLocal(found: ZoneServers): Promise<ZoneServers> {
    if (found.state === 'unknown') return found
    const isLocal = (await currentNetwork?.()) ?? (() => false)
    const servers = found.servers.map(({ name, addresses }) => ({
      name,
      addresses: addresses.filter((address) => publishable(address).ok && !isLocal(address)),
    }))
    if (servers.some(({ addresses }) => addresses.length > 0)) return { ...found, servers }
    return { state: 'unknown', why: 'no-public-server' }
  }

  return async (hostname, deadline, isLocal = false) => {
    const found = await findZone(hostname, deadline)
    return isLocal ? found : withoutLocal(found)
  }
}

// Who speaks for a name: the zone it lies in and that zone's servers, found by asking the system's resolvers for the
// name servers of the name itself, then of its parent, and so on upwards (RFC 1034, section 4.2).
import { FAMILIES, parseAddress, recordType } from '../../../model/address.ts'
import { type DnsAnswer, type DnsClient, type DnsType, plainName } from '../../../model/dns.ts'
import type { Clock } from '../../../model/ports.ts'
import { publishable } from '../../../model/special-purpose.ts'
import type { IsInside } from './local-network.ts'

export interface NameServer {
  readonly name: string
  /** Addresses of both families that the world can reach. */
  readonly addresses: readonly string[]
}

/** `found`, with servers; otherwise why there is none to ask: always "not known", never "the name does not exist". */
export type ZoneServers =
  | { readonly state: 'found'; readonly zone: string; readonly servers: readonly NameServer[] }
  | { readonly state: 'unknown'; readonly why: 'no-resolver' | 'no-zone' | 'no-public-server' }

export interface ZoneServersOptions {
  readonly dns: DnsClient
  readonly clock: Pick<Clock, 'monotonic'>
  /** Which addresses are of this machine's own network now. Left out, none is. */
  readonly ownNetwork?: (() => Promise<IsInside>) | undefined
}

/** @param deadline monotonic time, milliseconds */
export type FindZoneServers = (hostname: string, deadline: number) => Promise<ZoneServers>

/** As many as the root has, the most that one plain datagram names; a hostile zone shall not make us ask a thousand. */
const MOST_SERVERS = 13
const MOST_ADDRESSES = 2
const LONGEST_KEPT_MS = 10 * 60_000
const MOST_KEPT = 2_000
const SILENT: ZoneServers = { state: 'unknown', why: 'no-resolver' }

export function createZoneServers({ dns, clock, ownNetwork }: ZoneServersOptions): FindZoneServers {
  const kept = new Map<string, { readonly until: number; readonly zone: Promise<ZoneServers> }>()

  /** @returns null when no resolver gave an answer that says something. */
  async function resolve(name: string, type: DnsType, deadline: number): Promise<DnsAnswer | null> {
    for (const server of dns.systemServers()) {
      const budgetMs = deadline - clock.monotonic()
      if (budgetMs <= 0) return null
      const answer = await dns.ask({ server, name, type, recursive: true, budgetMs: Math.min(budgetMs, 2_000) })
      if (answer.ok && (answer.rcode === 'NOERROR' || answer.rcode === 'NXDOMAIN')) return answer
    }
    return null
  }

  async function walk(hostname: string, deadline: number): Promise<ZoneServers> {
    let candidate = plainName(hostname).replace(/^\*\./, '')
    // A top-level domain is nobody's own zone: what only it speaks for is not registered, or is a private name.
    while (candidate.includes('.')) {
      const answer = await resolve(candidate, 'NS', deadline)
      if (answer === null) return SILENT
      if (answer.nameServers.length > 0) return serversOf(candidate, answer, deadline)
      const parent = candidate.slice(candidate.indexOf('.') + 1)
      // A negative answer names the zone: the labels between need no question.
      candidate = answer.zone !== null && `.${parent}`.endsWith(`.${answer.zone}`) ? answer.zone : parent
    }
    return { state: 'unknown', why: 'no-zone' }
  }

  async function serversOf(zone: string, answer: DnsAnswer, deadline: number): Promise<ZoneServers> {
    const known = kept.get(zone)
    if (known !== undefined && known.until > clock.monotonic()) return known.zone
    const found = Promise.all(
      answer.nameServers.slice(0, MOST_SERVERS).map(async (name): Promise<NameServer> => {
        const all = await addressesOf(name, deadline)
        // A server that only this network reaches speaks for this network, not for the world.
        return { name, addresses: all.filter((address) => publishable(address).ok) }
      }),
    ).then((servers): ZoneServers => {
      const some = servers.filter((server) => server.addresses.length > 0)
      if (some.length > 0) return { state: 'found', zone, servers }
      kept.delete(zone)
      return { state: 'unknown', why: 'no-public-server' }
    })
    if (!kept.has(zone) && kept.size >= MOST_KEPT) kept.clear()
    const keptMs = Math.min(answer.nameServersTtl * 1_000, LONGEST_KEPT_MS)
    kept.set(zone, { until: clock.monotonic() + keptMs, zone: found })
    return found
  }

  async function addressesOf(name: string, deadline: number): Promise<readonly string[]> {
    const literal = parseAddress(name)
    if (literal !== null) return [literal.text]
    const answers = await Promise.all(FAMILIES.map((family) => resolve(name, recordType(family), deadline)))
    return answers.flatMap((answer) => answer?.addresses.slice(0, MOST_ADDRESSES).map(({ address }) => address) ?? [])
  }

  /** Sifted at each question, not when it is kept: the machine may have moved to another network since. */
  async function outsideOf(found: ZoneServers): Promise<ZoneServers> {
    if (found.state === 'unknown' || ownNetwork === undefined) return found
    const isInside = await ownNetwork()
    const servers = found.servers.map(({ name, addresses }) => ({
      name,
      addresses: addresses.filter((address) => !isInside(address)),
    }))
    if (servers.some(({ addresses }) => addresses.length > 0)) return { ...found, servers }
    return { state: 'unknown', why: 'no-public-server' }
  }

  return async (hostname, deadline) => outsideOf(await walk(hostname, deadline))
}

// What each server of a name's zone says that the name holds: all of them asked directly and at once. Only what a server
// says with authority counts; everything else is silence.
import { type Family, recordType } from '../../../model/address.ts'
import { DNS_PORT } from '../../../model/dns.ts'
import {
  createZoneServers,
  type NameServer,
  type ZoneServers,
  type ZoneServersOptions,
} from './authoritative-servers.ts'

/** One address of one server. */
export interface ServerReading {
  readonly name: string
  readonly address: string
  /** What it says with authority; null when it said nothing that counts. */
  readonly holds: readonly string[] | null
  /** Seconds for which others may repeat it. */
  readonly ttl: number | null
  /** Why it does not count: "timeout", "not-authoritative", "SERVFAIL", ... */
  readonly problem: string | null
}

export interface ZoneReading {
  /** Null when it could not be found. */
  readonly zone: string | null
  readonly why: Extract<ZoneServers, { state: 'unknown' }>['why'] | null
  readonly servers: readonly ServerReading[]
  /** Servers that gave no answer that counts at any of their addresses. */
  readonly silent: readonly string[]
}

export interface ZoneReader {
  /** Never rejects for what the network does. @param budgetMs for everything together */
  read(hostname: string, family: Family, budgetMs: number): Promise<ZoneReading>
}

/** Every server at one address of each family; more addresses of the same server only while there is room. */
const MOST_QUESTIONS = 26
const LONGEST_QUESTION_MS = 3_000
/** An alias of an alias and so on: further is a loop. */
const LONGEST_CHAIN = 4

/** In the servers' order, and none left out for another's second address. */
function placesOf(servers: readonly NameServer[]): readonly { readonly name: string; readonly address: string }[] {
  const nth = new Map<string, number>()
  const places = servers.flatMap(({ name, addresses }) =>
    addresses.map((address) => {
      const kind = `${name} ${address.includes(':')}`
      const turn = nth.get(kind) ?? 0
      nth.set(kind, turn + 1)
      return { name, address, turn }
    }),
  )
  const chosen = new Set([...places].sort((a, b) => a.turn - b.turn).slice(0, MOST_QUESTIONS))
  return places.filter((place) => chosen.has(place))
}

type Told = ServerReading & { readonly alias: string | null }

export function createZoneReader(options: ZoneServersOptions): ZoneReader {
  const { dns, clock } = options
  const findServers = createZoneServers(options)

  async function askAll(servers: readonly NameServer[], hostname: string, family: Family, deadline: number) {
    return Promise.all(
      placesOf(servers).map(async ({ name, address }): Promise<Told> => {
        const silence = (problem: string): Told => ({ name, address, holds: null, ttl: null, problem, alias: null })
        const budgetMs = Math.min(LONGEST_QUESTION_MS, deadline - clock.monotonic())
        if (budgetMs <= 0) return silence('timeout')
        const server = { address, port: DNS_PORT }
        const answer = await dns.ask({ server, name: hostname, type: recordType(family), recursive: false, budgetMs })
        if (!answer.ok) return silence(answer.fault)
        if (answer.rcode !== 'NOERROR' && answer.rcode !== 'NXDOMAIN') return silence(answer.rcode)
        if (!answer.authoritative) return silence('not-authoritative')
        const own = answer.addresses.filter((each) => each.family === family)
        const ttl = own.length === 0 ? answer.negativeTtl : Math.min(...own.map((each) => each.ttl))
        const holds = [...new Set(own.map((each) => each.address))]
        return { name, address, holds, ttl, problem: null, alias: holds.length === 0 ? answer.alias : null }
      }),
    )
  }

  async function follow(hostname: string, family: Family, deadline: number, depth: number): Promise<ZoneReading> {
    const found = await findServers(hostname, deadline)
    if (found.state === 'unknown') return { zone: null, why: found.why, servers: [], silent: [] }
    const told = await askAll(found.servers, hostname, family, deadline)
    const alias = told.find((each) => each.alias !== null)?.alias ?? null
    if (alias !== null && depth < LONGEST_CHAIN) return follow(alias, family, deadline, depth + 1)
    const heard = new Set(told.filter((each) => each.holds !== null).map((each) => each.name))
    const silent = found.servers.map(({ name }) => name).filter((name) => !heard.has(name))
    return { zone: found.zone, why: null, servers: told.map(({ alias: _, ...reading }) => reading), silent }
  }

  return { read: (hostname, family, budgetMs) => follow(hostname, family, clock.monotonic() + budgetMs, 1) }
}

// What each authoritative server of a hostname's zone holds. All are asked directly and at the same time. Only authoritative
// answers count; everything else counts as no answer.
import { type Family, recordType } from '../../../model/address.ts'
import { DNS_PORT } from '../../../model/dns.ts'
import {
  createZoneServerFinder,
  type NameServer,
  type ZoneServers,
  type ZoneServersOptions,
} from './authoritative-servers.ts'

/** The result from one address of one server. */
export interface ServerReading {
  readonly name: string
  readonly address: string
  /** The addresses in its authoritative answer; null without one. */
  readonly holds: readonly string[] | null
  /** Seconds for which resolvers may repeat it. */
  readonly ttl: number | null
  /** Why it does not count: "timeout", "not-authoritative", "SERVFAIL", ... */
  readonly problem: string | null
}

export interface ZoneReading {
  /** Null when it could not be found. */
  readonly zone: string | null
  readonly why: Extract<ZoneServers, { state: 'unknown' }>['why'] | null
  readonly servers: readonly ServerReading[]
  /** Names of the servers that gave no authoritative answer at any of their addresses. */
  readonly unanswered: readonly string[]
}

export interface ZoneReader {
  /**
   * Never rejects because of the network.
   * @param budgetMs milliseconds for all queries together
   * @param isLocal the zone is one of the user's own network: its servers may be there, too
   */
  read(hostname: string, family: Family, budgetMs: number, isLocal?: boolean): Promise<ZoneReading>
}

/** Every server at one address of each family; further addresses of a server only while there is room. */
const MAX_QUERIES = 26
const MAX_QUERY_MS = 3_000
/** Aliases of aliases; a longer chain is a loop. */
const MAX_ALIASES = 4

type ServerAddress = Pick<ServerReading, 'name' | 'address'>

/** In the servers' order. No server is left out in favour of another one's second address. */
function addressesToAsk(servers: readonly NameServer[]): readonly ServerAddress[] {
  const counts = new Map<string, number>()
  const candidates = servers.flatMap(({ name, addresses }) =>
    addresses.map((address) => {
      const kind = `${name} ${address.includes(':')}`
      const rank = counts.get(kind) ?? 0
      counts.set(kind, rank + 1)
      return { name, address, rank }
    }),
  )
  const chosen = new Set([...candidates].sort((a, b) => a.rank - b.rank).slice(0, MAX_QUERIES))
  return candidates.filter((candidate) => chosen.has(candidate))
}

type ServerAnswer = ServerReading & { readonly alias: string | null }

export function createZoneReader(options: ZoneServersOptions): ZoneReader {
  const { dns, clock } = options
  const findServers = createZoneServerFinder(options)

  async function askServer(
    { name, address }: ServerAddress,
    hostname: string,
    family: Family,
    deadline: number,
  ): Promise<ServerAnswer> {
    const noAnswer = (problem: string): ServerAnswer => ({
      name,
      address,
      holds: null,
      ttl: null,
      problem,
      alias: null,
    })
    const budgetMs = Math.min(MAX_QUERY_MS, deadline - clock.monotonic())
    if (budgetMs <= 0) return noAnswer('timeout')
    const server = { address, port: DNS_PORT }
    const answer = await dns.ask({ server, name: hostname, type: recordType(family), recursive: false, budgetMs })
    if (!answer.ok) return noAnswer(answer.fault)
    if (answer.rcode !== 'NOERROR' && answer.rcode !== 'NXDOMAIN') return noAnswer(answer.rcode)
    if (!answer.authoritative) return noAnswer('not-authoritative')
    const own = answer.addresses.filter((each) => each.family === family)
    const ttl = own.length === 0 ? answer.negativeTtl : Math.min(...own.map((each) => each.ttl))
    const holds = [...new Set(own.map((each) => each.address))]
    return { name, address, holds, ttl, problem: null, alias: holds.length === 0 ? answer.alias : null }
  }

  async function follow(
    hostname: string,
    family: Family,
    { deadline, isLocal }: { readonly deadline: number; readonly isLocal: boolean },
    depth: number,
  ): Promise<ZoneReading> {
    const found = await findServers(hostname, deadline, isLocal)
    if (found.state === 'unknown') return { zone: null, why: found.why, servers: [], unanswered: [] }
    const targets = addressesToAsk(found.servers)
    const answers = await Promise.all(targets.map((target) => askServer(target, hostname, family, deadline)))
    const alias = answers.find((each) => each.alias !== null)?.alias ?? null
    if (alias !== null && depth < MAX_ALIASES) return follow(alias, family, { deadline, isLocal }, depth + 1)
    const answered = new Set(answers.filter((each) => each.holds !== null).map((each) => each.name))
    const unanswered = found.servers.map(({ name }) => name).filter((name) => !answered.has(name))
    return { zone: found.zone, why: null, servers: answers.map(({ alias: _, ...reading }) => reading), unanswered }
  }

  return {
    read: (hostname, family, budgetMs, isLocal = false) =>
      follow(hostname, family, { deadline: clock.monotonic() + budgetMs, isLocal }, 1),
  }
}

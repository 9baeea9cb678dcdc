// A small dyndns2 server in memory, as strict as one real dialect, with the zone that it writes. Tests compare what Homeward
// claims with this zone.
import { FAMILIES, type Family, parseAddress } from '../model/address.ts'
import type { HttpRequest } from '../model/ports.ts'

type Addresses = Partial<Record<Family, string>>

export interface DialectServer {
  readonly zone: Map<string, Addresses>
  /** The query of each request, decoded. */
  readonly queries: string[]
  /** Replaces the next replies, one after the other: nothing is stored. */
  readonly failNext: (string | { readonly status: number; readonly body: string })[]
  answer(request: HttpRequest): string | { readonly status: number; readonly body: string }
  /** As the zone's servers answer: one list for each server. */
  holds(hostname: string, family: Family): readonly (readonly string[])[]
}

export interface ServerDialect {
  /** Hostnames that exist. */
  readonly hostnames: readonly string[]
  /**
   * `single`: one address in `myip`, and the connection's address in place of anything else. `list`: each in the comma list.
   * `replacing:x`: the addresses in `myip` and the parameter x are all that the name holds afterwards. `detecting:x`: IPv4 in
   * `myip`, IPv6 in x, and the connection's address for IPv4 where `myip` is missing. `list-only`: the comma list is all that
   * the name holds afterwards. `keeping`: so is the one address in `myip`, unless `keepipv4=1` or `keepipv6=1` says otherwise.
   * `loopback:x`: as `replacing:x`, but 127.0.0.1 is stored where `myip` is no IPv4 address, and the answer is `nochg`.
   * `refusing:x`: IPv4 in `myip` and IPv6 in x, and `refusal` to anything else in either.
   */
  readonly addresses:
    | 'single'
    | 'list'
    | 'list-only'
    | 'keeping'
    | `${'replacing' | 'detecting' | 'loopback' | 'refusing'}:${string}`
  readonly refusal?: string
  /** What is said to a name that does not exist. */
  readonly unknownName?: string
  /** `nothing`: every yes is a 204, and a name that does not exist a 404 of an API. */
  readonly says?: 'nothing'
  /** `each`: a line for each name. `first`: the list is the name. A reply: to every list; `nohost`: where one of a list is stale. */
  readonly list?: 'each' | 'first' | { readonly status: number; readonly body: string } | 'nohost'
  readonly echoes?: boolean
  readonly connection?: string
}

export function createDialectServer(dialect: ServerDialect): DialectServer {
  const { hostnames, addresses, list = 'each', echoes = false, connection = '198.51.100.99' } = dialect
  const { refusal = 'badrequest' } = dialect
  const zone = new Map<string, Addresses>()
  const queries: string[] = []
  const failNext: DialectServer['failNext'] = []

  const named = (texts: readonly string[]): Addresses =>
    Object.fromEntries(
      texts.flatMap((text) => {
        const parsed = parseAddress(text)
        return parsed === null ? [] : [[parsed.family, parsed.text]]
      }),
    )

  /** @returns what the name holds after the request, and what the reply names; null: the request is refused */
  function stored(query: URLSearchParams, before: Addresses): Addresses | null {
    const myip = query.get('myip') ?? ''
    const [kind, parameter = ''] = addresses.split(':')
    if (kind === 'single') {
      const given = named([myip])
      return { ...before, ...(Object.keys(given).length === 0 ? named([connection]) : given) }
    }
    if (kind === 'list') return { ...before, ...named(myip.split(',')) }
    if (kind === 'list-only') return named(myip.split(','))
    if (kind === 'keeping') {
      const keeps = FAMILIES.filter((family) => query.get(`keep${family}`) === '1')
      return { ...Object.fromEntries(keeps.map((family) => [family, before[family]])), ...named([myip]) }
    }
    const given = named([myip, query.get(parameter) ?? ''])
    if (kind === 'replacing') return given
    if (kind === 'loopback') return { ipv4: '127.0.0.1', ...(named([myip]).ipv4 ? given : {}) }
    if (kind === 'refusing' && (myip.includes(':') || query.get(parameter)?.includes('.'))) return null
    return { ...before, ...(myip === '' ? named([connection]) : {}), ...given }
  }

  function update(hostname: string, query: URLSearchParams): string {
    if (!hostnames.includes(hostname)) return dialect.unknownName ?? 'nohost'
    const after = stored(query, zone.get(hostname) ?? {})
    if (after === null) return refusal
    zone.set(hostname, after)
    if (after.ipv4 === '127.0.0.1') return 'nochg'
    return echoes ? `good ${Object.values(after).join(',')}` : 'good'
  }

  return {
    zone,
    queries,
    failNext,
    answer: ({ url }) => {
      const { search, searchParams: query } = new URL(url)
      queries.push(decodeURIComponent(search.slice(1)))
      const failure = failNext.shift()
      if (failure !== undefined) return failure
      const names = (query.get('hostname') ?? '').split(',')
      if (dialect.says === 'nothing') {
        const isKnown = names.every((name) => update(name, query) !== 'nohost')
        return isKnown ? { status: 204, body: '' } : { status: 404, body: '{"code":"notfound","help":"See the docs"}' }
      }
      if (names.length === 1 || list === 'each') return names.map((name) => update(name, query)).join('\n')
      if (list === 'first') return update(names[0] ?? '', query)
      if (list !== 'nohost') return list
      return names.every((name) => hostnames.includes(name))
        ? names.map((name) => update(name, query)).join('\n')
        : 'nohost'
    },
    holds: (hostname, family) => {
      const address = zone.get(hostname)?.[family]
      return [address === undefined ? [] : [address]]
    },
  }
}

export const familiesHeld = (server: DialectServer, hostname: string): readonly (string | null)[] =>
  FAMILIES.map((family) => server.zone.get(hostname)?.[family] ?? null)

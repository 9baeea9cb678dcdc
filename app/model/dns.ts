// Port of the DNS: one question to one server, and its answer as a value.
import type { Family } from './address.ts'

export interface DnsServer {
  /** Literal address; a link-local IPv6 one may carry its zone ("fe80::1%eth0"). */
  readonly address: string
  readonly port: number
}

export const DNS_PORT = 53

export type DnsType = 'A' | 'AAAA' | 'NS' | 'TXT'

export interface DnsQuestion {
  readonly server: DnsServer
  readonly name: string
  readonly type: DnsType
  /** Recursion desired: set for a resolver, not for an authoritative server. */
  readonly recursive: boolean
  /** Default: IN. Some servers tell about themselves, and about who asks, in class CH. */
  readonly class?: 'IN' | 'CH'
  /** Letters in random case, which the answer has to repeat: nobody beside the way can guess them. */
  readonly mixCase?: boolean
  /** Send from this address. */
  readonly localAddress?: string
  /** Milliseconds for everything: the question, its repetition and the change to TCP. Default 4,500. */
  readonly budgetMs?: number
}

export interface DnsAddress {
  readonly family: Family
  /** Canonical text, as parseAddress gives it. */
  readonly address: string
  /** Seconds for which the answer may be cached: the smallest TTL of the aliases and of the address. */
  readonly ttl: number
}

export interface DnsAnswer {
  readonly ok: true
  /** RFC 1035 and RFC 6895 names in upper case: NOERROR, NXDOMAIN, SERVFAIL, REFUSED, ... */
  readonly rcode: string
  /** The AA flag: the answer comes from the zone itself, not from a cache. */
  readonly authoritative: boolean
  /** Addresses of the name in the question. Aliases are followed within this answer. */
  readonly addresses: readonly DnsAddress[]
  /** Texts of the name in the question, each with its parts joined; absent where no TXT record was asked for. */
  readonly texts?: readonly string[]
  /** The last alias target in the answer, lower case without the final dot; null when the name is no alias. */
  readonly alias: string | null
  /** Name servers of exactly the name in the question; lower case without the final dot. */
  readonly nameServers: readonly string[]
  /** Seconds for which the name servers may be cached. */
  readonly nameServersTtl: number
  /** The zone in the SOA of a negative answer (RFC 2308), and the seconds for which that answer may be cached. */
  readonly zone: string | null
  readonly negativeTtl: number | null
}

export type DnsFault = 'timeout' | 'refused' | 'unreachable' | 'malformed'

export type DnsResult = DnsAnswer | { readonly ok: false; readonly fault: DnsFault; readonly message: string }

export interface DnsClient {
  /** Never rejects for what the network or the server does. */
  ask(question: DnsQuestion): Promise<DnsResult>
  /** The resolvers that the system uses now, in its order. */
  systemServers(): readonly DnsServer[]
}

/** Names are compared without case and without the final dot. */
export const plainName = (name: string): string => name.toLowerCase().replace(/\.$/, '')

// The domain name system as a port: one question to one server, its answer as a value.
import type { Family } from './address.ts'

export interface DnsServer {
  /** Literal address; a link-local IPv6 one may carry its zone ("fe80::1%eth0"). */
  readonly address: string
  readonly port: number
}

export const DNS_PORT = 53

export type DnsType = 'A' | 'AAAA' | 'NS'

export interface DnsQuestion {
  readonly server: DnsServer
  readonly name: string
  readonly type: DnsType
  /** Ask a resolver to find out; an authoritative server is asked without. */
  readonly recursive: boolean
  /** For the whole question with its repetition and the change to TCP, milliseconds; default 4,500. */
  readonly budgetMs?: number
}

export interface DnsAddress {
  readonly family: Family
  /** Canonical text, as parseAddress gives it. */
  readonly address: string
  /** Seconds that the answer may still be kept: the smallest on the way from the name to the address. */
  readonly ttl: number
}

export interface DnsAnswer {
  readonly ok: true
  /** RFC 1035 and RFC 6895 names in upper case: NOERROR, NXDOMAIN, SERVFAIL, REFUSED, ... */
  readonly rcode: string
  /** The AA flag: the server speaks for the zone and does not repeat what it heard. */
  readonly authoritative: boolean
  /** Addresses of the name asked for, aliases in the same answer followed. */
  readonly addresses: readonly DnsAddress[]
  /** Where the aliases in the answer end, lower case without the final dot; null when the name is no alias. */
  readonly alias: string | null
  /** Names of the servers of exactly the name asked for; lower case without the final dot. */
  readonly nameServers: readonly string[]
  /** Seconds that the name servers may be kept. */
  readonly nameServersTtl: number
  /** The zone named by the SOA of a negative answer (RFC 2308), and how long "there is none" may be kept. */
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

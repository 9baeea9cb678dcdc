// Which addresses may be published: global unicast outside of every special-purpose block. The tables are the IANA registries
// as data. No setting changes them, so nothing can let one of these addresses through.
import ipaddr from 'ipaddr.js'
import { type Family, parseAddress } from './address.ts'

export interface SpecialPurposeBlock {
  /** CIDR notation. */
  readonly block: string
  readonly name: string
}

/** The registries behind the tables below, and the allocation date of the newest row: later rows have to be added. */
export const SPECIAL_PURPOSE_SOURCES = {
  newestRow: '2025-04',
  urls: [
    'https://www.iana.org/assignments/iana-ipv4-special-registry/',
    'https://www.iana.org/assignments/iana-ipv6-special-registry/',
    'https://www.iana.org/assignments/multicast-addresses/',
    'https://www.iana.org/assignments/ipv6-address-space/',
  ],
} as const

/**
 * IPv4: every row of the special-purpose registry, and multicast, which has its own registry. Rows that are globally reachable
 * are listed, too: they hold anycast or relay services, never a home.
 */
export const IPV4_SPECIAL_PURPOSE: readonly SpecialPurposeBlock[] = [
  { block: '0.0.0.0/8', name: 'this network' },
  { block: '0.0.0.0/32', name: 'this host on this network' },
  { block: '10.0.0.0/8', name: 'private use' },
  { block: '100.64.0.0/10', name: 'shared address space of a carrier NAT' },
  { block: '127.0.0.0/8', name: 'loopback' },
  { block: '169.254.0.0/16', name: 'link-local' },
  { block: '172.16.0.0/12', name: 'private use' },
  { block: '192.0.0.0/24', name: 'IETF protocol assignments' },
  { block: '192.0.0.0/29', name: 'IPv4 service continuity prefix (DS-Lite)' },
  { block: '192.0.0.8/32', name: 'IPv4 dummy address' },
  { block: '192.0.0.9/32', name: 'Port Control Protocol anycast' },
  { block: '192.0.0.10/32', name: 'TURN anycast' },
  { block: '192.0.0.170/32', name: 'NAT64/DNS64 discovery' },
  { block: '192.0.0.171/32', name: 'NAT64/DNS64 discovery' },
  { block: '192.0.2.0/24', name: 'documentation (TEST-NET-1)' },
  { block: '192.31.196.0/24', name: 'AS112-v4' },
  { block: '192.52.193.0/24', name: 'AMT' },
  { block: '192.88.99.0/24', name: '6to4 relay anycast, deprecated' },
  { block: '192.88.99.2/32', name: '6a44 relay anycast' },
  { block: '192.168.0.0/16', name: 'private use' },
  { block: '192.175.48.0/24', name: 'direct delegation AS112 service' },
  { block: '198.18.0.0/15', name: 'benchmarking' },
  { block: '198.51.100.0/24', name: 'documentation (TEST-NET-2)' },
  { block: '203.0.113.0/24', name: 'documentation (TEST-NET-3)' },
  { block: '224.0.0.0/4', name: 'multicast' },
  { block: '233.252.0.0/24', name: 'multicast documentation (MCAST-TEST-NET)' },
  { block: '240.0.0.0/4', name: 'reserved' },
  { block: '255.255.255.255/32', name: 'limited broadcast' },
]

/** IPv6: every row of the special-purpose registry, then the address space outside of global unicast. */
export const IPV6_SPECIAL_PURPOSE: readonly SpecialPurposeBlock[] = [
  { block: '::/128', name: 'unspecified address' },
  { block: '::1/128', name: 'loopback' },
  { block: '::/96', name: 'IPv4-compatible, deprecated' },
  { block: '::ffff:0:0/96', name: 'IPv4-mapped' },
  { block: '64:ff9b::/96', name: 'IPv4-IPv6 translation (NAT64)' },
  { block: '64:ff9b:1::/48', name: 'local-use IPv4-IPv6 translation' },
  { block: '100::/64', name: 'discard-only' },
  { block: '100:0:0:1::/64', name: 'dummy prefix' },
  { block: '200::/7', name: 'NSAP-mapped, deprecated' },
  { block: '2001::/23', name: 'IETF protocol assignments' },
  { block: '2001::/32', name: 'Teredo' },
  { block: '2001:1::1/128', name: 'Port Control Protocol anycast' },
  { block: '2001:1::2/128', name: 'TURN anycast' },
  { block: '2001:1::3/128', name: 'DNS-SD service registration anycast' },
  { block: '2001:2::/48', name: 'benchmarking' },
  { block: '2001:3::/32', name: 'AMT' },
  { block: '2001:4:112::/48', name: 'AS112-v6' },
  { block: '2001:10::/28', name: 'ORCHID, deprecated' },
  { block: '2001:20::/28', name: 'ORCHIDv2' },
  { block: '2001:30::/28', name: 'drone remote identification' },
  { block: '2001:db8::/32', name: 'documentation' },
  { block: '2002::/16', name: '6to4' },
  { block: '2620:4f:8000::/48', name: 'direct delegation AS112 service' },
  { block: '3fff::/20', name: 'documentation' },
  { block: '5f00::/16', name: 'segment routing identifiers' },
  { block: 'fc00::/7', name: 'unique local' },
  { block: 'fe80::/10', name: 'link-local' },
  { block: 'fec0::/10', name: 'site-local, deprecated' },
  { block: 'ff00::/8', name: 'multicast' },
  { block: '::/3', name: 'outside of global unicast' },
  { block: '4000::/2', name: 'outside of global unicast' },
  { block: '8000::/1', name: 'outside of global unicast' },
]

type Compiled = SpecialPurposeBlock & { readonly bytes: readonly number[]; readonly prefixLength: number }

/** Longest prefix first, so that the verdict names the narrowest block. */
function compile(table: readonly SpecialPurposeBlock[]): readonly Compiled[] {
  return table
    .map((row) => {
      const [network, prefixLength] = ipaddr.parseCIDR(row.block)
      return { ...row, bytes: network.toByteArray(), prefixLength }
    })
    .sort((a, b) => b.prefixLength - a.prefixLength)
}

const TABLES: Readonly<Record<Family, readonly Compiled[]>> = {
  ipv4: compile(IPV4_SPECIAL_PURPOSE),
  ipv6: compile(IPV6_SPECIAL_PURPOSE),
}

function contains(block: Compiled, address: readonly number[]): boolean {
  for (let bit = 0; bit < block.prefixLength; bit += 8) {
    const width = Math.min(8, block.prefixLength - bit)
    const mask = (0xff << (8 - width)) & 0xff
    const difference = (block.bytes[bit / 8] ?? 0) ^ (address[bit / 8] ?? 0)
    if ((difference & mask) !== 0) return false
  }
  return true
}

export type Publishable = { readonly ok: true } | { readonly ok: false; readonly block: string; readonly name: string }

/**
 * Whether a name may point at this address. The verdict names the narrowest block that forbids it; text that is not
 * one address literal is forbidden too.
 */
export function publishable(address: string): Publishable {
  const parsed = parseAddress(address)
  if (parsed === null) return { ok: false, block: address, name: 'not an address' }
  const bytes = ipaddr.parse(parsed.text).toByteArray()
  const hit = TABLES[parsed.family].find((block) => contains(block, bytes))
  return hit === undefined ? { ok: true } : { ok: false, block: hit.block, name: hit.name }
}

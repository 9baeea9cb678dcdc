// IP addresses as values: parsed once, compared in canonical text form.
import ipaddr from 'ipaddr.js'
import type { Family } from '../contract/family.ts'

export { FAMILIES, type Family } from '../contract/family.ts'

/** The DNS record type that holds addresses of this family (RFC 1035, RFC 3596). */
export const recordType = (family: Family): 'A' | 'AAAA' => (family === 'ipv4' ? 'A' : 'AAAA')

export interface IpAddress {
  readonly family: Family
  /** Canonical text: dotted decimal, or RFC 5952 for IPv6. No zone, no prefix. */
  readonly text: string
}

const DOTTED_DECIMAL = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/

/** @returns the address in a URL that names its host by one; null for a name, and for text that is no URL */
export function literalHost(url: string): IpAddress | null {
  const host = /^https?:\/\/(?:[^/?#]*@)?(\[[^\]]*\]|[^/?#:]*)/i.exec(url)?.[1] ?? ''
  return parseAddress(host.replace(/^\[|\]$/g, ''))
}

/**
 * Reads one literal address. IPv4 must be four decimal parts. The octal, hexadecimal and short forms of inet_aton are
 * refused: not every program reads the same address from them.
 * @returns null when the text is not exactly one address.
 */
export function parseAddress(text: string): IpAddress | null {
  // Four decimal parts without leading zeros have one form only: what matches is canonical.
  if (DOTTED_DECIMAL.test(text)) return { family: 'ipv4', text }
  if (text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text)) {
    return { family: 'ipv6', text: ipaddr.IPv6.parse(text).toRFC5952String() }
  }
  return null
}

/** True when both texts name the same address, however they are written. */
export function sameAddress(a: string | null, b: string | null): boolean {
  if (a === b || a === null || b === null) return a === b
  const left = parseAddress(a)
  return left !== null && left.text === parseAddress(b)?.text
}

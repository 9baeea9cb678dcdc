// Arithmetic on IPv6 addresses: a suffix on a prefix, and the addresses that are made from a hardware address. Pure.
import ipaddr from 'ipaddr.js'
import { addressGroups, type Ipv6Suffix, prefixMask } from '../contract/ipv6-suffix.ts'
import { sameAddress } from './address.ts'

/** Bits of the prefix of one network, where addresses are made from a hardware address (RFC 4291 section 2.5.1). */
export const NETWORK_BITS = 64

const textOf = (groups: readonly number[]): string => new ipaddr.IPv6([...groups]).toRFC5952String()

/** @returns the prefix of the address with the suffix behind it, in canonical form; null when the text is no IPv6 address */
export function withSuffix(address: string, { groups, prefixLength }: Ipv6Suffix): string | null {
  const own = addressGroups(address)
  if (own === null) return null
  return textOf(own.map((group, index) => (group & prefixMask(prefixLength, index)) | (groups[index] ?? 0)))
}

/** Whether the first bits of both addresses are the same. */
export function samePrefix(one: string, other: string, prefixLength: number): boolean {
  const [a, b] = [addressGroups(one), addressGroups(other)]
  if (a === null || b === null) return false
  return a.every((group, index) => ((group ^ (b[index] ?? 0)) & prefixMask(prefixLength, index)) === 0)
}

/** Orders addresses by their value. Texts that are no IPv6 address come last, by their text. */
export function compareByValue(one: string, other: string): number {
  const [a, b] = [addressGroups(one), addressGroups(other)]
  if (a === null || b === null) return Number(a === null) - Number(b === null) || (one < other ? -1 : 1)
  const at = a.findIndex((group, index) => group !== b[index])
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}

/**
 * The suffix of addresses made from this hardware address: modified EUI-64 (RFC 4291 appendix A).
 * @param physicalAddress six bytes with colons
 * @returns null for a hardware address of another length
 */
export function eui64Suffix(physicalAddress: string): Ipv6Suffix | null {
  const bytes = physicalAddress.split(':').map((byte) => Number.parseInt(byte, 16))
  if (bytes.length !== 6 || bytes.some((byte) => !Number.isInteger(byte))) return null
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = bytes
  const groups = [0, 0, 0, 0, ((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f]
  return { groups, prefixLength: NETWORK_BITS }
}

/** As the settings take it. */
export const suffixText = ({ groups, prefixLength }: Ipv6Suffix): string => `${textOf(groups)}/${prefixLength}`

/** Whether the address is made from this hardware address. */
export function isEui64(address: string, physicalAddress: string): boolean {
  const suffix = eui64Suffix(physicalAddress)
  return suffix !== null && sameAddress(withSuffix(address, suffix), address)
}

// How the settings write the host part of an IPv6 address, and the hardware address of another device. Both are read here only.
import { cleanPasted } from './pasted-text.ts'

/** The bits of an address that follow a prefix. */
export interface Ipv6Suffix {
  /** Eight groups of 16 bits, as in an address. The bits of the prefix are zero. */
  readonly groups: readonly number[]
  /** Bits of the prefix that it follows, 1 to 127. */
  readonly prefixLength: number
}

export type SuffixReading =
  | { readonly ok: true; readonly suffix: Ipv6Suffix }
  /** `problem` follows the key. */
  | { readonly ok: false; readonly problem: string }

/** Of one network (RFC 4291 section 2.5.4). */
const USUAL_LENGTH = 64

const refused = (problem: string): SuffixReading => ({ ok: false, problem })

/** @returns the eight groups of an IPv6 address; null for anything else. URL reads all of its text forms (RFC 4291 2.2). */
export function addressGroups(text: string): readonly number[] | null {
  if (!/^[0-9a-f:.]{2,45}$/i.test(text)) return null
  let host: string
  try {
    host = new URL(`http://[${text}]`).hostname.slice(1, -1)
  } catch {
    return null
  }
  const [head = '', tail] = host.split('::')
  const groupsOf = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)))
  const [before, after] = [groupsOf(head), groupsOf(tail ?? '')]
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  return [...before, ...Array<number>(zeros).fill(0), ...after]
}

/** The bits of group `index` that belong to a prefix of this length. */
export function prefixMask(prefixLength: number, index: number): number {
  const bits = Math.min(16, Math.max(0, prefixLength - 16 * index))
  return 0xffff & (0xffff << (16 - bits))
}

/** Reads `::1234`, `::1234/64` or `::ab:0:0:0:1234/56`: what follows a prefix of so many bits, 64 where it is not said. */
export function readSuffix(typed: string): SuffixReading {
  const [, address = '', length] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(cleanPasted(typed)) ?? []
  const groups = addressGroups(address)
  if (groups === null) return refused('must be the end of an IPv6 address, such as ::1234 or ::1234/64')
  const prefixLength = length === undefined ? USUAL_LENGTH : Number(length)
  if (prefixLength < 1 || prefixLength > 127) return refused('must name a prefix length from 1 to 127')
  if (groups.some((group, index) => (group & prefixMask(prefixLength, index)) !== 0)) {
    return refused(`must leave the first ${prefixLength} bits to the prefix: they have to be zero`)
  }
  // RFC 4291 section 2.6.1: the address of whichever router answers first.
  if (groups.every((group) => group === 0)) return refused('must not be all zeros: no device has that address')
  return { ok: true, suffix: { groups, prefixLength } }
}

/** Six bytes, with colons, dashes or nothing between them. */
const HARDWARE_ADDRESS = /^[0-9a-f]{2}(?:([:-]?)[0-9a-f]{2})(?:\1[0-9a-f]{2}){4}$/i

/** @returns lower case with colons, as the system reports it; null where the text is no hardware address of one device */
export function readHardwareAddress(typed: string): string | null {
  const text = cleanPasted(typed)
  if (!HARDWARE_ADDRESS.test(text)) return null
  const bytes = text.toLowerCase().match(/[0-9a-f]{2}/g) ?? []
  // The lowest bit of the first byte marks groups (IEEE 802).
  const isGroup = (Number.parseInt(bytes[0] ?? '', 16) & 1) === 1
  return isGroup || bytes.every((byte) => byte === '00') ? null : bytes.join(':')
}

// STUN answers for tests: right ones, and every kind of wrong one.
import { crc32 } from 'node:zlib'
import { parseAddress } from '../model/address.ts'

const COOKIE = [0x21, 0x12, 0xa4, 0x42]

export const XOR_MAPPED = 0x0020
export const OLD_XOR_MAPPED = 0x8020
export const MAPPED = 0x0001

export interface StunAttribute {
  readonly type: number
  readonly value: readonly number[]
}

/** Bytes of the address, XORed as the standard says, or as they are. */
export function addressValue(text: string, id: Uint8Array | null, port = 4_660): number[] {
  const parsed = parseAddress(text)
  if (parsed === null) throw new Error(`${text} is not an address`)
  const bytes = parsed.family === 'ipv4' ? text.split('.').map(Number) : ipv6Bytes(parsed.text)
  const pad = id === null ? [] : [...COOKIE, ...id]
  const portBytes = [port >> 8, port & 255].map((byte, index) => byte ^ (pad[index] ?? 0))
  return [0, parsed.family === 'ipv4' ? 1 : 2, ...portBytes, ...bytes.map((byte, index) => byte ^ (pad[index] ?? 0))]
}

function ipv6Bytes(text: string): number[] {
  const [head = '', tail] = text.split('::')
  const groups = (part: string) => (part === '' ? [] : part.split(':'))
  const missing = 8 - groups(head).length - groups(tail ?? '').length
  const all = tail === undefined ? groups(head) : [...groups(head), ...Array(missing).fill('0'), ...groups(tail)]
  return all.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255])
}

export const xorMapped = (text: string, id: Uint8Array, type = XOR_MAPPED): StunAttribute => ({
  type,
  value: addressValue(text, id),
})

export interface StunMessageOptions {
  readonly type?: number
  readonly fingerprint?: boolean
}

export function stunMessage(
  id: Uint8Array,
  attributes: readonly StunAttribute[],
  { type = 0x0101, fingerprint = false }: StunMessageOptions = {},
): Buffer {
  const parts = attributes.map(({ type: kind, value }) => {
    const padding = Array((4 - (value.length % 4)) % 4).fill(0)
    return Buffer.from([kind >> 8, kind & 255, value.length >> 8, value.length & 255, ...value, ...padding])
  })
  const body = Buffer.concat(parts)
  const length = body.length + (fingerprint ? 8 : 0)
  const whole = Buffer.concat([Buffer.from([type >> 8, type & 255, length >> 8, length & 255, ...COOKIE, ...id]), body])
  if (!fingerprint) return whole
  const print = Buffer.alloc(8)
  print.writeUInt32BE(0x80280004, 0)
  print.writeUInt32BE((crc32Of(whole) ^ 0x5354554e) >>> 0, 4)
  return Buffer.concat([whole, print])
}

/** Node's own, so that the code under test is not compared with itself. */
const crc32Of = (bytes: Buffer): number => (crc32 as (data: Buffer) => number)(bytes)

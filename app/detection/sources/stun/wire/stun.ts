// STUN's binding request and its answer (RFC 8489). Pure.
import { type IpAddress, parseAddress } from '../../../../model/address.ts'

/** Bytes of a transaction id: random, so that nobody beside the way can guess it. */
export const TRANSACTION_ID_BYTES = 12

const HEADER_BYTES = 20
const MAGIC_COOKIE = 0x2112a442
const BINDING_REQUEST = 0x0001
const BINDING_SUCCESS = 0x0101
const BINDING_ERROR = 0x0111

const ERROR_CODE = 0x0009
const XOR_MAPPED_ADDRESS = 0x0020
/** The number that drafts of the standard had; some servers still send it. */
const OLD_XOR_MAPPED_ADDRESS = 0x8020
const FINGERPRINT = 0x8028
const FINGERPRINT_XOR = 0x5354554e
/**
 * What else may stand in an answer: MAPPED-ADDRESS, USERNAME, MESSAGE-INTEGRITY, UNKNOWN-ATTRIBUTES, REALM, NONCE, and those of
 * RFC 8489. Types from 0x8000 may be passed over; any other has to be understood (section 14).
 */
const PASSED_OVER = new Set([0x0001, 0x0006, 0x0008, 0x000a, 0x0014, 0x0015, 0x001c, 0x001d, 0x001e])

export type StunAnswer =
  | { readonly kind: 'address'; readonly address: IpAddress }
  /** The server refuses; as HTTP's, with 300 for another server. */
  | { readonly kind: 'refused'; readonly code: number }
  /** An answer to this question that tells no address. */
  | { readonly kind: 'unusable'; readonly why: string }

export function bindingRequest(transactionId: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, BINDING_REQUEST)
  view.setUint32(4, MAGIC_COOKIE)
  bytes.set(transactionId, 8)
  return bytes
}

interface Attribute {
  readonly type: number
  readonly value: DataView
  /** Where it begins in the message. */
  readonly at: number
}

/** @returns null for what is no whole answer to this request: forged, late or damaged. The real one may still come. */
export function readBindingAnswer(bytes: Uint8Array, transactionId: Uint8Array): StunAnswer | null {
  if (bytes.length < HEADER_BYTES) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const type = view.getUint16(0)
  if (type !== BINDING_SUCCESS && type !== BINDING_ERROR) return null
  if (view.getUint32(4) !== MAGIC_COOKIE || HEADER_BYTES + view.getUint16(2) !== bytes.length) return null
  if (transactionId.some((byte, index) => bytes[8 + index] !== byte)) return null
  const attributes = readAttributes(view)
  if (attributes === null || !isWhole(bytes, attributes)) return null
  return type === BINDING_ERROR ? readRefusal(attributes) : readMappedAddress(attributes, view)
}

/** @returns null when the lengths do not fit. Values are padded to four bytes (section 14). */
function readAttributes(view: DataView): readonly Attribute[] | null {
  const attributes: Attribute[] = []
  for (let at = HEADER_BYTES; at < view.byteLength; ) {
    if (at + 4 > view.byteLength) return null
    const length = view.getUint16(at + 2)
    const end = at + 4 + Math.ceil(length / 4) * 4
    if (end > view.byteLength) return null
    attributes.push({
      type: view.getUint16(at),
      value: new DataView(view.buffer, view.byteOffset + at + 4, length),
      at,
    })
    at = end
  }
  return attributes
}

/** A fingerprint is the last attribute, and the check sum of all before it (section 14.7). */
function isWhole(bytes: Uint8Array, attributes: readonly Attribute[]): boolean {
  const index = attributes.findIndex(({ type }) => type === FINGERPRINT)
  const print = attributes[index]
  if (print === undefined) return true
  if (index !== attributes.length - 1 || print.value.byteLength !== 4) return false
  return print.value.getUint32(0) === (crc32(bytes.subarray(0, print.at)) ^ FINGERPRINT_XOR) >>> 0
}

/** As zlib computes it, whose own is not in every runtime. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}

function readRefusal(attributes: readonly Attribute[]): StunAnswer {
  const value = attributes.find(({ type }) => type === ERROR_CODE)?.value
  if (value === undefined || value.byteLength < 4) return { kind: 'unusable', why: 'an error without a code' }
  return { kind: 'refused', code: (value.getUint8(2) & 7) * 100 + value.getUint8(3) }
}

/**
 * Only the XORed address counts: routers that rewrite addresses in packets do not know it. MAPPED-ADDRESS, which they may have
 * rewritten, is never taken.
 */
function readMappedAddress(attributes: readonly Attribute[], message: DataView): StunAnswer {
  const isXor = ({ type }: Attribute) => type === XOR_MAPPED_ADDRESS || type === OLD_XOR_MAPPED_ADDRESS
  const stranger = attributes.find((one) => one.type < 0x8000 && !PASSED_OVER.has(one.type) && !isXor(one))
  if (stranger !== undefined) return { kind: 'unusable', why: `an unknown part, type ${stranger.type}` }
  const found = attributes.filter(isXor).map(({ value }) => xorAddress(value, message))
  const [address] = found
  if (address === undefined) return { kind: 'unusable', why: 'no XOR-MAPPED-ADDRESS' }
  if (address === null || found.some((other) => other?.text !== address.text)) {
    return { kind: 'unusable', why: 'no single address' }
  }
  return { kind: 'address', address }
}

/** The address is XORed with the message's cookie and transaction id, which stand one after the other (section 14.2). */
function xorAddress(value: DataView, message: DataView): IpAddress | null {
  const size = { 1: 4, 2: 16 }[value.byteLength < 4 ? 0 : value.getUint8(1)]
  if (size === undefined || value.byteLength !== 4 + size) return null
  const bytes = Array.from({ length: size }, (_, index) => value.getUint8(4 + index) ^ message.getUint8(4 + index))
  if (size === 4) return parseAddress(bytes.join('.'))
  const group = (index: number) => (((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0)).toString(16)
  return parseAddress([0, 2, 4, 6, 8, 10, 12, 14].map(group).join(':'))
}

// PCP's announcement (RFC 6887, section 14.1): the gateway's state may be lost, or its address changed. It names no address,
// and PCP has no request that only reads one, so nothing else of PCP is used.

const VERSION = 2
/** The response bit and opcode 0. */
const ANNOUNCE = 0x80
const BYTES = { min: 24, max: 1_100 } as const

/** @returns the epoch time in seconds; null for anything but a successful announcement */
export function readPcpAnnouncement(bytes: Uint8Array): { readonly epochS: number } | null {
  if (bytes.length < BYTES.min || bytes.length > BYTES.max || bytes.length % 4 !== 0) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isAnnouncement = view.getUint8(0) === VERSION && view.getUint8(1) === ANNOUNCE && view.getUint8(3) === 0
  return isAnnouncement ? { epochS: view.getUint32(8) } : null
}

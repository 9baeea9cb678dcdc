// NAT-PMP's wire format (RFC 6886): the request for the external address, and its answer. Nothing that makes a mapping.

/** Where the gateway answers, and where it announces changes. PCP (RFC 6887) has the same ports and group. */
export const GATEWAY_PORT = 5351
export const ANNOUNCEMENT_PORT = 5350
export const ANNOUNCEMENT_GROUP = '224.0.0.1'

/** Version 0, opcode 0 (RFC 6886, section 3.2). */
export const externalAddressRequest = (): Uint8Array => new Uint8Array([0, 0])

export type NatPmpAnswer =
  | { readonly kind: 'address'; readonly address: string; readonly epochS: number }
  /** Result 3: the gateway has no address from its provider. */
  | { readonly kind: 'no-wan'; readonly epochS: number }
  /** The gateway knows the protocol and refuses: 1 version, 2 switched off, 4 out of resources, 5 opcode. */
  | { readonly kind: 'refused'; readonly code: number }

const ANSWER_OPCODE = 128
const ANSWER_BYTES = 12
const REFUSAL_BYTES = { min: 8, max: 16 } as const
const NETWORK_FAILURE = 3
const UNSUPPORTED_VERSION = 1
const PCP_VERSION = 2

/** Reads an answer, or an announcement, which has the same form. @returns null for anything else */
export function readNatPmp(bytes: Uint8Array): NatPmpAnswer | null {
  if (bytes.length < REFUSAL_BYTES.min) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // A gateway that speaks PCP only answers in its own version (RFC 6887, appendix A).
  if (view.getUint8(0) === PCP_VERSION && view.getUint8(3) === UNSUPPORTED_VERSION) {
    return { kind: 'refused', code: UNSUPPORTED_VERSION }
  }
  if (view.getUint8(0) !== 0 || view.getUint8(1) !== ANSWER_OPCODE) return null
  const code = view.getUint16(2)
  const epochS = view.getUint32(4)
  if (code === 0) {
    if (bytes.length !== ANSWER_BYTES) return null
    const address = [...bytes.subarray(8, 12)].join('.')
    return address === '0.0.0.0' ? { kind: 'no-wan', epochS } : { kind: 'address', address, epochS }
  }
  if (bytes.length > REFUSAL_BYTES.max) return null
  return code === NETWORK_FAILURE ? { kind: 'no-wan', epochS } : { kind: 'refused', code }
}

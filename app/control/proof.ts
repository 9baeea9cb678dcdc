// How instance and client prove to each other that they know the instance's token. The token itself is never sent: whoever
// has taken the instance's place at its address learns nothing and proves nothing.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** 128 bits in hex. For tokens and nonces. */
export const createToken = (): string => randomBytes(16).toString('hex')

/** Both nonces are part of a proof, so that none can be used again. */
export interface Nonces {
  readonly client: string
  readonly instance: string
}

/** @returns HMAC-SHA-256 in hex. The side is part of it, so that neither can send the other's proof back. */
export const proofOf = (side: 'client' | 'instance', token: string, { client, instance }: Nonces): string =>
  createHmac('sha256', token).update(`${side} ${client} ${instance}`).digest('hex')

/** Takes equally long for any two texts of one length. */
export const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

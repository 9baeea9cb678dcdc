// Splits a secret that is too long for one entry into parts of one generation, and a head that names the generation and holds
// a digest of the whole. An interrupted write leaves the old head, and with it the old secret.
import { createHash } from 'node:crypto'

/** CRED_MAX_CREDENTIAL_BLOB_SIZE of Windows, in bytes of UTF-8. The same on every system, so that all behave alike. */
export const MAX_ENTRY_BYTES = 2_560

export const MAX_PARTS = 64

export type Generation = 'a' | 'b'

export interface PartsHead {
  readonly generation: Generation
  readonly count: number
  readonly digest: string
}

const PREFIX = 'homeward-parts:1:'
const HEAD = /^homeward-parts:1:([ab]):(\d{1,3}):([0-9a-f]{64})$/

const digestOf = (value: string): string => createHash('sha256').update(value, 'utf8').digest('hex')

/** Whether the value needs no parts. A value that looks like a head always needs them. */
export const fitsOneEntry = (value: string): boolean =>
  Buffer.byteLength(value, 'utf8') <= MAX_ENTRY_BYTES && !value.startsWith(PREFIX)

/** Splits between characters, never inside one. */
export function cutIntoParts(value: string): string[] {
  const parts: string[] = []
  let part = ''
  let size = 0
  for (const character of value) {
    const bytes = Buffer.byteLength(character, 'utf8')
    if (size + bytes > MAX_ENTRY_BYTES) {
      parts.push(part)
      part = ''
      size = 0
    }
    part += character
    size += bytes
  }
  return [...parts, part]
}

export const headText = (generation: Generation, parts: readonly string[]): string =>
  `${PREFIX}${generation}:${parts.length}:${digestOf(parts.join(''))}`

/** @returns null when the entry is no head but the secret itself. */
export function readHead(entry: string): PartsHead | null {
  const [, generation, count, digest] = HEAD.exec(entry) ?? []
  if ((generation !== 'a' && generation !== 'b') || count === undefined || digest === undefined) return null
  return { generation, count: Number(count), digest }
}

export const joinsTo = (head: PartsHead, parts: readonly string[]): boolean =>
  parts.length === head.count && digestOf(parts.join('')) === head.digest

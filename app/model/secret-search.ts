// Finds secrets in a text, in whatever form they travelled: percent-encoded, escaped for HTML or JSON, in hex or base64, alone or
// amid other text. The time grows with the length of the text, whatever the text is.
import { decodedViews } from './decoded-text.ts'
import { base64 } from './encoding.ts'

export interface SecretSearch {
  /** @param users the user names that the secret is sent with */
  add(secret: string, users?: readonly string[]): void
  has(text: string): boolean
}

/** Letters of any case, blanks as forms write them, and ASCII text that was UTF-16 (a NUL beside each character). */
const folded = (text: string): string =>
  // Only the sigma has a lower case that depends on what stands after it.
  text.replaceAll('\0', '').toLowerCase().replaceAll('ς', 'σ').replaceAll('+', ' ')

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const hexOf = (text: string): string => [...bytesOf(text)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
const unpadded = (text: string): string => text.replace(/=+$/, '')
/** The alphabet for URLs and file names (RFC 4648, section 5). */
const urlSafe = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_')

/** A shorter piece of base64 occurs in ordinary text. */
const SHORTEST_CORE = 6

/**
 * Base64 of the secret amid other bytes: the characters that depend on the secret alone, for each of the three positions
 * that its first byte can have in a group.
 */
function base64Cores(secret: string): string[] {
  const length = bytesOf(secret).length
  const cores = [0, 1, 2].map((before) => {
    const encoded = unpadded(base64('\0'.repeat(before) + secret))
    const isPartial = (before + length) % 3 !== 0
    return encoded.slice(before === 0 ? 0 : before + 1, isPartial ? -1 : undefined)
  })
  return cores.filter((core) => core.length >= SHORTEST_CORE)
}

/**
 * The parts of a secret that survive an encoding we do not decode: its ASCII characters, which nearly all encodings share.
 * The other characters between them may have become anything.
 */
function asciiPieces(secret: string, shortest: number): string[] {
  const pieces = secret.split(/[^\x20-\x7e]+/)
  return pieces.length === 1 ? [] : pieces.filter((piece) => piece.length >= shortest)
}

function formsOf(secret: string, users: readonly string[], shortestPiece: number): readonly string[] {
  const packed = [secret, ...['', ...users].map((user) => `${user}:${secret}`)].map((text) => unpadded(base64(text)))
  const inBase64 = [...packed, ...base64Cores(secret)].flatMap((form) => [form, urlSafe(form)])
  const forms = [...decodedViews(secret), ...asciiPieces(secret, shortestPiece), hexOf(secret), ...inBase64]
  // Nothing but blanks would be found in every text.
  return [...new Set(forms.map(folded))].filter((form) => form.trim() !== '')
}

/** A needle is found by the hash of its first characters. Shorter needles are searched for one by one. */
const PREFIX = 4
const hashAt = (text: string, at: number): number =>
  (Math.imul(text.charCodeAt(at), 0x9e3779b1) ^
    Math.imul(text.charCodeAt(at + 1), 0x85ebca6b) ^
    Math.imul(text.charCodeAt(at + 2), 0xc2b2ae35) ^
    Math.imul(text.charCodeAt(at + 3), 0x27d4eb2f)) >>>
  16

/** So few are looked for one after the other: the engine's own search is faster then. */
const FEW = 24

/** @param shortestPiece the shortest ASCII part of a secret that counts as a find */
export function createSecretSearch(shortestPiece: number): SecretSearch {
  const needles = new Set<string>()
  const short = new Set<string>()
  /** By the hash of the first characters. Over all secrets: the number of accounts must not multiply the time. */
  const byPrefix = new Map<number, string[]>()
  const isPrefix = new Uint8Array(65_536)

  function addNeedle(needle: string): void {
    if (needles.has(needle)) return
    needles.add(needle)
    if (needle.length < PREFIX) {
      short.add(needle)
      return
    }
    const hash = hashAt(needle, 0)
    isPrefix[hash] = 1
    const same = byPrefix.get(hash)
    if (same === undefined) byPrefix.set(hash, [needle])
    else same.push(needle)
  }

  function hasNeedle(text: string): boolean {
    for (const needle of needles.size <= FEW ? needles : short) if (text.includes(needle)) return true
    if (needles.size <= FEW) return false
    for (let at = 0; at + PREFIX <= text.length; at += 1) {
      const hash = hashAt(text, at)
      if (isPrefix[hash] === 1 && byPrefix.get(hash)?.some((needle) => text.startsWith(needle, at))) return true
    }
    return false
  }

  return {
    add: (secret, users = []) => {
      if (secret === '') return
      for (const form of formsOf(secret, users, shortestPiece)) addNeedle(form)
    },
    has: (text) => needles.size > 0 && decodedViews(text).some((view) => hasNeedle(folded(view))),
  }
}

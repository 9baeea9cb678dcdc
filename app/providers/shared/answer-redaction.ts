// Takes an account's secrets out of text that a provider or the system sent back, in every form in which we or a
// server that repeats the request could have written them.
import type { ProviderAccount } from '../../model/provider.ts'

const LONGEST = 200
const MASK = '***'

/** Base64 of the UTF-8 bytes. */
export const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

/** Percent-encoded (RFC 3986) with nothing but its unreserved characters left as they are. Never throws. */
export const percentEncoded = (text: string): string =>
  encodeURIComponent(text.replace(/\p{Cs}/gu, '\uFFFD')).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )

const HTML: readonly (readonly [string, string])[] = [
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]

function formsOf(secret: string, account: ProviderAccount): string[] {
  const plain = [secret, percentEncoded(secret), encodeURIComponent(secret.replace(/\p{Cs}/gu, '\uFFFD'))]
  const users = ['', ...Object.values(account.fields)]
  const packed = [base64(secret), ...users.map((user) => base64(`${user}:${secret}`))]
  return [
    ...plain,
    ...plain.map((form) => form.replaceAll('%20', '+')),
    JSON.stringify(secret).slice(1, -1),
    HTML.reduce((text, [from, to]) => text.replaceAll(from, to), secret),
    // Some write base64 without its padding, or in the alphabet for URLs.
    ...packed.map((form) => form.replace(/=+$/, '')),
    ...packed.map((form) => form.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_')),
  ]
}

/** A shorter piece is part of ordinary words, and tells nobody the rest. */
const SHORTEST_PIECE = 4

/**
 * What is left of a secret in an encoding that we do not read: its ASCII characters, which nearly all encodings share.
 * Between them stands whatever became of the others.
 */
function piecesOf(secret: string): string[] {
  const pieces = secret.split(/[^\x20-\x7e]+/)
  return pieces.length === 1 ? [] : pieces.filter((piece) => piece.length >= SHORTEST_PIECE)
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Made once an account and job: an answer may have a line for each of twenty names. */
const patterns = new WeakMap<ProviderAccount, RegExp | 'none'>()

function patternOf(account: ProviderAccount): RegExp | 'none' {
  const secrets = Object.values(account.secrets).filter((secret) => secret !== '')
  const forms = new Set(secrets.flatMap((secret) => [...formsOf(secret, account), ...piecesOf(secret)]))
  // Longest first, so that a secret contained in another form does not leave the rest of that form behind.
  const longestFirst = [...forms].sort((a, b) => b.length - a.length)
  return longestFirst.length === 0 ? 'none' : new RegExp(longestFirst.map(literally).join('|'), 'gi')
}

/** The text without the account's secrets, letter case disregarded. */
export function redact(text: string, account: ProviderAccount): string {
  const pattern = patterns.get(account) ?? patternOf(account)
  patterns.set(account, pattern)
  // ASCII text in UTF-16 is that text with a NUL beside each character.
  const plain = text.replaceAll('\0', '')
  return pattern === 'none' ? plain : plain.replace(pattern, MASK)
}

/** First line that holds anything, redacted, printable, at most 200 characters; null when there is none. */
export function firstLine(text: string, account: ProviderAccount): string | null {
  // Redacted before it is cut, so that no half of a secret stays.
  const line = redact(text, account)
    .split(/[\r\n]+/)
    .map((candidate) => candidate.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim())
    .find((candidate) => candidate !== '')
  if (line === undefined) return null
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1).replace(/\p{Cs}$/u, '')}…`
}

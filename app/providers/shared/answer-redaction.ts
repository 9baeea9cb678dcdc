// Removes an account's secrets from text that a provider or the system sent back, before it is kept or shown.
import type { ProviderAccount } from '../../model/provider.ts'
import { REDACTED, secretForms } from '../../model/redaction.ts'

const MAX_LENGTH = 200

/** A shorter piece occurs in ordinary words, and does not reveal the rest of the secret. */
const MIN_PIECE_LENGTH = 4

/**
 * The parts of a secret that survive an encoding we do not decode: its ASCII characters, which nearly all encodings share.
 * The other characters between them may have become anything.
 */
function asciiPiecesOf(secret: string): string[] {
  const pieces = secret.split(/[^\x20-\x7e]+/)
  return pieces.length === 1 ? [] : pieces.filter((piece) => piece.length >= MIN_PIECE_LENGTH)
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Built once per account and job: a reply may have a line for each of twenty names. */
const patterns = new WeakMap<ProviderAccount, RegExp | 'none'>()

function patternOf(account: ProviderAccount): RegExp | 'none' {
  const users = Object.values(account.fields)
  const secrets = Object.values(account.secrets)
  const forms = new Set(secrets.flatMap((secret) => [...secretForms(secret, users), ...asciiPiecesOf(secret)]))
  // Longest first: the account may have several secrets, and one may be a part of another.
  const longestFirst = [...forms].sort((a, b) => b.length - a.length)
  return longestFirst.length === 0 ? 'none' : new RegExp(longestFirst.map(literally).join('|'), 'gi')
}

/** The text without the account's secrets, in upper or lower case alike. */
export function redact(text: string, account: ProviderAccount): string {
  const pattern = patterns.get(account) ?? patternOf(account)
  patterns.set(account, pattern)
  // ASCII text in UTF-16 is that text with a NUL beside each character.
  const plain = text.replaceAll('\0', '')
  return pattern === 'none' ? plain : plain.replace(pattern, REDACTED)
}

/** First line that is not blank: redacted, printable, at most 200 characters; null when there is none. */
export function firstLine(text: string, account: ProviderAccount): string | null {
  // Redacted before it is cut, so that no half of a secret stays.
  const line = redact(text, account)
    .split(/[\r\n]+/)
    .map((candidate) => candidate.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim())
    .find((candidate) => candidate !== '')
  if (line === undefined) return null
  return line.length <= MAX_LENGTH ? line : `${line.slice(0, MAX_LENGTH - 1).replace(/\p{Cs}$/u, '')}…`
}

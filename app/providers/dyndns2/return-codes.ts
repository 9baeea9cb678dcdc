// The words of the dyndns2 protocol and what each means for what happens next.
// Sources: https://help.dyn.com/remote-access-api/return-codes/ and https://www.noip.com/integrate/response
import type { FailureKind } from '../../contract/failure.ts'

export interface Word {
  readonly kind: FailureKind
  /** Milliseconds to stay away where the word itself asks for it. */
  readonly waitMs?: number
}

/** No-IP asks for 30 minutes after 911; the others name no time and get the same. */
const OUTAGE_MS = 30 * 60_000

export const SUCCESS_WORDS: Readonly<Record<string, { readonly changed: boolean }>> = {
  good: { changed: true },
  nochg: { changed: false },
}

export const FAILURE_WORDS: Readonly<Record<string, Word>> = {
  badauth: { kind: 'credentials' },
  '!donator': { kind: 'account' },
  badagent: { kind: 'account' },
  badsys: { kind: 'account' },
  badrequest: { kind: 'account' },
  // Dynu's word for a request or an account that it cannot make out.
  unknown: { kind: 'account' },
  notfqdn: { kind: 'hostname' },
  // A misspelling that some servers send.
  nofqdn: { kind: 'hostname' },
  nohost: { kind: 'hostname' },
  '!yours': { kind: 'hostname' },
  '!active': { kind: 'hostname' },
  numhost: { kind: 'hostname' },
  abuse: { kind: 'blocked' },
  dnserr: { kind: 'provider', waitMs: OUTAGE_MS },
  '911': { kind: 'provider', waitMs: OUTAGE_MS },
  servererror: { kind: 'provider', waitMs: OUTAGE_MS },
}

/** Said once, these are said of the whole request. */
const REQUEST_WORDS: ReadonlySet<string> = new Set([
  'badauth',
  '!donator',
  'badagent',
  'badsys',
  'badrequest',
  'unknown',
  'numhost',
  '911',
  'servererror',
])
export const isRequestWord = (word: string): boolean => REQUEST_WORDS.has(word)

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 }

/**
 * Old Dyn servers: w15m means "wait 15 minutes". How long a wait may be at most is for whoever holds to it; a number of
 * more than 15 digits is no number of anything. @returns milliseconds, null when the word is not of that form
 */
export function waitWord(word: string): number | null {
  const [, digits, unit] = /^w(\d{1,15})([smh])$/.exec(word) ?? []
  return digits === undefined || unit === undefined ? null : Number(digits) * (UNITS[unit] ?? 0)
}

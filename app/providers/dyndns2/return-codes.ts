// The return codes of the dyndns2 protocol, and what each one means for what happens next.
// Sources: https://help.dyn.com/remote-access-api/return-codes/ and https://www.noip.com/integrate/response
import type { FailureKind } from '../../contract/failure.ts'

export interface ReturnCode {
  readonly kind: FailureKind
  /** Milliseconds to wait, where the code itself asks for it. */
  readonly waitMs?: number
}

/** No-IP asks for 30 minutes after 911. The other codes name no time and get the same. */
const OUTAGE_MS = 30 * 60_000

export const SUCCESS_CODES: Readonly<Record<string, { readonly changed: boolean }>> = {
  good: { changed: true },
  nochg: { changed: false },
}

export const FAILURE_CODES: Readonly<Record<string, ReturnCode>> = {
  badauth: { kind: 'credentials' },
  '!donator': { kind: 'account' },
  badagent: { kind: 'account' },
  badsys: { kind: 'account' },
  badrequest: { kind: 'account' },
  // Dynu's code for a request or an account that it does not understand.
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

/** English words, numbers and units: more than a sign after them makes another word, such as "911.5" or "w5m.example.org". */
const isCommon = (code: string): boolean => /^(unknown|abuse|911)$/.test(code) || waitOfCode(code) !== null

/**
 * The code of a failure that a word begins with, where a sign or a number follows it: "badauth2", "nohost.", "911:". Letters
 * make another word, and so do those of a domain after a full stop.
 * @param word in lower case
 */
export function failureCodeIn(word: string): string | null {
  const [, code = '', tail = ''] = /^(911|w\d+[smh]|!?[a-z]+)((?![a-z]|\.[a-z]).*)$/s.exec(word) ?? []
  if (!Object.hasOwn(FAILURE_CODES, code) && waitOfCode(code) === null) return null
  return tail === '' || !isCommon(code) || /^[:;<]|^[:;<,.!]+$/.test(tail) ? code : null
}

const REQUEST_CODES: ReadonlySet<string> = new Set([
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
/** Whether the code, given once, applies to the whole request and not to the hostname of its line. */
export const appliesToRequest = (code: string): boolean => REQUEST_CODES.has(code)

/**
 * Whether the code, said once for several hostnames, may be about their number or about any one of them: a success, a hostname's
 * word, and the words for a request that the server cannot read.
 */
export const isAboutHosts = (code: string): boolean =>
  Object.hasOwn(SUCCESS_CODES, code) ||
  ['badrequest', 'unknown'].includes(code) ||
  (Object.hasOwn(FAILURE_CODES, code) && FAILURE_CODES[code]?.kind === 'hostname')

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 }

/**
 * The wait of a code such as "w15m", which old Dyn servers send for "wait 15 minutes". The caller limits it. Numbers of
 * more than 15 digits are not numbers of anything.
 * @returns milliseconds; null when the code is not of that form
 */
export function waitOfCode(code: string): number | null {
  const [, digits, unit] = /^w(\d{1,15})([smh])$/.exec(code) ?? []
  return digits === undefined || unit === undefined ? null : Number(digits) * (UNITS[unit] ?? 0)
}

// What an HTTP exchange means when its body says nothing that a provider's dialect knows: RFC 9110 status codes,
// Retry-After, and the faults of the transport.
import { FAILURES, type Failure, type FailureKind } from '../../contract/failure.ts'
import type { HttpResult, TransportFault } from '../../model/ports.ts'
import type { ProviderAccount } from '../../model/provider.ts'
import { firstLine } from './answer-redaction.ts'

export type HttpReply = Extract<HttpResult, { ok: true }>

/** A longer wait is taken for a mistake of the server: it would silence the account for good. */
const LONGEST_WAIT_MS = 30 * 24 * 3_600_000

const FAULT_KINDS: Readonly<Record<TransportFault, FailureKind>> = {
  dns: 'network',
  refused: 'network',
  reset: 'network',
  timeout: 'network',
  tls: 'network',
  unreachable: 'network',
  other: 'network',
  'plain-http': 'account',
  'too-large': 'unrecognised',
}

const STATUS_KINDS: Readonly<Record<number, FailureKind>> = {
  400: 'account',
  401: 'credentials',
  403: 'credentials',
  404: 'hostname',
  405: 'account',
  407: 'network',
  408: 'network',
  415: 'account',
  422: 'account',
  429: 'throttled',
}

const REDIRECTS: readonly number[] = [300, 301, 302, 303, 307, 308]

/** A wait that is over before it is written down would be none. */
const SHORTEST_WAIT_MS = 1_000

/**
 * Epoch milliseconds after a wait, a second to 30 days on; null when the wait is none, since that would mean "at once".
 * @param now when the answer came, epoch milliseconds
 */
export const waitUntil = (now: number, ms: number): number | null =>
  ms > 0 ? now + Math.min(Math.max(ms, SHORTEST_WAIT_MS), LONGEST_WAIT_MS) : null

/** RFC 9110 section 10.2.3: seconds or an HTTP date. Null when absent, unreadable or already over. */
export function retryAfter(value: string | undefined, now: number): number | null {
  const text = value?.trim() ?? ''
  if (/^\d{1,15}$/.test(text)) return waitUntil(now, Number(text) * 1_000)
  if (!/\d{2}:\d{2}:\d{2}/.test(text)) return null
  // The oldest of the three forms of a date (section 5.6.7) does not say GMT but means it.
  const at = Date.parse(/GMT$/i.test(text) ? text : `${text} GMT`)
  return Number.isNaN(at) ? null : waitUntil(now, at - now)
}

/**
 * The failure that the words of a reply are, held as long as its Retry-After asks where that is longer than what the
 * words ask for: both were said, and who waits the longer time has heeded both.
 */
export function heedRetryAfter(failure: Failure, { headers }: HttpReply, now: number): Failure {
  const until = FAILURES[failure.kind].mayNameTime ? retryAfter(headers['retry-after'], now) : null
  return until === null || until <= (failure.retryAt ?? 0) ? failure : { ...failure, retryAt: until }
}

/**
 * The failure that a reply is when the dialect knows nothing in its body.
 * @param detail the answer's words where they are not simply its first line, already redacted
 */
export function failureOfReply(
  reply: HttpReply,
  account: ProviderAccount,
  now: number,
  detail: string | null = firstLine(reply.body, account),
): Failure {
  const { status } = reply
  if (status >= 200 && status < 300) return unrecognised(reply, account)
  // Not followed: credentials go to the host they were entered for and to no other. Trying again would change nothing.
  if (REDIRECTS.includes(status)) {
    return { kind: 'unrecognised', code: 'redirect', detail: redirectTarget(reply, account), retryAt: null }
  }
  const kind = STATUS_KINDS[status] ?? (status >= 500 ? 'provider' : 'unrecognised')
  return heedRetryAfter({ kind, code: `http-${status}`, detail, retryAt: null }, reply, now)
}

/** Text that no rule of the dialect knows. It is never taken for a success, whatever it looks like. */
export function unrecognised({ body }: HttpReply, account: ProviderAccount): Failure {
  const text = body.trim()
  const code = text === '' ? 'empty' : text.startsWith('<') ? 'html' : 'unknown-word'
  return { kind: 'unrecognised', code, detail: firstLine(body, account), retryAt: null }
}

/** No reply at all. */
export function failureOfFault(result: Extract<HttpResult, { ok: false }>, account: ProviderAccount): Failure {
  const detail = firstLine(result.message, account)
  return { kind: FAULT_KINDS[result.fault], code: result.fault, detail, retryAt: null }
}

/** Names where a redirect leads, without query and user name: they may repeat what was sent. */
function redirectTarget({ headers }: HttpReply, account: ProviderAccount): string | null {
  const bare = (headers.location ?? '').replace(/[?#].*$/s, '').replace(/^([a-z][a-z0-9+.-]*:)?\/\/[^/]*@/i, '$1//')
  return firstLine(bare, account)
}

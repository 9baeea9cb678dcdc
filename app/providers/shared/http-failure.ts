// Classifies an HTTP exchange whose body the provider's dialect does not know: by status code and Retry-After (RFC 9110),
// or by the fault of the transport.
import { FAILURES, type Failure, type FailureKind } from '../../contract/failure.ts'
import type { HttpResult, TransportFault } from '../../model/ports.ts'
import type { ProviderAccount } from '../../model/provider.ts'
import { firstLine } from './answer-redaction.ts'
import { isPage, pageText, saysNotFound } from './error-page.ts'

export type HttpReply = Extract<HttpResult, { ok: true }>

/** A longer wait counts as an error of the server: it would silence the account for good. */
const MAX_WAIT_MS = 30 * 24 * 3_600_000

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
  malformed: 'unrecognised',
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

/** These statuses count whoever sends them: the credentials were refused, or there were too many requests. */
const OWN_MEANING: readonly number[] = [401, 429]

const REDIRECTS: readonly number[] = [300, 301, 302, 303, 307, 308]

/** A shorter wait would have ended before it is stored. */
const MIN_WAIT_MS = 1_000

/**
 * The end of a wait in epoch milliseconds, one second to 30 days from now; null for a wait of zero, which means "at once".
 * @param now when the reply came, epoch milliseconds
 */
export const waitUntil = (now: number, ms: number): number | null =>
  ms > 0 ? now + Math.min(Math.max(ms, MIN_WAIT_MS), MAX_WAIT_MS) : null

/** RFC 9110, section 10.2.3: seconds or an HTTP date. Null when absent, unreadable or already past. */
export function retryAfter(value: string | undefined, now: number): number | null {
  const text = value?.trim() ?? ''
  if (/^\d{1,15}$/.test(text)) return waitUntil(now, Number(text) * 1_000)
  if (!/\d{2}:\d{2}:\d{2}/.test(text)) return null
  // The oldest of the three date formats (section 5.6.7) means GMT without saying so.
  const at = Date.parse(/GMT$/i.test(text) ? text : `${text} GMT`)
  return Number.isNaN(at) ? null : waitUntil(now, at - now)
}

/**
 * Extends the wait of a failure to the reply's Retry-After, if that is longer: the longer wait respects both.
 */
export function withRetryAfter(failure: Failure, { headers }: HttpReply, now: number): Failure {
  const until = FAILURES[failure.kind].mayNameTime ? retryAfter(headers['retry-after'], now) : null
  return until === null || until <= (failure.retryAt ?? 0) ? failure : { ...failure, retryAt: until }
}

/** The body is the service's own, as the JSON of its API is. */
export interface OwnWords {
  /** What it says, already redacted; null where it says nothing. */
  readonly detail: string | null
}

/**
 * The failure of a reply that holds no return code of the dialect.
 * @param own absent: the body may be anybody's. A web page is then no refusal, whatever its status: it may come from a
 *   proxy, a bot wall or a front end whose service is down
 */
export function failureOfReply(reply: HttpReply, account: ProviderAccount, now: number, own?: OwnWords): Failure {
  const { status } = reply
  if (status >= 200 && status < 300) return unrecognised(reply, account)
  // Not followed: credentials go only to the host they were entered for. A retry would meet the same redirect.
  if (REDIRECTS.includes(status)) {
    return { kind: 'unrecognised', code: 'redirect', detail: redirectTarget(reply, account), retryAt: null }
  }
  if (own === undefined && saysNotFound(reply)) {
    return { kind: 'unrecognised', code: 'name-not-found', detail: firstLine(reply.body, account), retryAt: null }
  }
  if (own === undefined && status >= 400 && status < 500 && !OWN_MEANING.includes(status) && isPage(reply)) {
    const detail = firstLine(`HTTP ${status}: ${pageText(reply.body)}`, account)
    return { kind: 'unrecognised', code: 'page', detail, retryAt: null }
  }
  const detail = own?.detail ?? firstLine(reply.body, account)
  const kind = STATUS_KINDS[status] ?? (status >= 500 ? 'provider' : 'unrecognised')
  return withRetryAfter({ kind, code: `http-${status}`, detail, retryAt: null }, reply, now)
}

/** Some servers say yes so. */
export const NO_CONTENT: Failure = { kind: 'unrecognised', code: 'empty', detail: 'HTTP 204', retryAt: null }

/** A reply that no rule of the dialect knows. It never counts as a success, whatever it looks like. */
export function unrecognised({ status, body }: HttpReply, account: ProviderAccount): Failure {
  const text = body.trim()
  if (text === '' && status === 204) return { ...NO_CONTENT }
  const code = text === '' ? 'empty' : text.startsWith('<') ? 'html' : 'unknown-word'
  return { kind: 'unrecognised', code, detail: firstLine(body, account), retryAt: null }
}

/** The failure where there was no reply at all. */
export function failureOfFault(result: Extract<HttpResult, { ok: false }>, account: ProviderAccount): Failure {
  const detail = firstLine(result.message, account)
  return { kind: FAULT_KINDS[result.fault], code: result.fault, detail, retryAt: null }
}

/** The address that a redirect leads to, without query and user name: they may repeat what was sent. */
function redirectTarget({ headers }: HttpReply, account: ProviderAccount): string | null {
  const bare = (headers.location ?? '').replace(/[?#].*$/s, '').replace(/^([a-z][a-z0-9+.-]*:)?\/\/[^/]*@/i, '$1//')
  return firstLine(bare, account)
}

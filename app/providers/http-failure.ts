// From what HTTP said to a failure kind, the same for every provider that has no word of its own for it.
import type { Failure, FailureKind } from '../contract/failure.ts'
import type { HttpResult, TransportFault } from '../model/ports.ts'

type Answered = Extract<HttpResult, { ok: true }>
type Unanswered = Extract<HttpResult, { ok: false }>

/** Faults of the account's own settings, not of the network. */
const FAULT_KINDS: Partial<Record<TransportFault, FailureKind>> = {
  'plain-http': 'account',
  'too-large': 'unrecognised',
}

export const transportFailure = ({ fault, message }: Unanswered): Failure => ({
  kind: FAULT_KINDS[fault] ?? 'network',
  code: fault,
  detail: message,
  retryAt: null,
})

/** Longer than any provider documents: a larger number is a mistake of the server, not a wish. */
const LONGEST_WAIT_MS = 7 * 24 * 3_600_000

/**
 * Reads Retry-After: seconds or a date (RFC 9110 section 10.2.3).
 * @returns epoch milliseconds, null when there is none that can be read
 */
export function retryAfter(headers: Answered['headers'], now: number): number | null {
  const value = headers['retry-after']?.trim()
  if (!value) return null
  const at = /^\d+$/.test(value) ? now + Number(value) * 1_000 : Date.parse(value)
  return Number.isNaN(at) ? null : Math.min(Math.max(at, now), now + LONGEST_WAIT_MS)
}

function kindOf(status: number): FailureKind {
  if (status === 401 || status === 403) return 'credentials'
  if (status === 404) return 'hostname'
  if (status === 400 || status === 405 || status === 422) return 'account'
  if (status === 429) return 'throttled'
  return status >= 500 || (status >= 300 && status < 400) ? 'provider' : 'unrecognised'
}

/** @param detail the answer's words, already fit to be shown */
export function statusFailure(answer: Answered, detail: string | null, now: number): Failure {
  const kind = kindOf(answer.status)
  const isRedirect = answer.status >= 300 && answer.status < 400
  return {
    kind,
    code: isRedirect ? 'redirect' : `http-${answer.status}`,
    detail: isRedirect ? redirectTarget(answer) : detail,
    retryAt: kind === 'throttled' || answer.status === 503 ? retryAfter(answer.headers, now) : null,
  }
}

/** Where a redirect points, without path and query: they may repeat what was sent. */
function redirectTarget({ headers }: Answered): string | null {
  try {
    return new URL(headers.location ?? '').host
  } catch {
    // A relative or broken target names no other host.
    return null
  }
}

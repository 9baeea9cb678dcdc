// The faults that a practice server commits on request, and the list of those that wait for their request.

export type FaultKind =
  /** `text` in place of the true answer, with `status` (200): any word, any body, `contentType` (text/plain). */
  | { readonly kind: 'word'; readonly text: string; readonly status?: number; readonly contentType?: string }
  /** These very bytes, in base64, in place of the true answer: text in another encoding than the rest of the world's. */
  | { readonly kind: 'bytes'; readonly base64: string; readonly status?: number; readonly contentType?: string }
  /** A bare HTTP status, with `headers` and `text` where given. */
  | {
      readonly kind: 'status'
      readonly status: number
      readonly text?: string
      readonly headers?: Readonly<Record<string, string>>
    }
  /** 429 with Retry-After: seconds, or an HTTP date; none when null. */
  | { readonly kind: 'throttle'; readonly retryAfter: number | string | null }
  /** The true answer, `ms` milliseconds late. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** The true answer, one byte every `ms` milliseconds. */
  | { readonly kind: 'drip'; readonly ms: number }
  /** The connection is reset in place of an answer. */
  | { readonly kind: 'reset' }
  /** No answer ever comes; the connection stays open. */
  | { readonly kind: 'hang' }
  /** An HTML page, as a captive portal or a broken front end gives. */
  | { readonly kind: 'html'; readonly status?: number }
  | { readonly kind: 'empty'; readonly status?: number }
  /** A body without an end in sight: `bytes` of it, default 64 MiB. */
  | { readonly kind: 'huge'; readonly bytes?: number }
  /** A small gzip body that unpacks to `bytes`, default 1 GiB. */
  | { readonly kind: 'gzip-bomb'; readonly bytes?: number }
  /** Promises more bytes than come before the connection ends. */
  | { readonly kind: 'truncated' }
  /** `location` may name another host; `status` is 302 unless given. */
  | { readonly kind: 'redirect'; readonly location: string; readonly status?: number }

/** Which requests a fault meets: all that is given must hold. */
export interface FaultTarget {
  /** How the path begins. */
  readonly path?: string
  readonly method?: string
  /** Occurs in the path, the query or the body. */
  readonly hostname?: string
  /** Of Basic authentication. */
  readonly username?: string
}

export type Fault = FaultKind & {
  /** How many requests it meets; until cleared when absent. */
  readonly times?: number
  readonly only?: FaultTarget
  /** The provider does what was asked before it fails; `delay` and `drip` always do. */
  readonly apply?: boolean
}

export interface FaultySubject {
  readonly method: string
  readonly path: string
  /** Path, query and body. */
  readonly text: string
  readonly username: string | null
}

export interface FaultList {
  add(fault: Fault): void
  /** The oldest fault that meets this request, counted as used once more; null when none does. */
  take(subject: FaultySubject): Fault | null
  clear(): void
  /** Faults that still wait, with the times that are left. */
  waiting(): Fault[]
}

const KINDS: readonly string[] = [
  'word',
  'bytes',
  'status',
  'throttle',
  'delay',
  'drip',
  'reset',
  'hang',
  'html',
  'empty',
  'huge',
  'gzip-bomb',
  'truncated',
  'redirect',
] satisfies FaultKind['kind'][]

/** @returns the fault, or a sentence about what is wrong with the value. */
export function readFault(value: unknown): { fault: Fault } | { wrong: string } {
  const fault = value as Fault
  if (typeof value !== 'object' || value === null || !KINDS.includes(fault.kind)) {
    return { wrong: `a fault is an object whose kind is one of ${KINDS.join(', ')}` }
  }
  if (fault.kind === 'word' && typeof fault.text !== 'string') return { wrong: 'the fault "word" needs a text' }
  if (fault.kind === 'bytes' && typeof fault.base64 !== 'string') return { wrong: 'the fault "bytes" needs base64' }
  if (fault.kind === 'redirect' && typeof fault.location !== 'string') return { wrong: 'a redirect needs a location' }
  if (fault.kind === 'status' && !Number.isInteger(fault.status)) return { wrong: 'the fault "status" needs a status' }
  if ((fault.kind === 'delay' || fault.kind === 'drip') && !(fault.ms >= 0))
    return { wrong: `the fault "${fault.kind}" needs ms` }
  return { fault }
}

const meets = ({ only = {} }: Fault, { method, path, text, username }: FaultySubject) =>
  (only.path === undefined || path.startsWith(only.path)) &&
  (only.method === undefined || method === only.method) &&
  (only.hostname === undefined || text.includes(only.hostname)) &&
  (only.username === undefined || username === only.username)

export function createFaultList(): FaultList {
  let waiting: { fault: Fault; left: number }[] = []
  return {
    add: (fault) => {
      waiting.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY })
    },
    take: (subject) => {
      const found = waiting.find(({ fault }) => meets(fault, subject))
      if (!found) return null
      found.left--
      if (found.left <= 0) waiting = waiting.filter((one) => one !== found)
      return found.fault
    },
    clear: () => {
      waiting = []
    },
    waiting: () => waiting.map(({ fault, left }) => (Number.isFinite(left) ? { ...fault, times: left } : fault)),
  }
}

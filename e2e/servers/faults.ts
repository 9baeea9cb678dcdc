// The faults that a practice server delivers on request, and the list of those that wait for a request.

export type FaultKind =
  /** `text` in place of the true answer, with `status` (200): any word, any body, `contentType` (text/plain). */
  | { readonly kind: 'word'; readonly text: string; readonly status?: number; readonly contentType?: string }
  /** These bytes, given in base64, in place of the true answer: text in an unusual encoding. */
  | { readonly kind: 'bytes'; readonly base64: string; readonly status?: number; readonly contentType?: string }
  /** These bytes in place of the whole answer, status line and all: an answer that is not quite HTTP. */
  | { readonly kind: 'raw'; readonly text: string }
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
  /** A huge body of `bytes`, default 64 MiB. */
  | { readonly kind: 'huge'; readonly bytes?: number }
  /** A small gzip body that unpacks to `bytes`, default 1 GiB. */
  | { readonly kind: 'gzip-bomb'; readonly bytes?: number }
  /** The connection ends before all announced bytes are sent. */
  | { readonly kind: 'truncated' }
  /** `location` may name another host; `status` is 302 unless given. */
  | { readonly kind: 'redirect'; readonly location: string; readonly status?: number }

/** Which requests a fault applies to: all given conditions must hold. */
export interface FaultTarget {
  /** The path begins with this. */
  readonly path?: string
  readonly method?: string
  /** The path, the query or the body contains this. */
  readonly hostname?: string
  /** The user name of Basic authentication. */
  readonly username?: string
}

export type Fault = FaultKind & {
  /** How many requests it applies to; all until cleared when absent. */
  readonly times?: number
  readonly only?: FaultTarget
  /** The provider applies the request before it fails; `delay` and `drip` always do. */
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
  /** The oldest fault that applies to this request, which uses it once; null when none does. */
  take(subject: FaultySubject): Fault | null
  clear(): void
  /** Faults that still wait, with their remaining times. */
  waiting(): Fault[]
}

const KINDS: readonly string[] = [
  'word',
  'bytes',
  'raw',
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

/** @returns the fault, or a sentence about the problem with the value */
export function readFault(value: unknown): { fault: Fault } | { problem: string } {
  const fault = value as Fault
  if (typeof value !== 'object' || value === null || !KINDS.includes(fault.kind)) {
    return { problem: `a fault is an object whose kind is one of ${KINDS.join(', ')}` }
  }
  if (fault.kind === 'word' && typeof fault.text !== 'string') return { problem: 'the fault "word" needs a text' }
  if (fault.kind === 'raw' && typeof fault.text !== 'string') return { problem: 'the fault "raw" needs a text' }
  if (fault.kind === 'bytes' && typeof fault.base64 !== 'string') return { problem: 'the fault "bytes" needs base64' }
  if (fault.kind === 'redirect' && typeof fault.location !== 'string') return { problem: 'a redirect needs a location' }
  if (fault.kind === 'status' && !Number.isInteger(fault.status))
    return { problem: 'the fault "status" needs a status' }
  if ((fault.kind === 'delay' || fault.kind === 'drip') && !(fault.ms >= 0))
    return { problem: `the fault "${fault.kind}" needs ms` }
  return { fault }
}

const appliesTo = ({ only = {} }: Fault, { method, path, text, username }: FaultySubject) =>
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
      const found = waiting.find(({ fault }) => appliesTo(fault, subject))
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

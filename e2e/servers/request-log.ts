// Every request that a practice server received, oldest first. Secrets are removed before anything is kept.

export interface LoggedRequest {
  /** 1, 2, 3, … in order of arrival, over all requests of this log. */
  readonly id: number
  /** When the first byte of the request arrived: epoch milliseconds with a fraction. */
  readonly at: number
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly userAgent: string
  readonly remoteAddress: string
  /** The user name of Basic authentication, valid or not; null without. */
  readonly username: string | null
  readonly body: string
  /** Null before the reply, and for ever when the connection ended without one. */
  readonly status: number | null
  /** The reply's text, at most 4,096 characters. */
  readonly answer: string | null
  /** The kind of fault that was delivered. */
  readonly fault: string | null
  /** When the reply was written or the connection ended, epoch milliseconds; null before. */
  readonly doneAt: number | null
}

export type RequestListener = (request: LoggedRequest) => void

export interface RequestLog {
  /** Adds a request that has just arrived. @returns the function that reports its progress */
  open(request: Omit<LoggedRequest, 'id' | keyof RequestOutcome>): RequestProgress
  /** The requests with a greater id, including those without a reply. */
  since(id: number): LoggedRequest[]
  /** Called once per request, when it is answered or its connection has ended. */
  subscribe(listener: RequestListener): () => void
  clear(): void
}

type RequestOutcome = Pick<LoggedRequest, 'body' | 'status' | 'answer' | 'fault' | 'doneAt'>

export type RequestProgress = (outcome: Partial<RequestOutcome>) => void

const MAX_TEXT = 4_096
const REDACTED = '[redacted]'
const SECRET_PARAMETERS = /([?&](?:token|password|passwd|pass|key|secret)=)[^&]*/gi

/** A shorter secret occurs in ordinary words: it would garble the log and hide nothing. */
const MIN_SECRET_LENGTH = 6

/**
 * Removes the values of parameters such as `token`, and known secrets anywhere, percent-encoded or not. A secret of fewer
 * than six characters is removed from such parameters only.
 */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const long = secrets.filter((secret) => secret.length >= MIN_SECRET_LENGTH)
  const known = [...new Set(long.flatMap((secret) => [secret, encodeURIComponent(secret)]))]
  return (text) =>
    known.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text.replace(SECRET_PARAMETERS, `$1${REDACTED}`))
}

export function createRequestLog(redact: (text: string) => string): RequestLog {
  const listeners = new Set<RequestListener>()
  let kept: LoggedRequest[] = []
  let last = 0
  return {
    open: (request) => {
      let entry: LoggedRequest = {
        ...request,
        id: ++last,
        url: redact(request.url),
        userAgent: redact(request.userAgent),
        body: '',
        status: null,
        answer: null,
        fault: null,
        doneAt: null,
      }
      kept.push(entry)
      return (outcome) => {
        if (entry.doneAt !== null) return
        const before = entry
        entry = { ...entry, ...outcome }
        if (outcome.body) entry = { ...entry, body: redact(outcome.body).slice(0, MAX_TEXT) }
        if (outcome.answer) entry = { ...entry, answer: redact(outcome.answer).slice(0, MAX_TEXT) }
        kept = kept.map((one) => (one === before ? entry : one))
        if (entry.doneAt !== null) for (const listener of listeners) listener(entry)
      }
    },
    since: (id) => kept.filter((request) => request.id > id),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    clear: () => {
      kept = []
    },
  }
}

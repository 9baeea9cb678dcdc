// Every request that a practice server saw, oldest first, with the secrets taken out before anything is kept.

export interface LoggedRequest {
  /** 1, 2, 3, … in order of arrival, over all requests of this log. */
  readonly id: number
  /** Milliseconds since 1970 with a fraction: when the first byte of the request arrived. */
  readonly at: number
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly userAgent: string
  readonly remoteAddress: string
  /** The user that Basic authentication named, right or wrong; null without. */
  readonly username: string | null
  readonly body: string
  /** Null while unanswered, and for good when the connection ended without an answer. */
  readonly status: number | null
  /** The answer's text, at most 4,096 characters. */
  readonly answer: string | null
  /** The kind of fault that this request met. */
  readonly fault: string | null
  /** Milliseconds since 1970 when the answer was written or the connection ended; null before. */
  readonly doneAt: number | null
}

export type RequestListener = (request: LoggedRequest) => void

export interface RequestLog {
  /** Adds a request that has just arrived. @returns the function that tells how it went on. */
  open(request: Omit<LoggedRequest, 'id' | keyof RequestNews>): RequestProgress
  /** The requests with a greater id, unanswered ones among them. */
  since(id: number): LoggedRequest[]
  /** Called once a request, when it is answered or its connection is gone. */
  subscribe(listener: RequestListener): () => void
  clear(): void
}

type RequestNews = Pick<LoggedRequest, 'body' | 'status' | 'answer' | 'fault' | 'doneAt'>

export type RequestProgress = (news: Partial<RequestNews>) => void

const KEPT = 4_096
const REDACTED = '[redacted]'
const SECRET_PARAMETERS = /([?&](?:token|password|passwd|pass|key|secret)=)[^&]*/gi

/** A shorter one is found in ordinary words, and would garble the log without hiding anything. */
const SHORTEST_SECRET = 6

/**
 * Takes out the values of secret-looking parameters, and the known secrets wherever they stand, escaped or not. A secret
 * of fewer than six characters is taken out of the parameters only.
 */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const long = secrets.filter((secret) => secret.length >= SHORTEST_SECRET)
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
      return (news) => {
        if (entry.doneAt !== null) return
        const before = entry
        entry = { ...entry, ...news }
        if (news.body) entry = { ...entry, body: redact(news.body).slice(0, KEPT) }
        if (news.answer) entry = { ...entry, answer: redact(news.answer).slice(0, KEPT) }
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

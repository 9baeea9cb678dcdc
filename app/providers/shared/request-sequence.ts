// The requests of one update, sent one after the other: counted, and stopped by a failure that every further one would meet.
import { affectedBy, type Failure } from '../../contract/failure.ts'
import type { HttpClient, HttpRequest, HttpResult } from '../../model/ports.ts'

export interface RequestSequence {
  /** How many requests were sent. */
  readonly requests: number
  /** The failure of everything that was not sent; null while requests may be sent. */
  readonly abort: Failure | null
  send(request: HttpRequest): Promise<HttpResult>
  /** Reports that the last request did what it was for. */
  succeed(): void
  /** Reports that the last request failed. @returns the same failure */
  fail(failure: Failure): Failure
}

/** One failure of the service may be about one name; the second one in a row is about the service. */
const MAX_CONSECUTIVE_FAILURES = 2

export function createRequestSequence(http: HttpClient): RequestSequence {
  let requests = 0
  /** Of kind `provider`, in a row. */
  let failures = 0
  let abort: Failure | null = null
  return {
    get requests() {
      return requests
    },
    get abort() {
      return abort
    },
    send: (request) => {
      requests += 1
      return http.request(request)
    },
    succeed: () => {
      failures = 0
    },
    fail: (failure) => {
      failures = failure.kind === 'provider' ? failures + 1 : 0
      // A service that names a time means every request, not only this one.
      const mayPass = failure.kind === 'provider' && failure.retryAt === null && failures < MAX_CONSECUTIVE_FAILURES
      if (affectedBy(failure) === 'account' && !mayPass) abort ??= skipRemaining(failure)
      return failure
    },
  }
}

/** A network failure leaves open whether the request arrived; a request that was never sent cannot have arrived. */
const skipRemaining = (failure: Failure): Failure =>
  failure.kind === 'network' ? { ...failure, code: 'not-sent' } : failure

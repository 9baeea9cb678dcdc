// The requests of one update, one after the other: counted, and ended by a failure that every further one would meet too.
import { type Failure, failureScope } from '../../contract/failure.ts'
import type { HttpClient, HttpRequest, HttpResult } from '../../model/ports.ts'

export interface Series {
  /** How many requests were sent. */
  readonly requests: number
  /** Why nothing more may be sent; null while it may. */
  readonly over: Failure | null
  send(request: HttpRequest): Promise<HttpResult>
  /** The last request did what it was for. */
  succeed(): void
  /** Notes what became of the last request. @returns the same failure */
  fail(failure: Failure): Failure
}

/** One trouble of the service may be about one name; a second one in a row speaks for the service. */
const MOST_TROUBLES = 2

export function createSeries(http: HttpClient): Series {
  let requests = 0
  let troubles = 0
  let over: Failure | null = null
  return {
    get requests() {
      return requests
    },
    get over() {
      return over
    },
    send: (request) => {
      requests += 1
      return http.request(request)
    },
    succeed: () => {
      troubles = 0
    },
    fail: (failure) => {
      troubles = failure.kind === 'provider' ? troubles + 1 : 0
      // Who names a time before which nothing may come means every request.
      const isPassing = failure.kind === 'provider' && failure.retryAt === null && troubles < MOST_TROUBLES
      const isForAll = failureScope(failure) === 'account' && !isPassing
      if (isForAll) over ??= forTheRest(failure)
      return failure
    },
  }
}

/** What was not sent cannot have arrived, which the faults of a network leave open. */
const forTheRest = (failure: Failure): Failure =>
  failure.kind === 'network' ? { ...failure, code: 'not-sent' } : failure

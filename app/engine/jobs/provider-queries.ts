// Lets verification ask a provider what it holds: within the same limits as updates, and out of the same quota.
import type { HttpClient } from '../../model/ports.ts'
import type { AccountResolver } from '../account-resolver.ts'
import type { QueryProvider } from '../verification/provider-lookup.ts'
import type { Quota } from './quota.ts'
import type { RequestLimiter } from './request-limiter.ts'

export interface ProviderQueriesOptions {
  readonly accounts: Pick<AccountResolver, 'provider' | 'host'>
  readonly limiter: RequestLimiter
  readonly quota: Quota
  readonly http: HttpClient
}

/** The most requests that one query takes: to find the zone, page by page, and to read its records. */
const MOST_REQUESTS = 6
/** Requests of the quota that queries leave alone: an update is worth more than a query. */
const LEFT_FOR_UPDATES = 100

export function createProviderQueries({ accounts, limiter, quota, http }: ProviderQueriesOptions): QueryProvider {
  return (account, isAwaited, work) => {
    const request = { account, host: accounts.host(account), priority: isAwaited ? 'query' : 'background' } as const
    return limiter.run(request, async () => {
      // Edited while it waited: the slot counts for the old host.
      if (accounts.host(account) !== request.host) return null
      const info = accounts.provider(account)?.info ?? { quota: null }
      if (quota.waitUntil(account, info, MOST_REQUESTS + LEFT_FOR_UPDATES) !== null) return null
      let requests = 0
      const countingHttp: HttpClient = {
        ...http,
        request: (request) => {
          requests += 1
          return http.request(request)
        },
      }
      try {
        return await work(countingHttp)
      } finally {
        quota.spend(account, info, requests)
      }
    })
  }
}

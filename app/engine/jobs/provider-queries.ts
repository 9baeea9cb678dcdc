// Asking a provider what it holds: in the same lanes as updates, and out of the same quota.
import type { HttpClient } from '../../model/ports.ts'
import type { AccountResolver } from '../account-resolver.ts'
import type { AtProvider } from '../verification/provider-lookup.ts'
import type { Quota } from './quota.ts'
import type { TakeLane } from './request-limiter.ts'

export interface ProviderTurnsOptions {
  readonly accounts: Pick<AccountResolver, 'provider'>
  readonly takeLane: TakeLane
  readonly quota: Quota
  readonly http: HttpClient
}

/** Requests that asking what a name holds takes at most: its zone, page by page, and its records. */
const MOST_REQUESTS = 6
/** Asking is worth less than updating: so much of what may be sent is left alone. */
const LEFT_FOR_UPDATES = 100

export function createProviderTurns({ accounts, takeLane, quota, http }: ProviderTurnsOptions): AtProvider {
  return (account, isAwaited, work) =>
    takeLane(account, isAwaited ? 'question' : 'watch', async () => {
      const info = accounts.provider(account)?.info ?? { quota: null }
      if (quota.waitUntil(account, info, MOST_REQUESTS + LEFT_FOR_UPDATES) !== null) return null
      let requests = 0
      const counting: HttpClient = {
        ...http,
        request: (request) => {
          requests += 1
          return http.request(request)
        },
      }
      try {
        return await work(counting)
      } finally {
        quota.spend(account, info, requests)
      }
    })
}

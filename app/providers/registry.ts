// Every DNS service that Homeward knows. A service with its own protocol is a folder and a line here; a service that speaks
// dyndns2 is an entry in dyndns2/services.ts.
import type { ProviderInfo } from '../contract/provider-info.ts'
import type { Provider } from '../model/provider.ts'
import { cloudflare } from './cloudflare/provider.ts'
import { custom } from './custom/provider.ts'
import { duckdns } from './duckdns/provider.ts'
import { anyDyndns2Server, dyndns2Services } from './dyndns2/provider.ts'

/** In the order in which they are offered. */
export const providers: readonly Provider[] = [duckdns, ...dyndns2Services, cloudflare, anyDyndns2Server, custom]

const byId = new Map(providers.map((provider) => [provider.info.id, provider]))

export const providerOf = (id: string): Provider | null => byId.get(id) ?? null
export const providerInfoOf = (id: string): ProviderInfo | null => providerOf(id)?.info ?? null

// Every DNS service Homeward knows. A new one is a file and a line here.
import type { ProviderInfo } from '../contract/provider-info.ts'
import type { Provider } from '../model/provider.ts'
import { cloudflare } from './cloudflare/provider.ts'
import { custom } from './custom/provider.ts'
import { duckdns } from './duckdns/provider.ts'
import { dyndns2, dynu, noip } from './dyndns2/services.ts'

export const PROVIDER_IDS = ['duckdns', 'noip', 'dynu', 'cloudflare', 'dyndns2', 'custom'] as const
export type ProviderId = (typeof PROVIDER_IDS)[number]

const registry: Readonly<Record<ProviderId, Provider>> = { duckdns, noip, dynu, cloudflare, dyndns2, custom }

/** In the order in which they are offered. */
export const providers: readonly Provider[] = PROVIDER_IDS.map((id) => registry[id])

export const isProviderId = (id: string): id is ProviderId => (PROVIDER_IDS as readonly string[]).includes(id)
export const providerOf = (id: string): Provider | null => (isProviderId(id) ? registry[id] : null)
export const providerInfoOf = (id: string): ProviderInfo | null => providerOf(id)?.info ?? null

// Where a secret may go: to one provider at one origin. A secret is stored with its scope; for any other scope it counts as
// missing, so that nobody who edits the settings can send it elsewhere.
import type { ProviderInfo } from './provider-info.ts'
import type { AccountSettings } from './settings.ts'

export interface SecretScope {
  /** Id of the provider. */
  readonly provider: string
  /** Scheme, host and port, as in "https://dns.example.org:8443"; `SERVICE_ORIGIN` for the service's own hosts. */
  readonly origin: string
}

/** The service's own hosts are one origin, whatever they are called: a new version may know them by another name. */
export const SERVICE_ORIGIN = 'service'
/** The origin of an address that cannot be read. Nothing is sent to it. */
const NO_ORIGIN = 'none'

/** @param info of the account's provider */
export function secretScope(
  { provider, endpoint, fields }: Pick<AccountSettings, 'provider' | 'endpoint' | 'fields'>,
  { ownOrigins }: Pick<ProviderInfo, 'ownOrigins'>,
): SecretScope {
  const server = endpoint ?? fields.url
  const origin = server === undefined ? SERVICE_ORIGIN : originOf(server)
  return { provider, origin: ownOrigins.includes(origin) ? SERVICE_ORIGIN : origin }
}

/** The settings are read without throwing. URL.canParse is newer than the oldest runtime we support. */
function originOf(text: string): string {
  try {
    const { origin, protocol } = new URL(text)
    return /^https?:$/.test(protocol) ? origin : NO_ORIGIN
  } catch {
    return NO_ORIGIN
  }
}

export const isSameScope = (one: SecretScope, other: SecretScope): boolean =>
  one.provider === other.provider && one.origin === other.origin

// Where an account's names are kept: the provider, its server and the user there. What one destination confirmed does not
// count for another, so an account that is pointed elsewhere starts from nothing.
import type { AccountSettings } from '../contract/settings.ts'
import { atDestination } from '../model/family-state.ts'
import type { FamilyState } from '../model/store.ts'

export const destinationOf = ({ provider, endpoint, fields }: AccountSettings): string =>
  JSON.stringify([provider, endpoint ?? null, Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))])

/**
 * @returns host and port that an account's requests go to, from its server's address or its URL field; otherwise the provider,
 *   which stands for the service's one host
 */
export function hostOf({ provider, endpoint, fields }: AccountSettings): string {
  const [url = null] = [endpoint, fields.url].flatMap((text) => parsedUrl(text) ?? [])
  if (url === null) return provider
  const { protocol, hostname, port } = url
  return `${hostname}:${port || (protocol === 'http:' ? 80 : 443)}`
}

/** Without throwing. URL.canParse is newer than the oldest runtime we support. */
function parsedUrl(text: string | undefined): URL | null {
  try {
    return text === undefined ? null : new URL(text)
  } catch {
    return null
  }
}

/**
 * @param destination null for an account that does not exist: then the state counts as it is
 * @returns the state as far as it counts at the destination; null when nothing was ever sent
 */
export const stateAtDestination = (state: FamilyState | null, destination: string | null): FamilyState | null =>
  state === null || destination === null ? state : atDestination(state, destination)

/** What was learnt about a server counts for as long as this key, made of destination and dialect, stays the same. */
export const formKeyOf = (account: AccountSettings): string =>
  JSON.stringify([destinationOf(account), account.dialect ?? null])

// Whether an address of an adapter may be published, and which of several comes first.
import { type Reason, reason } from '../../../contract/reason.ts'
import type { AdapterAddress } from '../../../model/adapter.ts'
import { sameAddress } from '../../../model/address.ts'
import { publishable } from '../../../model/special-purpose.ts'

/** Why the address must not be published; null when it may be. */
export function addressRefusal(entry: AdapterAddress): Reason | null {
  const params = { address: entry.address }
  const verdict = publishable(entry.address)
  if (!verdict.ok) return reason('address-special-purpose', { ...params, block: verdict.block, name: verdict.name })
  if (entry.dadState === 'tentative') return reason('address-tentative', params)
  if (entry.dadState === 'duplicate') return reason('address-duplicate', params)
  if (entry.dadState === 'deprecated' || entry.preferredLifetimeS === 0) return reason('address-deprecated', params)
  if (entry.dadState !== 'preferred') return reason('address-not-preferred', params)
  if (entry.temporary) return reason('address-temporary', params)
  return null
}

/** Seconds for which the address stays preferred; infinite for a permanent address. */
export const preferredFor = (entry: AdapterAddress): number => entry.preferredLifetimeS ?? Number.POSITIVE_INFINITY

/**
 * Orders: permanent addresses first, then the published one, then the longest preferred lifetime, then by text. The
 * published one stays because routers refresh lifetimes at different moments, which would change the longest each time.
 */
export function compareAddresses(a: AdapterAddress, b: AdapterAddress, current: readonly string[]): number {
  const permanent = Number(preferredFor(b) === Infinity) - Number(preferredFor(a) === Infinity)
  if (permanent !== 0) return permanent
  const published = (entry: AdapterAddress) => Number(current.some((text) => sameAddress(text, entry.address)))
  const publishedFirst = published(b) - published(a)
  if (publishedFirst !== 0) return publishedFirst
  if (preferredFor(a) !== preferredFor(b)) return preferredFor(b) - preferredFor(a)
  return a.address < b.address ? -1 : Number(a.address > b.address)
}

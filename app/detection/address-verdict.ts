// Whether one address of an adapter may be published, and which of several that may goes first.
import { type Reason, reason } from '../contract/reason.ts'
import type { AdapterAddress } from '../model/adapter.ts'
import { sameAddress } from '../model/address.ts'
import { publishable } from '../model/special-purpose.ts'

/** Why the address may not be published; null when it may. */
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

/** Seconds the address stays preferred; infinite when it is permanent. */
export const preferredFor = (entry: AdapterAddress): number => entry.preferredLifetimeS ?? Number.POSITIVE_INFINITY

/**
 * Permanent before lent. Among equals the published one stays, since routers refresh lifetimes at different moments
 * and the longest would change hands with each; then the longest preferred lifetime; then the text, to be stable.
 */
export function compareAddresses(a: AdapterAddress, b: AdapterAddress, current: readonly string[]): number {
  const permanent = Number(preferredFor(b) === Infinity) - Number(preferredFor(a) === Infinity)
  if (permanent !== 0) return permanent
  const published = (entry: AdapterAddress) => Number(current.some((text) => sameAddress(text, entry.address)))
  const staying = published(b) - published(a)
  if (staying !== 0) return staying
  if (preferredFor(a) !== preferredFor(b)) return preferredFor(b) - preferredFor(a)
  return a.address < b.address ? -1 : Number(a.address > b.address)
}

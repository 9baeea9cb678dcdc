// Whether an address of an adapter may be published, and which of several comes first.
import type { AddressKind } from '../../../contract/ipv6-sources.ts'
import { type Reason, reason } from '../../../contract/reason.ts'
import type { Adapter, AdapterAddress } from '../../../model/adapter.ts'
import { sameAddress } from '../../../model/address.ts'
import { isEui64, NETWORK_BITS, samePrefix } from '../../../model/ipv6-prefix.ts'
import { publishable } from '../../../model/special-purpose.ts'

/** Which addresses of an adapter count. `any`: all that are ready, since each tells the prefix. */
export type WantedKind = AddressKind | 'any'

/** @returns why the address must not be published; null when it may be */
export function addressRefusal(entry: AdapterAddress): Reason | null {
  return readinessRefusal(entry) ?? kindRefusal('stable', entry, null)
}

/** @returns why the address does not count for a record that wants this kind; null when it does */
export const wantedRefusal = (
  wanted: WantedKind,
  entry: AdapterAddress,
  { physicalAddress }: Pick<Adapter, 'physicalAddress'>,
): Reason | null => readinessRefusal(entry) ?? kindRefusal(wanted, entry, physicalAddress)

function readinessRefusal(entry: AdapterAddress): Reason | null {
  const params = { address: entry.address }
  const verdict = publishable(entry.address)
  if (!verdict.ok) return reason('address-special-purpose', { ...params, block: verdict.block, name: verdict.name })
  if (entry.dadState === 'tentative') return reason('address-tentative', params)
  if (entry.dadState === 'duplicate') return reason('address-duplicate', params)
  if (entry.dadState === 'deprecated' || entry.preferredLifetimeS === 0) return reason('address-deprecated', params)
  if (entry.dadState !== 'preferred') return reason('address-not-preferred', params)
  return null
}

/** By its origin, never by its place in a list. What the system does not tell is not guessed. */
function kindRefusal(wanted: WantedKind, entry: AdapterAddress, physicalAddress: string | null): Reason | null {
  const { address, temporary, prefixOrigin, suffixOrigin } = entry
  const untold = reason('address-origin-untold', { address })
  switch (wanted) {
    case 'any':
      return null
    case 'stable':
      return temporary ? reason('address-temporary', { address }) : null
    case 'temporary':
      if (temporary && suffixOrigin !== 'random') return untold
      return temporary ? null : reason('address-not-temporary', { address })
    case 'dhcpv6':
      if (prefixOrigin === 'dhcp' || suffixOrigin === 'dhcp') return null
      return prefixOrigin === 'other' ? untold : reason('address-not-dhcpv6', { address })
    case 'eui64':
      if (physicalAddress === null) return untold
      return isEui64(address, physicalAddress) ? null : reason('address-not-eui64', { address })
  }
}

/**
 * Whether the router has deprecated the prefix of the address: it has deprecated the stable address that the system made of it.
 * A lease or an address written by hand stays preferred for a while, and temporary ones are deprecated each day.
 */
export function isPrefixEnded({ address }: AdapterAddress, { addresses }: Pick<Adapter, 'addresses'>): boolean {
  return addresses.some(
    (entry) =>
      entry.prefixOrigin === 'router-advertisement' &&
      !entry.temporary &&
      (entry.dadState === 'deprecated' || entry.preferredLifetimeS === 0) &&
      samePrefix(entry.address, address, NETWORK_BITS),
  )
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

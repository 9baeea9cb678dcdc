// Chooses the adapter that carries a family and the address to publish, and gives a reason for each adapter and address of
// the table. Pure.
import { type Reason, reason } from '../../../contract/reason.ts'
import type { Adapter, AdapterAddress, AdapterKind } from '../../../model/adapter.ts'
import { hasHardware } from '../../../model/adapter-stack.ts'
import type { Family } from '../../../model/address.ts'
import type { Candidate } from '../../../model/observation.ts'
import { compareAddresses, isPrefixEnded, preferredFor, type WantedKind, wantedRefusal } from './address-verdict.ts'

export interface AdapterCriteria {
  readonly family: Family
  /** Id or name of the only adapter that may be chosen; null for the best one. */
  readonly named: string | null
  /**
   * `address`: chooses the best adapter with a publishable address, and that address. `egress`: chooses the adapter that
   * carries the family, whatever its addresses are, because services outside tell the address.
   */
  readonly mode: 'address' | 'egress'
  /** Which addresses count; only stable ones where it is not said. */
  readonly kind?: WantedKind
  /** Addresses now published. Between equally good addresses the published one stays. */
  readonly current: readonly string[]
}

export interface AdapterChoice {
  readonly adapter: Adapter | null
  readonly address: string | null
  /** All addresses of the adapter that may be chosen, the best one first. */
  readonly usable: readonly AdapterAddress[]
  /** Why this adapter was chosen, or why none was. */
  readonly why: Reason
  readonly candidates: readonly Candidate[]
}

/** Wired before wireless before the rest: a cable is plugged in on purpose. */
const RANK_OF_KIND: Readonly<Record<AdapterKind, number>> = {
  wired: 0,
  wireless: 1,
  ppp: 2,
  tunnel: 2,
  virtual: 2,
  other: 2,
  loopback: 3,
}

/** An adapter that stands on no hardware ranks with the rest, whatever it calls itself: many a VPN calls itself Ethernet. */
function rankOf(adapter: Adapter, adapters: readonly Adapter[]): number {
  const rank = RANK_OF_KIND[adapter.kind]
  return hasHardware(adapter, adapters) === false ? Math.max(rank, RANK_OF_KIND.virtual) : rank
}

/** Lowest metric of the adapter's default routes of this family; null when it has none. */
export function defaultMetric(adapter: Adapter, family: Family): number | null {
  const metrics = adapter.defaultRoutes.filter((route) => route.family === family).map((route) => route.metric)
  return metrics.length === 0 ? null : Math.min(...metrics)
}

/** Whether an adapter other than loopback is up and has a default route of one of these families. */
export function hasDefaultRoute(adapters: readonly Adapter[], families: readonly Family[]): boolean {
  return adapters.some(
    (adapter) =>
      adapter.kind !== 'loopback' &&
      adapter.state === 'up' &&
      families.some((family) => defaultMetric(adapter, family) !== null),
  )
}

const isNamed = (adapter: Adapter, named: string): boolean =>
  adapter.id.toLowerCase() === named.toLowerCase() || adapter.name.toLowerCase() === named.toLowerCase()

/** Why the adapter cannot be chosen, whatever its addresses are; null when it can. */
function adapterRefusal(adapter: Adapter, criteria: AdapterCriteria): Reason | null {
  if (adapter.kind === 'loopback') return reason('adapter-loopback', { adapter: adapter.name })
  if (criteria.named !== null && !isNamed(adapter, criteria.named)) {
    return reason('adapter-not-named', { adapter: adapter.name })
  }
  if (adapter.state !== 'up') return reason('adapter-down', { adapter: adapter.name })
  // The user may have made a special route for an adapter that they name.
  if (criteria.named === null && defaultMetric(adapter, criteria.family) === null) {
    return reason('adapter-no-default-route', { adapter: adapter.name })
  }
  return null
}

function compareAdapters(a: Adapter, b: Adapter, family: Family, adapters: readonly Adapter[]): number {
  return (
    rankOf(a, adapters) - rankOf(b, adapters) ||
    (defaultMetric(a, family) ?? Infinity) - (defaultMetric(b, family) ?? Infinity) ||
    a.index - b.index ||
    (a.id < b.id ? -1 : Number(a.id > b.id))
  )
}

function standByReason(adapter: Adapter, chosen: Adapter, family: Family, adapters: readonly Adapter[]): Reason {
  const params = { adapter: adapter.name }
  const rank = rankOf(adapter, adapters)
  if (rank !== rankOf(chosen, adapters)) {
    return reason(rank === RANK_OF_KIND.wireless ? 'adapter-wired-first' : 'adapter-physical-first', params)
  }
  const [metric, best] = [defaultMetric(adapter, family), defaultMetric(chosen, family)]
  if (metric === null || best === null || metric === best) {
    return reason('adapter-same-metric', { ...params, best: chosen.name })
  }
  return reason('adapter-worse-metric', { ...params, metric, best })
}

function whyNone(criteria: AdapterCriteria, adapters: readonly Adapter[], eligible: readonly Adapter[]): Reason {
  const { family, named } = criteria
  const [first] = eligible
  if (first !== undefined) return whyNoAddress(criteria, first)
  if (named !== null) {
    const match = adapters.find((adapter) => isNamed(adapter, named))
    return match === undefined
      ? reason('adapter-missing', { adapter: named })
      : (adapterRefusal(match, criteria) ?? reason('adapter-down', { adapter: match.name }))
  }
  if (!hasDefaultRoute(adapters, ['ipv4', 'ipv6'])) return reason('offline')
  return reason('no-route', { family: family === 'ipv4' ? 'IPv4' : 'IPv6' })
}

function whyNoAddress({ family, kind = 'stable', current }: AdapterCriteria, adapter: Adapter): Reason {
  if (kind === 'stable') return reason('adapter-no-usable-address', { adapter: adapter.name })
  if (kind === 'any') return reason('prefix-none', { adapter: adapter.name })
  // What could not be told may be just the one that the user wants.
  const untold = adapter.addresses
    .filter((entry) => entry.family === family)
    .sort((a, b) => compareAddresses(a, b, current))
    .map((entry) => wantedRefusal(kind, entry, adapter))
    .find((refusal) => refusal?.code === 'address-origin-untold')
  return untold ?? reason(`kind-none-${kind}`, { adapter: adapter.name })
}

/** @returns the choice, with a verdict on every adapter and address of the table */
export function chooseAdapter(criteria: AdapterCriteria, adapters: readonly Adapter[]): AdapterChoice {
  const { family, named, mode: seek, current, kind = 'stable' } = criteria
  const eligible = adapters
    .filter((adapter) => adapterRefusal(adapter, criteria) === null)
    .sort((a, b) => compareAdapters(a, b, family, adapters))
  const usable = (adapter: Adapter): AdapterAddress[] => {
    const ready = adapter.addresses.filter(
      (entry) => entry.family === family && wantedRefusal(kind, entry, adapter) === null,
    )
    const lasting = ready.filter((entry) => !isPrefixEnded(entry, adapter))
    return (lasting.length > 0 ? lasting : ready).sort((a, b) => compareAddresses(a, b, current))
  }
  const chosen = eligible.find((adapter) => seek === 'egress' || usable(adapter).length > 0) ?? null
  const best = chosen === null ? undefined : usable(chosen)[0]

  const adapterVerdict = (adapter: Adapter): Reason => {
    const refusal = adapterRefusal(adapter, criteria)
    if (refusal !== null) return refusal
    if (adapter === chosen) {
      if (named !== null) return reason('adapter-named', { adapter: adapter.name })
      return reason('adapter-chosen', { adapter: adapter.name, metric: defaultMetric(adapter, family) ?? 0 })
    }
    if (seek === 'address' && usable(adapter).length === 0) {
      return reason('adapter-no-usable-address', { adapter: adapter.name })
    }
    return chosen === null
      ? reason('adapter-no-usable-address', { adapter: adapter.name })
      : standByReason(adapter, chosen, family, adapters)
  }
  const addressVerdict = (adapter: Adapter, entry: AdapterAddress): Reason => {
    const refusal = wantedRefusal(kind, entry, adapter)
    if (refusal !== null) return refusal
    if (adapter !== chosen || best === undefined) return adapterVerdict(adapter)
    if (seek === 'egress') return reason('address-echo-decides', { address: entry.address })
    if (!usable(adapter).includes(entry)) return reason('address-prefix-ended', { address: entry.address })
    if (kind === 'any') return reason('address-gives-prefix', { address: entry.address })
    if (entry === best) return reason('address-chosen', { address: entry.address })
    const code = preferredFor(entry) < preferredFor(best) ? 'address-longer-lived' : 'address-stands-by'
    return reason(code, { address: entry.address })
  }

  const candidates = adapters.flatMap((adapter): Candidate[] => {
    const common = { adapterId: adapter.id, adapterName: adapter.name, family }
    const addresses = adapter.addresses
      .filter((entry) => entry.family === family)
      .map((entry) => ({
        ...common,
        address: entry.address,
        chosen: seek === 'address' && adapter === chosen && entry === best,
        why: addressVerdict(adapter, entry),
      }))
    return [{ ...common, address: null, chosen: adapter === chosen, why: adapterVerdict(adapter) }, ...addresses]
  })
  return {
    adapter: chosen,
    address: seek === 'address' ? (best?.address ?? null) : null,
    usable: seek === 'address' && chosen !== null ? usable(chosen) : [],
    why: chosen === null ? whyNone(criteria, adapters, eligible) : adapterVerdict(chosen),
    candidates,
  }
}

// The adapter as an address source: which adapter carries a family, which of its addresses may be published, and a
// verdict with its reason for every one that was passed over. Pure: it judges the table it is given.
import { type Reason, reason } from '../../contract/reason.ts'
import type { Adapter, AdapterAddress, AdapterKind } from '../../model/adapter.ts'
import type { Family } from '../../model/address.ts'
import type { Candidate } from '../../model/observation.ts'
import { addressRefusal, compareAddresses, preferredFor } from '../address-verdict.ts'

export interface AdapterQuestion {
  readonly family: Family
  /** Id or name of the one adapter to look at; null lets the best route choose. */
  readonly named: string | null
  /**
   * `address`: the choice falls on the first adapter with a publishable address. `carrier`: on the adapter that carries
   * the family, whatever its addresses; what counts is then seen from outside.
   */
  readonly seek: 'address' | 'carrier'
  /** Addresses now published: of two addresses that are as good, the published one stays. */
  readonly current: readonly string[]
}

export interface AdapterAnswer {
  readonly adapter: Adapter | null
  readonly address: string | null
  /** Why this adapter was chosen, or why nothing was. */
  readonly why: Reason
  readonly candidates: readonly Candidate[]
}

/** Wired before wireless before the rest: a cable is rarely plugged in without intent. */
const RANK: Readonly<Record<AdapterKind, number>> = {
  wired: 0,
  wireless: 1,
  ppp: 2,
  tunnel: 2,
  virtual: 2,
  other: 2,
  loopback: 3,
}

/** Lowest metric of the adapter's default routes of this family; null when it has none. */
export function defaultMetric(adapter: Adapter, family: Family): number | null {
  const metrics = adapter.defaultRoutes.filter((route) => route.family === family).map((route) => route.metric)
  return metrics.length === 0 ? null : Math.min(...metrics)
}

/** True when some adapter other than loopback is up and leads out over one of these families. */
export function hasWayOut(adapters: readonly Adapter[], families: readonly Family[]): boolean {
  return adapters.some(
    (adapter) =>
      adapter.kind !== 'loopback' &&
      adapter.state === 'up' &&
      families.some((family) => defaultMetric(adapter, family) !== null),
  )
}

const isNamed = (adapter: Adapter, named: string): boolean =>
  adapter.id.toLowerCase() === named.toLowerCase() || adapter.name.toLowerCase() === named.toLowerCase()

/** Why the adapter is out of the question altogether; null when it may be chosen. */
function adapterRefusal(adapter: Adapter, question: AdapterQuestion): Reason | null {
  if (adapter.kind === 'loopback') return reason('adapter-loopback', { adapter: adapter.name })
  if (question.named !== null && !isNamed(adapter, question.named)) {
    return reason('adapter-not-named', { adapter: adapter.name })
  }
  if (adapter.state !== 'up') return reason('adapter-down', { adapter: adapter.name })
  // An adapter the user names may lead out by a route of the user's own making.
  if (question.named === null && defaultMetric(adapter, question.family) === null) {
    return reason('adapter-no-default-route', { adapter: adapter.name })
  }
  return null
}

function compareAdapters(a: Adapter, b: Adapter, family: Family): number {
  return (
    RANK[a.kind] - RANK[b.kind] ||
    (defaultMetric(a, family) ?? Infinity) - (defaultMetric(b, family) ?? Infinity) ||
    a.index - b.index
  )
}

function standByReason(adapter: Adapter, chosen: Adapter, family: Family): Reason {
  const params = { adapter: adapter.name }
  if (RANK[adapter.kind] !== RANK[chosen.kind]) {
    return reason(adapter.kind === 'wireless' ? 'adapter-wired-first' : 'adapter-physical-first', params)
  }
  const [metric, best] = [defaultMetric(adapter, family), defaultMetric(chosen, family)]
  if (metric === null || best === null || metric === best) {
    return reason('adapter-same-metric', { ...params, best: chosen.name })
  }
  return reason('adapter-worse-metric', { ...params, metric, best })
}

function nothingChosen(question: AdapterQuestion, adapters: readonly Adapter[], eligible: readonly Adapter[]): Reason {
  const { family, named } = question
  const [first] = eligible
  if (first !== undefined) return reason('adapter-no-usable-address', { adapter: first.name })
  if (named !== null) {
    const match = adapters.find((adapter) => isNamed(adapter, named))
    return match === undefined
      ? reason('adapter-missing', { adapter: named })
      : (adapterRefusal(match, question) ?? reason('adapter-down', { adapter: match.name }))
  }
  if (!hasWayOut(adapters, ['ipv4', 'ipv6'])) return reason('offline')
  return reason('no-route', { family: family === 'ipv4' ? 'IPv4' : 'IPv6' })
}

/** Chooses the adapter and its address for one family, with a verdict on every adapter and address of the table. */
export function chooseAdapter(question: AdapterQuestion, adapters: readonly Adapter[]): AdapterAnswer {
  const { family, named, seek, current } = question
  const eligible = adapters
    .filter((adapter) => adapterRefusal(adapter, question) === null)
    .sort((a, b) => compareAdapters(a, b, family))
  const usable = (adapter: Adapter): AdapterAddress[] =>
    adapter.addresses
      .filter((entry) => entry.family === family && addressRefusal(entry) === null)
      .sort((a, b) => compareAddresses(a, b, current))
  const chosen = eligible.find((adapter) => seek === 'carrier' || usable(adapter).length > 0) ?? null
  const best = chosen === null ? undefined : usable(chosen)[0]

  const adapterVerdict = (adapter: Adapter): Reason => {
    const refusal = adapterRefusal(adapter, question)
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
      : standByReason(adapter, chosen, family)
  }
  const addressVerdict = (adapter: Adapter, entry: AdapterAddress): Reason => {
    const refusal = addressRefusal(entry)
    if (refusal !== null) return refusal
    if (adapter !== chosen || best === undefined) return adapterVerdict(adapter)
    if (seek === 'carrier') return reason('address-echo-decides', { address: entry.address })
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
    why: chosen === null ? nothingChosen(question, adapters, eligible) : adapterVerdict(chosen),
    candidates,
  }
}

// The guard against carrier NAT and double NAT: the address that services see is published, and names cannot lead here over
// IPv4. Pure.
import type { GuardVerdict } from '../../contract/guards.ts'
import { type Reason, reason } from '../../contract/reason.ts'
import type { Adapter } from '../adapter.ts'
import { type Family, sameAddress } from '../address.ts'
import { type GatewayReading, standingOf } from '../gateway.ts'
import type { Observation, SourceAnswer } from '../observation.ts'
import { carrierOf } from './network.ts'

export interface NatFacts {
  readonly family: Family
  readonly observation: Observation
  /** Addresses now published by the policy. */
  readonly current: readonly string[]
  readonly answers: readonly SourceAnswer[]
  readonly gateways: readonly GatewayReading[]
  readonly adapters: readonly Adapter[]
  /** For how long `isReachedWithoutWan` has been so, in milliseconds. */
  readonly withoutWanForMs?: number
}

/** Around a change a router has no address for a moment, and services may be reached in the same round, before or after. */
const WITHOUT_WAN_MS = 30_000

const PASS: GuardVerdict = { guard: 'nat', effect: 'pass', why: null }

/** These ask the system or the home. Every other source tells what is seen from outside. */
const INSIDE: readonly string[] = ['adapter', 'gateway', 'command', 'file', 'static', 'prefix', 'neighbour']

export const isFromOutside = ({ source }: Pick<SourceAnswer, 'source'>): boolean => !INSIDE.includes(source)

/** @returns null when nothing is known: a router that says nothing says neither that there is a NAT nor that there is none */
export function judgeNat(facts: NatFacts): GuardVerdict | null {
  const { family, observation, adapters } = facts
  if (family !== 'ipv4' || observation.kind !== 'known') return null
  const carrier = carrierOf(adapters, family)
  const why = carrier === null ? null : (ownAddressReason(carrier) ?? readingReason(facts, carrier))
  if (why !== null && !isHere(observation.address, carrier)) return { guard: 'nat', effect: 'ask', why }
  return isOwn(facts, carrier) ? PASS : null
}

/** The carrier's NAT, or its DS-Lite, begins at this computer itself. */
function ownAddressReason({ name, addresses }: Adapter): Reason | null {
  for (const { family, address } of addresses) {
    if (family !== 'ipv4') continue
    const standing = standingOf(address)
    if (standing === 'carrier-nat') return reason('nat-carrier-adapter', { adapter: name, address })
    if (standing === 'ds-lite') return reason('nat-ds-lite', { name, address })
  }
  return null
}

const readingOf = ({ gateways }: Pick<NatFacts, 'gateways'>, carrier: Adapter | null) =>
  gateways.find(({ gateway }) => gateway.adapterId === carrier?.id)

/**
 * Whether the router says that it has no address while the published one is seen outside: some routers name none that is not
 * public. Null while it says nothing, or nobody outside does.
 */
export function isReachedWithoutWan(facts: NatFacts): boolean | null {
  const { family, observation, current, answers, adapters } = facts
  const reading = readingOf(facts, carrierOf(adapters, family))
  if (reading === undefined || reading.standing === null || observation.kind !== 'known') return null
  const isSeen = answers.some((each) => isFromOutside(each) && sameAddress(each.address, observation.address))
  const isPublished = current.some((each) => sameAddress(each, observation.address))
  if (!isSeen) return null
  return reading.standing === 'no-wan' && isPublished
}

function readingReason(facts: NatFacts, carrier: Adapter): Reason | null {
  const { observation, current, answers, withoutWanForMs = 0 } = facts
  const reading = readingOf(facts, carrier)
  if (reading === undefined || observation.kind !== 'known') return null
  const { address, gateway, standing } = reading
  if (standing === 'no-wan') {
    const isLasting = withoutWanForMs >= WITHOUT_WAN_MS && isReachedWithoutWan(facts)
    return isLasting ? reason('nat-unnamed', { gateway: gateway.address, seen: observation.address }) : null
  }
  if (address === null) return null
  const params = { gateway: gateway.address, address }
  if (standing === 'carrier-nat') return reason('nat-carrier', params)
  if (standing === 'ds-lite') return reason('nat-ds-lite', { name: gateway.address, address })
  if (standing === 'private') return reason('nat-double', params)
  if (standing !== 'public' || sameAddress(address, observation.address)) return null
  // Around a change the router, or the services, may still tell the address from before it. So only an address that was
  // published by an earlier round counts, and only once two services see it now.
  const isPublished = current.some((each) => sameAddress(each, observation.address))
  const seenBy = answers.filter((each) => isFromOutside(each) && sameAddress(each.address, observation.address))
  return isPublished && seenBy.length > 1 ? reason('nat-before', { ...params, seen: observation.address }) : null
}

/** This computer has the address itself: whatever the router says, nothing translates it. */
const isHere = (seen: string, carrier: Adapter | null): boolean =>
  carrier?.addresses.some(({ address }) => sameAddress(address, seen)) ?? false

/** The address that is published is the router's own, or this computer's. */
function isOwn(facts: NatFacts, carrier: Adapter | null): boolean {
  const { observation, adapters } = facts
  if (observation.kind !== 'known') return false
  const { address: seen } = observation
  const reading = readingOf(facts, carrier)
  if (reading?.standing === 'public' && sameAddress(reading.address, seen)) return true
  return adapters.some(({ addresses }) => addresses.some(({ address }) => sameAddress(address, seen)))
}

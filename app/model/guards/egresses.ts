// One egress a name: a home with two lines shows now one address, now the other, and a name that followed would change all
// day. So an address that comes back has to stay; one that was never seen before counts at once. Pure.
import { reason } from '../../contract/reason.ts'
import { sameAddress } from '../address.ts'
import { type GatewayReading, gatewayKey } from '../gateway.ts'
import type { Observation, SourceAnswer } from '../observation.ts'
import { isFromOutside } from './nat.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Addresses that are remembered for one question. */
const MOST_ADDRESSES = 16

/** How long the published address may be unseen before one that came back replaces it: longer after each such return. */
const STAYS_MS: readonly number[] = [2 * MINUTE, 10 * MINUTE, 60 * MINUTE]
/** For how long, in all, an operator may hold on to the published address that two others do not see: it may be a stale one. */
const LONGEST_MS = 60 * MINUTE
/** Rounds within that time: with two equal lines, hardly ever does none of them see the published address. */
const ROUNDS = 8

/** What was seen for one question so far. Times are monotonic milliseconds. */
export interface Egresses {
  /** By address, when an operator last saw it. */
  readonly seenAt: ReadonlyMap<string, number>
  /** By gateway, the public address that it last told. */
  readonly gateways: ReadonlyMap<string, string>
  /** Since when no operator has seen the published address; null while one does. */
  readonly unseenSince: number | null
  /** Since when the published address has been kept against another one; null while it was agreed on last. */
  readonly keptSince: number | null
  /** How often an address that came back has replaced another, and when it last did. */
  readonly returns: number
  readonly returnedAt: number
}

export const NO_EGRESSES: Egresses = {
  seenAt: new Map(),
  gateways: new Map(),
  unseenSince: null,
  keptSince: null,
  returns: 0,
  returnedAt: Number.NEGATIVE_INFINITY,
}

export interface EgressFacts {
  readonly observation: Observation
  readonly answers: readonly SourceAnswer[]
  readonly gateways: readonly GatewayReading[]
  /** Addresses now published by the policy. */
  readonly current: readonly string[]
  readonly now: number
}

export interface EgressVerdict {
  readonly egresses: Egresses
  readonly observation: Observation
  /** When to look again, in milliseconds; null where nothing is kept back. */
  readonly againInMs: number | null
}

/**
 * @param before forgotten by the caller when the adapter table changed: then this computer has moved
 * @returns the published address in place of one that came back, for as long as an operator still sees the published one
 */
export function judgeEgresses(before: Egresses, facts: EgressFacts): EgressVerdict {
  const { observation, answers, current, now } = facts
  const seen = answers.filter((answer) => isFromOutside(answer) && answer.address !== null)
  const seenNow = new Set(seen.map(({ address }) => address ?? ''))
  const told = isTold(before, facts)
  const returns = now - before.returnedAt > DAY ? 0 : before.returns
  const next: Egresses = {
    ...before,
    returns,
    seenAt: withSightings(before.seenAt, seenNow, now),
    gateways: withReadings(before.gateways, facts.gateways),
  }
  const settled = { ...next, unseenSince: null, keptSince: null }
  const [published] = current
  // Unknown is no answer: what is under way goes on.
  if (observation.kind !== 'known') return { egresses: next, observation, againInMs: null }
  const { address } = observation
  const isOther = published !== undefined && current.length === 1 && !sameAddress(address, published)
  if (!isOther || !cameBack(before, address, published, now)) return { egresses: settled, observation, againInMs: null }
  const staysMs = STAYS_MS[Math.min(returns, STAYS_MS.length - 1)] ?? 0
  const keptSince = before.keptSince ?? now
  const unseenSince = seenNow.has(published) ? null : (before.unseenSince ?? now)
  const isGone = unseenSince !== null && (now - unseenSince >= staysMs || (told && returns < STAYS_MS.length - 1))
  if (isGone || now - keptSince >= LONGEST_MS) {
    return { egresses: { ...settled, returns: returns + 1, returnedAt: now }, observation, againInMs: null }
  }
  const why = reason('egress-kept', { address: published, other: address })
  const againInMs = Math.ceil(staysMs / ROUNDS)
  return {
    egresses: { ...next, unseenSince, keptSince },
    observation: { kind: 'known', address: published, why },
    againInMs,
  }
}

/** Whether both were seen in turns: a change to an address that nobody has seen before is a real one. */
const cameBack = ({ seenAt }: Egresses, address: string, published: string, now: number): boolean =>
  [address, published].every((each) => now - (seenAt.get(each) ?? Number.NEGATIVE_INFINITY) <= DAY)

/** The router itself had the published address, and now has the other one: it has no second line, but another address. */
function isTold({ gateways: known }: Egresses, { observation, gateways, current }: EgressFacts): boolean {
  if (observation.kind !== 'known') return false
  return gateways.some(({ gateway, address }) => {
    const before = known.get(gatewayKey(gateway)) ?? null
    return sameAddress(address, observation.address) && current.some((each) => sameAddress(each, before))
  })
}

function withSightings(before: Egresses['seenAt'], seenNow: ReadonlySet<string>, now: number): Egresses['seenAt'] {
  const all = new Map(before)
  for (const address of seenNow) {
    all.delete(address)
    all.set(address, now)
  }
  // In the order of their last sighting.
  const kept = [...all].filter(([, at]) => now - at <= DAY)
  return new Map(kept.slice(-MOST_ADDRESSES))
}

function withReadings(before: Egresses['gateways'], readings: readonly GatewayReading[]): Egresses['gateways'] {
  const told = readings.flatMap(({ gateway, address, standing }): [string, string][] =>
    address === null || standing !== 'public' ? [] : [[gatewayKey(gateway), address]],
  )
  return told.length === 0 ? before : new Map([...before, ...told].slice(-MOST_ADDRESSES))
}

// The guard against addresses of content networks: a proxy answers there, never a home. A relay or a VPN of the same company, or
// a service that is asked through it, shows such an address. Pure.
import ipaddr from 'ipaddr.js'
import type { GuardVerdict } from '../../contract/guards.ts'
import { reason } from '../../contract/reason.ts'
import { type Family, parseAddress } from '../address.ts'
import type { Observation } from '../observation.ts'
import { CDN_RANGES, type CdnRange } from './cdn-ranges.ts'

interface Compiled {
  readonly family: Family
  readonly network: ipaddr.IPv4 | ipaddr.IPv6
  readonly prefixLength: number
  readonly range: CdnRange
}

const BLOCKS: readonly Compiled[] = CDN_RANGES.flatMap((range) =>
  range.blocks.map((block) => {
    const [network, prefixLength] = ipaddr.parseCIDR(block)
    return { family: network.kind(), network, prefixLength, range }
  }),
)

/** The content network that published the range; null for every other address. */
export function cdnOf(address: string): CdnRange | null {
  const parsed = parseAddress(address)
  if (parsed === null) return null
  const one = ipaddr.parse(parsed.text)
  const hit = BLOCKS.find(
    ({ family, network, prefixLength }) => family === parsed.family && one.match(network as never, prefixLength),
  )
  return hit?.range ?? null
}

/** @returns null when no address is known */
export function judgeCdn(observation: Observation): GuardVerdict | null {
  if (observation.kind !== 'known') return null
  const { address } = observation
  const range = cdnOf(address)
  return range === null
    ? { guard: 'cdn', effect: 'pass', why: null }
    : { guard: 'cdn', effect: 'hold', why: reason('cdn-range', { address, operator: range.operator }) }
}

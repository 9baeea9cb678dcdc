// Which address of another device counts, of all at which this machine knows it. Pure.
import { type Reason, reason } from '../../../contract/reason.ts'
import { parseAddress, sameAddress } from '../../../model/address.ts'
import {
  compareByValue,
  eui64Suffix,
  isEui64,
  NETWORK_BITS,
  samePrefix,
  withSuffix,
} from '../../../model/ipv6-prefix.ts'
import { hasAnswered, type Neighbour } from '../../../model/neighbour.ts'
import type { SourceAnswer } from '../../../model/observation.ts'
import { publishable } from '../../../model/special-purpose.ts'

export interface NeighbourRequest {
  /** Hardware address of the device, lower case with colons. */
  readonly mac: string
  /** This machine's own address in the prefix that counts. */
  readonly own: string
  /** Addresses now published. */
  readonly current: readonly string[]
  /** All that this machine knows of the device on the adapter with that prefix. */
  readonly entries: readonly Neighbour[]
}

export interface NeighbourChoice {
  readonly address: string | null
  /** Made from the hardware address, so it stays as long as the prefix does. */
  readonly isEui64: boolean
  /** Each known address with its verdict, for the explanation. */
  readonly answers: readonly SourceAnswer[]
}

/** A device that changes its addresses each hour leaves many behind. */
const MOST_ANSWERS = 8

const LINK_LOCAL = /^fe[89ab]/i

/**
 * The device's address that is made from its hardware address comes first: it is the only one that is known to stay. That it
 * makes such addresses has to be seen: at any address beyond the link, also of an earlier prefix, or at the published one. So a
 * new prefix moves the name at once. Then comes the published address, as long as the device is known there, then the lowest.
 * Whether these are temporary cannot be known: the table of neighbours does not tell.
 */
export function chooseNeighbour({ mac, own, current, entries }: NeighbourRequest): NeighbourChoice {
  const isInPrefix = ({ address }: Pick<Neighbour, 'address'>) => samePrefix(address, own, NETWORK_BITS)
  const known = entries
    .filter(({ address, family }) => family === 'ipv6' && !LINK_LOCAL.test(address))
    .map((entry) => ({ ...entry, address: parseAddress(entry.address)?.text ?? entry.address }))
    .sort((a, b) => compareByValue(a.address, b.address))
  const usable = known.filter((entry) => hasAnswered(entry) && isInPrefix(entry) && publishable(entry.address).ok)
  const suffix = eui64Suffix(mac)
  const made = suffix === null ? null : withSuffix(own, suffix)
  const makesSuch =
    known.some((entry) => hasAnswered(entry) && isEui64(entry.address, mac)) ||
    current.some((text) => sameAddress(text, made))
  const isSilent = known.some((entry) => sameAddress(entry.address, made) && !hasAnswered(entry))
  const stable = made !== null && makesSuch && !isSilent && publishable(made).ok ? made : null
  const published = usable.find(({ address }) => current.some((text) => sameAddress(text, address)))
  const address = stable ?? published?.address ?? usable[0]?.address ?? null

  const refusalOf = (entry: Neighbour): Reason | null => {
    const params = { mac, address: entry.address }
    const verdict = publishable(entry.address)
    if (!verdict.ok) return reason('address-special-purpose', { ...params, block: verdict.block, name: verdict.name })
    if (!hasAnswered(entry)) return reason('neighbour-silent', params)
    if (!isInPrefix(entry)) return reason('neighbour-other-prefix', params)
    return sameAddress(entry.address, address) ? null : reason('neighbour-stands-by', params)
  }
  const answers = known.slice(0, MOST_ANSWERS).map((entry) => answerOf(mac, entry.address, refusalOf(entry)))
  const isListed = known.some((entry) => sameAddress(entry.address, address))
  return {
    address,
    isEui64: stable !== null,
    answers: address === null || isListed ? answers : [...answers, answerOf(mac, address, null)],
  }
}

const answerOf = (mac: string, address: string, refused: Reason | null): SourceAnswer => ({
  source: 'neighbour',
  name: mac,
  address,
  refused,
  detail: null,
  tookMs: 0,
})

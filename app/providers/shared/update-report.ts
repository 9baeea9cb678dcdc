// Builds the report of an update: exactly one outcome per hostname and family, in the order the engine expects.
import type { Failure } from '../../contract/failure.ts'
import type { Family } from '../../model/address.ts'
import { FAMILIES } from '../../model/address.ts'
import type { HostAnswer, HostChange, HostOutcome, UpdateReport } from '../../model/provider.ts'

/** The families that a change updates, IPv4 first. */
export const familiesOf = (change: HostChange): readonly Family[] =>
  FAMILIES.filter((family) => change[family] !== null)

/** @param isUnsent no request that could change the name was sent */
export const failed = (failure: Failure, isUnsent = false): HostAnswer =>
  isUnsent ? { kind: 'failed', failure, isUnsent } : { kind: 'failed', failure }
export const confirmed = (changed: boolean): HostAnswer => ({ kind: 'confirmed', changed })

/** The addresses that a request names: those that are updated, and one that is only kept. */
export const namedAddresses = ({ ipv4, ipv6, kept }: HostChange): Readonly<Record<Family, string | null>> => ({
  ipv4: ipv4 ?? (ipv6 === null ? null : (kept ?? null)),
  ipv6: ipv6 ?? (ipv4 === null ? null : (kept ?? null)),
})

/** What the history keeps of the exchange with the server, besides its outcomes. */
export type Exchange = Pick<UpdateReport, 'raw' | 'requests' | 'lines'>

export const NOTHING_SENT: Exchange = { raw: null, requests: 0 }

/**
 * Calls `answer` once for each hostname and family, with the hostname's index in the request.
 */
export function reportOf(
  changes: readonly HostChange[],
  exchange: Exchange,
  answer: (index: number, family: Family, address: string) => HostAnswer,
): UpdateReport {
  const outcomes = changes.flatMap((change, index) =>
    familiesOf(change).map((family): HostOutcome => {
      return { hostname: change.hostname, family, answer: answer(index, family, change[family] ?? '') }
    }),
  )
  return { outcomes, ...exchange }
}

export const allFailed = (
  changes: readonly HostChange[],
  failure: Failure,
  exchange: Exchange = NOTHING_SENT,
  isUnsent: boolean = exchange.requests === 0,
): UpdateReport => reportOf(changes, exchange, () => failed(failure, isUnsent))

// Puts answers into the order the engine expects: exactly one per hostname and family that was asked for.
import type { Failure } from '../../contract/failure.ts'
import type { Family } from '../../model/address.ts'
import { FAMILIES } from '../../model/address.ts'
import type { HostAnswer, HostChange, HostOutcome, UpdateReport } from '../../model/provider.ts'

/** The families a change means, IPv4 first. */
export const familiesOf = (change: HostChange): readonly Family[] =>
  FAMILIES.filter((family) => change[family] !== null)

/** @param isUnsent nothing that would change the name was sent */
export const failed = (failure: Failure, isUnsent = false): HostAnswer =>
  isUnsent ? { kind: 'failed', failure, isUnsent } : { kind: 'failed', failure }
export const confirmed = (changed: boolean): HostAnswer => ({ kind: 'confirmed', changed })

/** The addresses all changes of one request share. */
export const addressesOf = ([first]: readonly HostChange[]): readonly string[] =>
  [first?.ipv4, first?.ipv6].filter((address) => typeof address === 'string')

/** What an exchange leaves behind besides its answers. */
export type Trace = Pick<UpdateReport, 'raw' | 'requests'>

export const NOTHING_SENT: Trace = { raw: null, requests: 0 }

/**
 * Asks `answer` once for each hostname and family.
 * @param index of the hostname in the request
 */
export function reportOf(
  changes: readonly HostChange[],
  trace: Trace,
  answer: (index: number, family: Family, address: string) => HostAnswer,
): UpdateReport {
  const outcomes = changes.flatMap((change, index) =>
    familiesOf(change).map((family): HostOutcome => {
      return { hostname: change.hostname, family, answer: answer(index, family, change[family] ?? '') }
    }),
  )
  return { outcomes, ...trace }
}

export const allFailed = (
  changes: readonly HostChange[],
  failure: Failure,
  trace: Trace = NOTHING_SENT,
  isUnsent: boolean = trace.requests === 0,
): UpdateReport => reportOf(changes, trace, () => failed(failure, isUnsent))

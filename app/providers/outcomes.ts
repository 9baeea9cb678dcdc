// Spreads what a provider said over the hostnames and families that were asked for: exactly one outcome each, in order.
import type { Failure } from '../contract/failure.ts'
import { FAMILIES } from '../model/address.ts'
import type { HostAnswer, HostChange, HostOutcome, UpdateReport, UpdateRequest } from '../model/provider.ts'

const perFamily = (change: HostChange, answer: HostAnswer): HostOutcome[] =>
  FAMILIES.filter((family) => change[family] !== null).map((family) => ({ hostname: change.hostname, family, answer }))

/** One failure for the whole request. */
export const reportAll = ({ changes }: UpdateRequest, failure: Failure, raw: string | null): UpdateReport => ({
  outcomes: changes.flatMap((change) => perFamily(change, { kind: 'failed', failure })),
  raw,
})

/** One answer a hostname, in the order of the request. */
export const reportEach = (
  { changes }: UpdateRequest,
  answers: readonly HostAnswer[],
  raw: string | null,
): UpdateReport => ({
  outcomes: changes.flatMap((change, index) => {
    const answer = answers[index]
    return answer === undefined ? [] : perFamily(change, answer)
  }),
  raw,
})

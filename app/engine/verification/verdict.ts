// What the answers of a zone's servers, or of the provider, mean for one address. Pure.
import type { VerifiedState } from '../../contract/snapshot.ts'
import { sameAddress } from '../../model/address.ts'
import { publishable } from '../../model/special-purpose.ts'

export interface Verdict {
  readonly state: VerifiedState
  /** Every address in the answers, each once, in the order of the answers. */
  readonly found: readonly string[]
}

/**
 * `holds`: every answer is exactly the address. `several`: every answer contains it, and some contain more. `lagging`:
 * some answers contain it. `differs`: none does. `unknown`: nobody answered, which says nothing about the record.
 * @param answers one list of addresses for each server that answered; an empty list means that it holds no address
 */
export function judge(address: string, answers: readonly (readonly string[])[]): Verdict {
  const found = [...new Set(answers.flat())]
  const matching = answers.filter((answer) => answer.some((each) => sameAddress(each, address)))
  return { state: stateOf(), found }

  function stateOf(): VerifiedState {
    if (answers.length === 0) return 'unknown'
    if (matching.length === 0) return 'differs'
    if (matching.length < answers.length) return 'lagging'
    return matching.every((answer) => answer.length === 1) ? 'holds' : 'several'
  }
}

export interface OtherEvidence {
  /** Servers of the zone that gave no usable answer. */
  readonly unanswered?: readonly string[]
  /** Addresses of either family that the same source holds for this hostname. */
  readonly otherAddresses?: readonly string[]
}

/**
 * Whether a difference may be corrected without asking the user: every server answered, and no answer contains a
 * special-purpose address. Such an address comes from a local network that answers in place of the zone. When it does so
 * for IPv4, its missing IPv6 address says nothing about the zone either.
 */
export const isCorrectable = (verdict: Verdict, { unanswered = [], otherAddresses = [] }: OtherEvidence): boolean =>
  verdict.state === 'differs' &&
  unanswered.length === 0 &&
  [...verdict.found, ...otherAddresses].every((address) => publishable(address).ok)

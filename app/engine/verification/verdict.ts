// What the answers of a zone's servers mean for one address. Pure.
import type { VerifiedState } from '../../contract/snapshot.ts'
import { sameAddress } from '../../model/address.ts'
import { publishable } from '../../model/special-purpose.ts'

export interface Verdict {
  readonly state: VerifiedState
  /** Every address that was told, in the order it was heard. */
  readonly found: readonly string[]
}

/**
 * `holds`: every answer is exactly the address. `several`: every answer has it, and some have more. `lagging`: some have
 * it. `differs`: none has it. `unknown`: there is no answer, which says nothing about the name.
 * @param answers one list a server that answered with authority; an empty one means that it holds no address
 */
export function judge(address: string, answers: readonly (readonly string[])[]): Verdict {
  const found = [...new Set(answers.flat())]
  const having = answers.filter((answer) => answer.some((each) => sameAddress(each, address)))
  return { state: stateOf(), found }

  function stateOf(): VerifiedState {
    if (answers.length === 0) return 'unknown'
    if (having.length === 0) return 'differs'
    if (having.length < answers.length) return 'lagging'
    return having.every((answer) => answer.length === 1) ? 'holds' : 'several'
  }
}

export interface Surroundings {
  /** Servers of the zone that gave no answer that counts. */
  readonly silent?: readonly string[]
  /** Every address, of either family, that the same source told of the name besides. */
  readonly beside?: readonly string[]
}

/**
 * Whether a difference may be put right by itself: everybody who could say so did, and nobody named an address that is
 * not of the world. Such a one comes from a network that answers for the name itself, not from the zone; where it holds
 * one for IPv4, that it has none for IPv6 says nothing of the zone either.
 */
export const isCorrectable = (verdict: Verdict, { silent = [], beside = [] }: Surroundings): boolean =>
  verdict.state === 'differs' &&
  silent.length === 0 &&
  [...verdict.found, ...beside].every((address) => publishable(address).ok)

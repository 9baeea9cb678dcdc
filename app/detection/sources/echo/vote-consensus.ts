// What the votes of independent operators decide. Pure. A new address needs the votes of two operators.
import { sameAddress } from '../../../model/address.ts'
import { publishable } from '../../../model/special-purpose.ts'

/** The address that an operator saw. */
export interface Vote {
  readonly operator: string
  readonly address: string
}

export interface VoteOptions {
  readonly votes: readonly Vote[]
  /** Addresses now published. */
  readonly current: readonly string[]
  /** The user chose one service alone: its answer counts. */
  readonly single: boolean
}

export type Consensus =
  /** Two or more operators see this address, and no other address has as many votes. */
  | { readonly kind: 'agreed'; readonly address: string; readonly count: number }
  /** All answers so far show the one published address. */
  | { readonly kind: 'still'; readonly address: string; readonly operator: string }
  | { readonly kind: 'single'; readonly address: string; readonly operator: string }
  /** `needed` is how many more votes could decide it. */
  | { readonly kind: 'undecided'; readonly needed: number }

/** Votes that a new address needs. */
const QUORUM = 2

interface Supporters {
  readonly address: string
  readonly operators: readonly string[]
}

/** Operators for each address, most first. Special-purpose addresses and an operator's second vote do not count. */
function countVotes(votes: readonly Vote[]): Supporters[] {
  const supporters = new Map<string, string[]>()
  const voted = new Set<string>()
  for (const { operator, address } of votes) {
    if (voted.has(operator) || !publishable(address).ok) continue
    voted.add(operator)
    supporters.set(address, [...(supporters.get(address) ?? []), operator])
  }
  return [...supporters]
    .map(([address, operators]) => ({ address, operators }))
    .sort((a, b) => b.operators.length - a.operators.length)
}

/** Evaluates the votes so far. Addresses are compared in canonical form, as the sources report them. */
export function evaluateVotes({ votes, current, single }: VoteOptions): Consensus {
  const [first, second] = countVotes(votes)
  const [published] = current
  const hasOnePublished = current.length === 1 && published !== undefined
  if (first === undefined) return { kind: 'undecided', needed: single || hasOnePublished ? 1 : QUORUM }
  const [operator = ''] = first.operators
  if (second === undefined) {
    if (hasOnePublished && sameAddress(first.address, published)) {
      return { kind: 'still', address: first.address, operator }
    }
    if (single) return { kind: 'single', address: first.address, operator }
  }
  const votesFor = first.operators.length
  if (votesFor >= QUORUM && votesFor > (second?.operators.length ?? 0)) {
    return { kind: 'agreed', address: first.address, count: votesFor }
  }
  return { kind: 'undecided', needed: Math.max(1, QUORUM - votesFor) }
}

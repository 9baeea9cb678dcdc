// What the votes of independent operators amount to. Pure: an address nobody confirmed yet needs two of them.
import { sameAddress } from '../../../model/address.ts'
import { publishable } from '../../../model/special-purpose.ts'

export interface Vote {
  readonly operator: string
  readonly address: string
}

export interface Ballot {
  readonly votes: readonly Vote[]
  /** Addresses now published. */
  readonly current: readonly string[]
  /** The user chose one source alone: its word counts. */
  readonly single: boolean
}

export type Verdict =
  /** Two operators or more see this address, and no other address has as many. */
  | { readonly kind: 'agreed'; readonly address: string; readonly count: number }
  /** Whoever answered sees the one published address. */
  | { readonly kind: 'still'; readonly address: string; readonly operator: string }
  | { readonly kind: 'single'; readonly address: string; readonly operator: string }
  /** Not settled. `wanted` is how many more votes could settle it. */
  | { readonly kind: 'open'; readonly wanted: number }

/** Votes an address needs when it is new. */
const QUORUM = 2

interface Tally {
  readonly address: string
  readonly operators: readonly string[]
}

/** Operators per address, most first. Votes for special-purpose addresses and second votes of an operator are void. */
function count(votes: readonly Vote[]): Tally[] {
  const tallies = new Map<string, string[]>()
  const voted = new Set<string>()
  for (const { operator, address } of votes) {
    if (voted.has(operator) || !publishable(address).ok) continue
    voted.add(operator)
    tallies.set(address, [...(tallies.get(address) ?? []), operator])
  }
  return [...tallies]
    .map(([address, operators]) => ({ address, operators }))
    .sort((a, b) => b.operators.length - a.operators.length)
}

/** Weighs the votes cast so far. Addresses are compared in canonical form, as the sources report them. */
export function weigh({ votes, current, single }: Ballot): Verdict {
  const [first, second] = count(votes)
  const [published] = current
  const onlyPublished = current.length === 1 && published !== undefined
  if (first === undefined) return { kind: 'open', wanted: single || onlyPublished ? 1 : QUORUM }
  const [operator = ''] = first.operators
  if (second === undefined) {
    if (onlyPublished && sameAddress(first.address, published)) {
      return { kind: 'still', address: first.address, operator }
    }
    if (single) return { kind: 'single', address: first.address, operator }
  }
  const votesFor = first.operators.length
  if (votesFor >= QUORUM && votesFor > (second?.operators.length ?? 0)) {
    return { kind: 'agreed', address: first.address, count: votesFor }
  }
  return { kind: 'open', wanted: Math.max(1, QUORUM - votesFor) }
}

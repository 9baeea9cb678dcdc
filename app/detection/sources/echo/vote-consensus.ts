// What the votes of independent voters decide. Pure. A new address needs two of them: two operators, or one operator and the
// gateway or this machine's own adapter.
import { sameAddress } from '../../../model/address.ts'
import { publishable } from '../../../model/special-purpose.ts'

/** `gateway`: the router has this address. `adapter`: this machine has it itself. Both may be wrong for a while, or for good. */
export type VoterKind = 'operator' | 'gateway' | 'adapter'

/** The address that a voter saw. */
export interface Vote {
  readonly operator: string
  readonly address: string
  /** An operator outside, where it is not said. */
  readonly kind?: VoterKind
}

export interface VoteOptions {
  readonly votes: readonly Vote[]
  /** Addresses now published. */
  readonly current: readonly string[]
  /** The user chose one service alone: its answer counts. */
  readonly single: boolean
  /** Nobody is left who could be asked: what the home itself knows then counts where nobody contradicts it. */
  readonly isComplete?: boolean
}

export type Consensus =
  /** Two or more voters see this address, and no other address has as many votes. */
  | { readonly kind: 'agreed'; readonly address: string; readonly count: number }
  /** All answers so far show the one published address. */
  | { readonly kind: 'still'; readonly address: string; readonly operator: string }
  | { readonly kind: 'single'; readonly address: string; readonly operator: string }
  /** Nobody outside could be asked, and the adapter itself holds this public address. */
  | { readonly kind: 'own'; readonly address: string; readonly operator: string }
  /** `needed` is how many more votes could decide it. */
  | { readonly kind: 'undecided'; readonly needed: number }

/** Votes that a new address needs. */
const QUORUM = 2

interface Supporters {
  readonly address: string
  readonly votes: readonly Vote[]
}

/** Votes for each address, most first. Special-purpose addresses and a voter's second vote do not count. */
function countVotes(votes: readonly Vote[]): Supporters[] {
  const supporters = new Map<string, Vote[]>()
  const voted = new Set<string>()
  for (const vote of votes) {
    if (voted.has(vote.operator) || !publishable(vote.address).ok) continue
    voted.add(vote.operator)
    supporters.set(vote.address, [...(supporters.get(vote.address) ?? []), vote])
  }
  return [...supporters]
    .map(([address, its]) => ({ address, votes: its }))
    .sort((a, b) => b.votes.length - a.votes.length)
}

const firstOf = ({ votes }: Supporters, kind: VoterKind): string | undefined =>
  votes.find((vote) => (vote.kind ?? 'operator') === kind)?.operator

/** Evaluates the votes so far. Addresses are compared in canonical form, as the sources report them. */
export function evaluateVotes({ votes, current, single, isComplete = false }: VoteOptions): Consensus {
  const [first, second] = countVotes(votes)
  const [published] = current
  const hasOnePublished = current.length === 1 && published !== undefined
  if (first === undefined) return { kind: 'undecided', needed: single || hasOnePublished ? 1 : QUORUM }
  const { address } = first
  const outside = firstOf(first, 'operator')
  if (second === undefined) {
    const isStill = hasOnePublished && sameAddress(address, published)
    // A router can go on telling an address that it no longer has: while anybody outside can be asked, one is.
    const voter = outside ?? (isComplete ? first.votes[0]?.operator : undefined)
    if (isStill && voter !== undefined) return { kind: 'still', address, operator: voter }
    if (isStill) return { kind: 'undecided', needed: 1 }
    if (single && outside !== undefined) return { kind: 'single', address, operator: outside }
  }
  const votesFor = first.votes.length
  if (outside !== undefined && votesFor >= QUORUM && votesFor > (second?.votes.length ?? 0)) {
    return { kind: 'agreed', address, count: votesFor }
  }
  const own = firstOf(first, 'adapter')
  if (isComplete && second === undefined && outside === undefined && own !== undefined) {
    return { kind: 'own', address, operator: own }
  }
  return { kind: 'undecided', needed: Math.max(1, QUORUM - votesFor) }
}

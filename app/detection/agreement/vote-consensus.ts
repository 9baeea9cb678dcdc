// What the votes of independent voters decide. Pure. A new address needs two of them: two operators, or one operator and the
// gateway or this machine's own adapter. One has to prove who it is: an operator over TLS, or the adapter.
import { sameAddress } from '../../model/address.ts'
import { publishable } from '../../model/special-purpose.ts'
import type { Channel, VoterKind } from './voter.ts'

/** The address that a voter saw. */
export interface Vote {
  readonly operator: string
  readonly address: string
  /** An operator outside, where it is not said. */
  readonly kind?: VoterKind
  readonly channel?: Channel | undefined
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
  /** How many of them are independent. */
  readonly count: number
}

/** Votes by the same channel are one: whoever sits on the way can answer for all of them. */
function countIndependent(votes: readonly Vote[]): number {
  const channels = new Set(votes.flatMap(({ channel }) => (channel === undefined ? [] : [channel])))
  return votes.filter(({ channel }) => channel === undefined).length + channels.size
}

/**
 * Votes for each address, most first. Special-purpose addresses do not count. An operator has one vote, and none when it tells
 * two addresses: which of its answers came first must not matter.
 */
function countVotes(votes: readonly Vote[]): Supporters[] {
  const told = new Map<string, Vote | null>()
  for (const vote of votes) {
    if (!publishable(vote.address).ok) continue
    const before = told.get(vote.operator)
    if (before === undefined) told.set(vote.operator, vote)
    else if (before?.address !== vote.address) told.set(vote.operator, null)
    // Its answer over TLS is worth more than one that anybody can give. Of two channels always the same one counts.
    else if ((vote.channel ?? '') < (before.channel ?? '')) told.set(vote.operator, vote)
  }
  const supporters = new Map<string, Vote[]>()
  for (const vote of told.values()) {
    if (vote !== null) supporters.set(vote.address, [...(supporters.get(vote.address) ?? []), vote])
  }
  return [...supporters]
    .map(([address, its]) => ({ address, votes: its, count: countIndependent(its) }))
    .sort((a, b) => b.count - a.count)
}

/** Whether somebody vouches whom no box on the way can imitate: the router could answer for every DNS and STUN server itself. */
const isProven = ({ votes }: Supporters): boolean =>
  votes.some(({ kind = 'operator', channel }) => kind === 'adapter' || (kind === 'operator' && channel === undefined))

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
  const votesFor = first.count
  if (outside !== undefined && votesFor >= QUORUM && votesFor > (second?.count ?? 0) && isProven(first)) {
    return { kind: 'agreed', address, count: votesFor }
  }
  const own = firstOf(first, 'adapter')
  if (isComplete && second === undefined && outside === undefined && own !== undefined) {
    return { kind: 'own', address, operator: own }
  }
  return { kind: 'undecided', needed: Math.max(1, QUORUM - votesFor) }
}

export type Confirmation =
  | { readonly kind: 'confirmed'; readonly operator: string }
  /** They see `seen` instead. */
  | { readonly kind: 'differs'; readonly operator: string; readonly seen: string }
  | { readonly kind: 'undecided' }

/**
 * Whether this machine's own address is seen outside. One that sees it decides, whoever else sees another: a lone dissenter
 * holds nothing back.
 * @param isComplete nobody is left who could be asked: then one that sees another address is enough to hold it
 */
export function evaluateConfirmation(votes: readonly Vote[], address: string, isComplete = false): Confirmation {
  const supporters = countVotes(votes)
  const own = supporters.find((each) => sameAddress(each.address, address))?.votes[0]
  if (own !== undefined) return { kind: 'confirmed', operator: own.operator }
  const [other] = supporters
  const voter = other?.votes[0]
  if (other === undefined || voter === undefined || (other.count < QUORUM && !isComplete)) return { kind: 'undecided' }
  return { kind: 'differs', operator: voter.operator, seen: other.address }
}

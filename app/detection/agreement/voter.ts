// Who can be asked which address this machine has. Whoever wants a vote in `auto` is one of these: an echo service, and, where
// those fail, DNS servers and STUN servers.
import type { PolicySource } from '../../contract/address-sources.ts'
import type { Family } from '../../model/address.ts'
import type { SourceAnswer } from '../../model/observation.ts'

/** `gateway`: the router has this address. `adapter`: this machine has it itself. Both may be wrong for a while, or for good. */
export type VoterKind = 'operator' | 'gateway' | 'adapter'

/**
 * How an answer travels where nothing proves who sent it. One box on the way, such as a provider's DNS proxy or a portal, can
 * answer for every server that is asked in this manner, so all such answers together are one vote. Answers over TLS have none.
 */
export type Channel = 'dns' | 'stun'

export interface VoterQuestion {
  readonly family: Family
  /** Send from this address; null lets the system choose. */
  readonly localAddress: string | null
  /** Milliseconds. An answer that comes later counts for nothing. */
  readonly timeoutMs: number
}

export interface Voter {
  /**
   * The company that runs it, spelt the same at each of its services: a company has one vote, whether it is asked by HTTP, DNS
   * or STUN.
   */
  readonly operator: string
  /** Its host, shown to the user. */
  readonly name: string
  readonly source: PolicySource
  readonly channel?: Channel
  /**
   * Asks once. Must not reject for what the network does: a failure is an answer with its reason in `refused`. An address that
   * `publishable` refuses is refused here.
   */
  ask(question: VoterQuestion): Promise<SourceAnswer>
}

/** What a voter said, with what its vote is worth. */
export interface VoterAnswer {
  readonly operator: string
  /** An operator outside, where it is not said. */
  readonly kind?: VoterKind
  readonly channel?: Channel
  readonly answer: SourceAnswer
}

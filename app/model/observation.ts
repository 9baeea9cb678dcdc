// Observations of the address sources. Unknown is never "no address": it leaves a record as it is.

import type { FamilyPolicy, PolicySource } from '../contract/address-sources.ts'
import { type GuardSettings, type GuardVerdict, withGuards } from '../contract/guards.ts'
import type { Reason } from '../contract/reason.ts'
import type { Adapter } from './adapter.ts'
import type { Family } from './address.ts'
import type { GatewayReading } from './gateway.ts'

export type Observation =
  | { readonly kind: 'known'; readonly address: string; readonly why: Reason }
  | { readonly kind: 'unknown'; readonly why: Reason }
  | { readonly kind: 'unmanaged' }

/** One source's answer, kept for the explanation of the round. */
export interface SourceAnswer {
  readonly source: PolicySource
  /** The adapter's name, the operator's host, or the gateway's address. */
  readonly name: string
  readonly address: string | null
  /** Why there is no address, or why it was not taken; null when it was. */
  readonly refused: Reason | null
  /** System or server words behind a failed question, for the log and the explanation; null when it answered. */
  readonly detail: string | null
  readonly tookMs: number
}

/** One address of one adapter with its verdict: what the Interfaces page shows. */
export interface Candidate {
  readonly adapterId: string
  readonly adapterName: string
  readonly family: Family
  /** Null when the verdict is on the adapter as a whole. */
  readonly address: string | null
  readonly chosen: boolean
  readonly why: Reason
}

/** What to find out: one family by one policy. Records that share both share the question. */
export interface ObservationRequest {
  readonly family: Family
  readonly policy: FamilyPolicy
  /**
   * Addresses now confirmed at the providers by this policy. One source that still sees the only one settles the
   * question; a new address needs agreement.
   */
  readonly current: readonly string[]
  /** What the records change about the guards. */
  readonly guards?: GuardSettings | undefined
}

/** One text for each question: records that differ in policy or guards are asked for apart. */
export const requestKey = ({
  family,
  policy,
  guards,
}: Pick<ObservationRequest, 'family' | 'policy' | 'guards'>): string =>
  withGuards(`${family} ${typeof policy === 'string' ? policy : JSON.stringify(policy)}`, guards)

export interface ObservationReport {
  readonly request: ObservationRequest
  readonly observation: Observation
  readonly answers: readonly SourceAnswer[]
  readonly candidates: readonly Candidate[]
  /**
   * What is known of the gateways' outer addresses, also where another source decided: `isBehindProviderNat` of its standing
   * tells that names cannot lead here over IPv4. Absent where no gateway belongs to the plan.
   */
  readonly gateways?: readonly GatewayReading[]
  /** What the guards said; what they hold is `unknown` in the observation. Absent where none looked. */
  readonly guards?: readonly GuardVerdict[]
  /** The observation will be worth repeating after this long, whatever it was. */
  readonly againInMs?: number
  readonly tookMs: number
}

/** Finds out the address of one family. Never rejects for what the network does. */
export interface Detector {
  observe(request: ObservationRequest, adapters: readonly Adapter[]): Promise<ObservationReport>
}

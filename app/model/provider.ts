// Port of a DNS service: a description, and one operation that updates hostnames to explicit addresses.
import type { Failure } from '../contract/failure.ts'
import type { ProviderInfo } from '../contract/provider-info.ts'
import type { Family } from './address.ts'
import type { HttpClient } from './ports.ts'

export interface ProviderAccount {
  readonly id: string
  /** The account's own server as the settings have it, with its path and final slash; null for the service's. */
  readonly endpoint: string | null
  readonly ca: string | null
  readonly allowPlainHttp: boolean
  /** Fields of the settings, not secret. */
  readonly fields: Readonly<Record<string, string>>
  /** Secret fields, in clear: they go to the provider's host and nowhere else. */
  readonly secrets: Readonly<Record<string, string>>
}

/** A hostname and its new addresses. The update must leave a family that is null untouched. */
export interface HostChange {
  readonly hostname: string
  readonly ipv4: string | null
  readonly ipv6: string | null
}

export interface UpdateRequest {
  readonly account: ProviderAccount
  /** At most `info.batchSize`, all with the same addresses; each has at least one. */
  readonly changes: readonly HostChange[]
  readonly userAgent: string
  /** Wall clock, epoch milliseconds. Read when the response has come, since "Retry-After: 120" counts from then. */
  readonly now: () => number
}

export interface ReadBackRequest {
  readonly account: ProviderAccount
  readonly hostname: string
  readonly userAgent: string
  /** As for an update. */
  readonly now: () => number
}

export type HostAnswer =
  /** The provider confirmed this address. `changed` is false when the name held it already. */
  | { readonly kind: 'confirmed'; readonly changed: boolean }
  | {
      readonly kind: 'failed'
      readonly failure: Failure
      /** Nothing that could change the name was sent, so it cannot have been applied. */
      readonly isUnsent?: boolean
    }

export interface HostOutcome {
  readonly hostname: string
  readonly family: Family
  readonly answer: HostAnswer
}

export interface UpdateReport {
  /** Exactly one per hostname and family asked for, in that order. */
  readonly outcomes: readonly HostOutcome[]
  /** First line of the reply, redacted and shortened, for the history; null when none came. */
  readonly raw: string | null
  /** How many requests were sent, with or without a response: they count against the provider's quota. */
  readonly requests: number
}

/** What the service holds: a list per family, empty when the name has no such record. */
export type ReadBack =
  | { readonly ok: true; readonly ipv4: readonly string[]; readonly ipv6: readonly string[]; readonly proxied: boolean }
  | { readonly ok: false; readonly failure: Failure }

/** A problem with one of an account's fields that are not secret. */
export interface FieldProblem {
  /** Key of the field. */
  readonly field: string
  /** Text to follow the field's name: "must be …". It quotes no value, since the user may have put a secret there. */
  readonly problem: string
}

export interface Provider {
  readonly info: ProviderInfo
  /** The problems that `info` does not describe, found without a request. An empty required field is not one of them. */
  fieldProblems?(fields: ProviderAccount['fields']): readonly FieldProblem[]
  /** Sends the update and classifies the reply. Never rejects for what the network or the provider does. */
  update(request: UpdateRequest, http: HttpClient): Promise<UpdateReport>
  /** Only where `info.canReadBack`. */
  readBack?(request: ReadBackRequest, http: HttpClient): Promise<ReadBack>
}

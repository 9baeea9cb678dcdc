// Port of a DNS service: a description, and one operation that updates hostnames to explicit addresses.
import type { DialectSettings } from '../contract/dialect.ts'
import type { Failure } from '../contract/failure.ts'
import type { ProviderInfo } from '../contract/provider-info.ts'
import type { Family } from './address.ts'
import type { HttpClient } from './ports.ts'
import type { LearntForm, UpdateForm } from './update-form.ts'

export interface ProviderAccount {
  readonly id: string
  /** The account's own server as the settings have it, with its path and final slash; null for the service's. */
  readonly endpoint: string | null
  readonly ca: string | null
  readonly allowPlainHttp: boolean
  /** What the settings say of the server's dialect; absent where they say nothing. */
  readonly dialect?: DialectSettings | undefined
  /** Fields of the settings, not secret. */
  readonly fields: Readonly<Record<string, string>>
  /** Secret fields, in clear: they go to the provider's host and nowhere else. */
  readonly secrets: Readonly<Record<string, string>>
}

/** What the form of an account's requests depends on. */
export interface FormAccount extends Pick<ProviderAccount, 'dialect' | 'fields'> {
  readonly endpoint?: string | null | undefined
}

/** A hostname and its new addresses. The update must leave a family that is null untouched. */
export interface HostChange {
  readonly hostname: string
  readonly ipv4: string | null
  readonly ipv6: string | null
  /**
   * The address of the other family, which is not updated: the request names it so that it is kept. The reply is not asked for
   * it. Left out where the service keeps what a request does not name, or where there is nothing to keep.
   */
  readonly kept?: string | undefined
}

export interface UpdateRequest {
  readonly account: ProviderAccount
  /** At most `info.batchSize`, all with the same addresses; each has at least one. */
  readonly changes: readonly HostChange[]
  readonly userAgent: string
  /** What was learnt about the server, for the hostnames of this request; absent: nothing. */
  readonly learnt?: LearntForm | undefined
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
  /** The provider named this very address. `changed` is false when the name held it already. */
  | { readonly kind: 'confirmed'; readonly changed: boolean }
  /** The provider said yes without naming an address. `isUnchanged`: it said that the name held it already. */
  | { readonly kind: 'accepted'; readonly isUnchanged?: true }
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
  /**
   * How the reply to a request for several hostnames reads. `each`: it has a line for each. `none`: it says one thing for all,
   * which proves nothing about any. Absent where neither follows, such as after a failure of the account or the network.
   */
  readonly lines?: 'each' | 'none' | undefined
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
  /** Whether an account uses a secret that `info` calls optional. Without this, no account does as far as is known. */
  needsOptionalSecret?(fields: ProviderAccount['fields']): boolean
  /** An account may describe its server's dialect in the settings. */
  readonly takesDialect?: boolean
  /** How its requests have to be made; without it, as `plainForm` says. */
  form?(account: FormAccount, learnt: LearntForm): UpdateForm
  /** Sends the update and classifies the reply. Never rejects for what the network or the provider does. */
  update(request: UpdateRequest, http: HttpClient): Promise<UpdateReport>
  /** Only where `info.canReadBack`. */
  readBack?(request: ReadBackRequest, http: HttpClient): Promise<ReadBack>
}

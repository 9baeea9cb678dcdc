// Why an update did not succeed, told by what happens next. The kinds are the whole taxonomy: every provider's answer,
// every transport fault and every problem with a secret maps to exactly one of them.
import * as z from 'zod/mini'

export const FAILURE_KINDS = [
  'credentials',
  'hostname',
  'account',
  'blocked',
  'throttled',
  'provider',
  'network',
  'unrecognised',
] as const
export const failureKindSchema = z.enum(FAILURE_KINDS)
export type FailureKind = (typeof FAILURE_KINDS)[number]

/** What the engine does after a failure of this kind, until something changes. */
export type FailurePolicy =
  /** Nothing is sent again until the user edits the account or record. */
  | 'needs-user'
  /** A persisted stop that only the user lifts. */
  | 'hold-until-lifted'
  /** A persisted stop with an end. */
  | 'hold-until-time'
  /** Short retries, then longer ones, while the change is still wanted. */
  | 'retry'
  /** Not retried inside the job: looked at again later, at growing distances. */
  | 'retry-later'

export const FAILURE_POLICY: Readonly<Record<FailureKind, FailurePolicy>> = {
  credentials: 'needs-user',
  hostname: 'needs-user',
  account: 'needs-user',
  blocked: 'hold-until-lifted',
  throttled: 'hold-until-time',
  provider: 'retry',
  network: 'retry',
  unrecognised: 'retry-later',
}

/** Whether the failure concerns the whole account (its other hostnames would fail alike) or only the hostname. */
export const FAILURE_SCOPE: Readonly<Record<FailureKind, 'account' | 'record'>> = {
  credentials: 'account',
  hostname: 'record',
  account: 'account',
  blocked: 'account',
  throttled: 'account',
  provider: 'account',
  network: 'account',
  unrecognised: 'account',
}

export const failureSchema = z.strictObject({
  kind: failureKindSchema,
  /** Stable word for machines: the provider's own token ("badauth"), "http-503", or ours ("timeout", "tls"). */
  code: z.string(),
  /** The provider's or system's words, already redacted and shortened; null when there are none. */
  detail: z.nullable(z.string()),
  /** Epoch milliseconds before which nothing may be sent again; null when the answer named no time. */
  retryAt: z.nullable(z.number()),
})
export type Failure = z.infer<typeof failureSchema>

/** Codes of unreadable answers that are about one name: the provider itself was understood. */
const RECORD_CODES: ReadonlySet<string> = new Set(['other-address', 'missing-line', 'no-outcome'])

/**
 * Words of the dyndns2 protocol that stand on the line of one host and speak of it alone; all others that stop anything
 * speak of the account or the service (https://help.dyn.com/remote-access-api/return-codes/). "abuse" is either: Dyn
 * blocks hosts (http://www.dyndns.com/support/abuse.html), No-IP users (https://www.noip.com/integrate/response). The
 * rest of the answer tells which it was, since a blocked user's other hosts are not updated.
 */
const isHostWord = (code: string): boolean => code === 'dnserr' || code === 'abuse' || /^w\d+[smh]$/.test(code)

/** What one answer said of one of the names it was asked about; null is a success. */
export interface SaidOfName {
  readonly failure: Pick<Failure, 'code'> | null
}

/**
 * Whether the failure stops the whole account or only the name it is about. An answer that nobody understands stays the
 * account's: it may be a front end or a sign-in page, which every further name would meet too.
 * @param answer what the same answer said of each of its names. A host's word is taken for the host's only where another
 *   name fared differently: said of all of them, or once for all, it may be meant for the account, and to send the
 *   account's other names would be to disregard it.
 */
export function failureScope(
  { kind, code }: Pick<Failure, 'kind' | 'code'>,
  answer: readonly SaidOfName[] = [],
): 'account' | 'record' {
  if (kind === 'unrecognised' && RECORD_CODES.has(code)) return 'record'
  if (isHostWord(code) && answer.some(({ failure }) => failure?.code !== code)) return 'record'
  return FAILURE_SCOPE[kind]
}

// Why an update did not succeed, sorted by what happens next. The kinds are the whole taxonomy: every provider's answer,
// every transport fault and every problem with a secret maps to exactly one of them.
import * as z from 'zod/mini'
import { type FailureCode, httpStatusOf, rulesOfCode } from './failure-codes.ts'

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

/** How things go on after a failure of this kind. */
export type Recovery =
  /** Nothing is sent again until the user edits the account or record. */
  | 'needs-user'
  /** A persisted hold that only the user lifts. */
  | 'hold-until-lifted'
  /** A persisted hold with an end. */
  | 'hold-until-time'
  /** Short retries, then longer ones, for as long as the change is still desired. */
  | 'retry'
  /** Not retried inside the job: tried again later, at growing intervals. */
  | 'retry-later'

/** Everything that follows from a failure's kind. A new kind is complete when this row and its sentences exist. */
export interface KindRules {
  readonly recovery: Recovery
  /** Whether the failure concerns the whole account (its other hostnames would fail alike) or only the hostname. */
  readonly affects: 'account' | 'record'
  /** Only the user can end it: a one-shot command exits with "needs the user". */
  readonly needsUser: boolean
  /** The remedy is on the provider's website, not in Homeward. */
  readonly remedyAtProvider: boolean
  /** The provider's own words name the remedy, so the sentence quotes them. */
  readonly quotesProvider: boolean
  /** What the provider refuses to update for this reason, it refuses to read as well. */
  readonly refusesQueries: boolean
  /** Ends without the user, so a Retry-After header counts. */
  readonly mayNameTime: boolean
}

const ENDS_ALONE = { needsUser: false, remedyAtProvider: false, mayNameTime: false } as const

export const FAILURES: Readonly<Record<FailureKind, KindRules>> = {
  credentials: {
    recovery: 'needs-user',
    affects: 'account',
    needsUser: true,
    remedyAtProvider: false,
    quotesProvider: false,
    refusesQueries: true,
    mayNameTime: false,
  },
  hostname: {
    recovery: 'needs-user',
    affects: 'record',
    needsUser: true,
    remedyAtProvider: true,
    quotesProvider: false,
    refusesQueries: false,
    mayNameTime: false,
  },
  account: {
    recovery: 'needs-user',
    affects: 'account',
    needsUser: true,
    remedyAtProvider: true,
    quotesProvider: true,
    refusesQueries: true,
    mayNameTime: false,
  },
  blocked: {
    recovery: 'hold-until-lifted',
    affects: 'account',
    needsUser: true,
    remedyAtProvider: true,
    quotesProvider: true,
    refusesQueries: true,
    mayNameTime: false,
  },
  throttled: {
    ...ENDS_ALONE,
    recovery: 'hold-until-time',
    affects: 'account',
    quotesProvider: false,
    refusesQueries: true,
    mayNameTime: true,
  },
  provider: {
    ...ENDS_ALONE,
    recovery: 'retry',
    affects: 'account',
    quotesProvider: false,
    refusesQueries: false,
    mayNameTime: true,
  },
  network: { ...ENDS_ALONE, recovery: 'retry', affects: 'account', quotesProvider: false, refusesQueries: false },
  unrecognised: {
    ...ENDS_ALONE,
    recovery: 'retry-later',
    affects: 'account',
    quotesProvider: true,
    refusesQueries: false,
  },
}

/** See `FailureCode`. */
export const failureCodeSchema = z.custom<FailureCode>((value) => typeof value === 'string')

export const failureSchema = z.strictObject({
  kind: failureKindSchema,
  /** Stable word for machines: the provider's return code ("badauth"), "http-503", or one of OUR_CODES ("timeout"). */
  code: failureCodeSchema,
  /** The provider's or system's words, already redacted and shortened; null when there are none. */
  detail: z.nullable(z.string()),
  /** Epoch milliseconds before which nothing may be sent again; null when the answer named no time. */
  retryAt: z.nullable(z.number()),
})
export type Failure = z.infer<typeof failureSchema>

/**
 * Return codes of the dyndns2 protocol that stand on the line of one host and are about that host alone; all others that
 * stop anything are about the account or the service (https://help.dyn.com/remote-access-api/return-codes/). "abuse" is
 * either: Dyn blocks hosts (http://www.dyndns.com/support/abuse.html), No-IP blocks users
 * (https://www.noip.com/integrate/response). The other lines of the reply tell which it was, since a blocked user's other
 * hosts are not updated.
 */
const isHostCode = (code: string): boolean => code === 'dnserr' || code === 'abuse' || /^w\d+[smh]$/.test(code)

/** The outcome of one of the names in one reply; a null failure is a success. */
export interface NameOutcome {
  readonly failure: Pick<Failure, 'code'> | null
}

/**
 * Whether the failure holds the whole account or only the name it is about. An unrecognised reply holds the
 * account: it may come from a front end or a sign-in page, which every other name would meet too.
 * @param outcomes the outcomes of all names in the same reply. A host's code counts for that host alone only where another
 *   name fared differently. When all names got it, or when one line served all, it may be meant for the account, and
 *   sending the account's other names would disregard it.
 */
export function affectedBy(
  { kind, code }: Pick<Failure, 'kind' | 'code'>,
  outcomes: readonly NameOutcome[] = [],
): 'account' | 'record' {
  if (kind === 'unrecognised' && rulesOfCode(code)?.recordOnly) return 'record'
  if (isHostCode(code) && outcomes.some(({ failure }) => failure?.code !== code)) return 'record'
  return FAILURES[kind].affects
}

/**
 * A 401 or 403 without a word of the dialect: an API or a gateway that is out of order refuses good credentials, too. A
 * word such as "badauth" has a code of its own.
 */
export function isWordlessRefusal({ kind, code }: Pick<Failure, 'kind' | 'code'>): boolean {
  const status = httpStatusOf(code)
  return (kind === 'credentials' || kind === 'hostname') && (status === 401 || status === 403)
}

/**
 * Whether the provider may have applied the update although it did not confirm it. A refused connection, an unknown host
 * name and a broken certificate end the exchange before anything is sent. A redirect, a 4xx status and a documented return
 * code are a clear no. A gateway's 5xx and an unrecognised reply leave the outcome open.
 */
export function mayHaveBeenApplied({ kind, code, retryAt }: Failure): boolean {
  const status = httpStatusOf(code)
  if (status !== null) return status === 408 || (status >= 500 && retryAt === null)
  return rulesOfCode(code)?.inDoubt ?? kind === 'unrecognised'
}

// One call of Cloudflare's API: sent, bounded, checked for its shape, and its refusals turned into failures.
// https://developers.cloudflare.com/api/ and https://developers.cloudflare.com/fundamentals/api/reference/
import * as z from 'zod/mini'
import type { Failure } from '../../contract/failure.ts'
import type { HttpClient, HttpRequest } from '../../model/ports.ts'
import type { ProviderAccount } from '../../model/provider.ts'
import { accountRequest, type Query, serviceUrl } from '../account-request.ts'
import { failureOfFault, failureOfReply, type HttpReply, unrecognised } from '../http-failure.ts'
import { firstLine } from '../redaction.ts'

/** In the path of every call that concerns one name. */
export const RECORDS = 'dns_records'

const SERVICE = 'https://api.cloudflare.com/client/v4'

const envelopeSchema = z.object({
  success: z.boolean(),
  errors: z.nullish(z.array(z.object({ code: z.optional(z.number()), message: z.string() }))),
  result: z.optional(z.unknown()),
})
type Envelope = z.infer<typeof envelopeSchema>

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure }

export interface ApiCall {
  readonly method: HttpRequest['method']
  /** Segments below /client/v4. */
  readonly path: readonly string[]
  readonly query?: Query
  readonly body?: Readonly<Record<string, unknown>>
}

export interface CloudflareApi {
  /** @returns the "result" of a successful answer, of the shape that was expected */
  call<T>(call: ApiCall, shape: z.ZodMiniType<T>): Promise<Result<T>>
  /** The last answer on one line, as it may be shown. */
  lastWords(): string | null
}

export interface ApiCaller {
  readonly account: ProviderAccount
  readonly userAgent: string
  readonly now: () => number
}

export function createCloudflareApi({ account, userAgent, now }: ApiCaller, http: HttpClient): CloudflareApi {
  let words: string | null = null
  /** The token was good for something already. */
  let isTokenGood = false
  const headers = { authorization: `Bearer ${account.secrets.token ?? ''}`, 'user-agent': userAgent }

  async function call<T>({ method, path, query = [], body }: ApiCall, shape: z.ZodMiniType<T>): Promise<Result<T>> {
    const url = serviceUrl(account, SERVICE, query, path)
    const reply = await http.request(
      accountRequest(account, {
        method,
        url,
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    )
    if (!reply.ok) return { ok: false, failure: failureOfFault(reply, account) }
    words = firstLine(reply.body.replace(/\s+/g, ' '), account)
    const envelope = readEnvelope(reply.body)
    const failure = failureOf(reply, envelope, account, now())
    if (failure !== null) {
      const isOfName = isOfOneName(reply, envelope, path.includes(RECORDS), isTokenGood)
      return { ok: false, failure: isOfName ? { ...failure, kind: 'hostname' } : failure }
    }
    isTokenGood = true
    const value = shape.safeParse(envelope?.result)
    return value.success ? { ok: true, value: value.data } : { ok: false, failure: strangeJson(words) }
  }

  return { call, lastWords: () => words }
}

function readEnvelope(body: string): Envelope | null {
  try {
    const envelope = envelopeSchema.safeParse(JSON.parse(body))
    return envelope.success ? envelope.data : null
  } catch {
    // Not JSON at all: the caller tells what it was instead.
    return null
  }
}

const strangeJson = (detail: string | null): Failure => ({
  kind: 'unrecognised',
  code: 'unknown-json',
  detail,
  retryAt: null,
})

/** Requests, tokens and zone identifiers that the API does not take, with whatever status: no other name would fare better. */
const OF_EVERY_NAME: readonly number[] = [6003, 6111, 7003, 9103, 9106, 9109, 10000]

/**
 * Whether a refusal is about the name asked for, so that the account's other names go on: a token may be limited to
 * some zones, and a record may be one that the API will not change.
 */
function isOfOneName(
  { status }: HttpReply,
  envelope: Envelope | null,
  isRecordCall: boolean,
  isTokenGood: boolean,
): boolean {
  if (status === 403) return isTokenGood
  const isRefusal = [400, 409, 422].includes(status) || (status < 300 && envelope?.success === false)
  return isRecordCall && isRefusal && !envelope?.errors?.some(({ code = 0 }) => OF_EVERY_NAME.includes(code))
}

/** "An A, AAAA, or CNAME record with that host already exists": the account's other names are not concerned. */
const NAME_TAKEN = 81053

function failureOf(reply: HttpReply, envelope: Envelope | null, account: ProviderAccount, now: number): Failure | null {
  const isSuccess = reply.status >= 200 && reply.status < 300
  if (isSuccess && envelope?.success) return null
  const errors = envelope?.errors ?? []
  const said = errors.map(({ code, message }) => (code === undefined ? message : `${message} (${code})`)).join('; ')
  const detail = firstLine(said, account)
  if (errors.some(({ code }) => code === NAME_TAKEN)) {
    return { kind: 'hostname', code: 'name-taken', detail, retryAt: null }
  }
  if (!isSuccess) return failureOfReply(reply, account, now, detail ?? undefined)
  if (envelope !== null) return { kind: 'account', code: 'refused', detail, retryAt: null }
  return /^\s*[[{]/.test(reply.body) ? strangeJson(firstLine(reply.body, account)) : unrecognised(reply, account)
}

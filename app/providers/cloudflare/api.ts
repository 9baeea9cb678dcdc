// One call of Cloudflare's API: sent, bounded, checked for its shape, and its refusals turned into failures.
// https://developers.cloudflare.com/api/ and https://developers.cloudflare.com/fundamentals/api/reference/
import * as z from 'zod/mini'
import type { Failure } from '../../contract/failure.ts'
import type { HttpClient, HttpRequest } from '../../model/ports.ts'
import type { ProviderAccount } from '../../model/provider.ts'
import { accountRequest, type Query, serviceUrl } from '../shared/account-request.ts'
import { firstLine } from '../shared/answer-redaction.ts'
import { failureOfFault, failureOfReply, type HttpReply, unrecognised } from '../shared/http-failure.ts'
import { createSeries } from '../shared/request-sequence.ts'

/** In the path of every call that concerns one name. */
export const RECORDS = 'dns_records'

const SERVICE = 'https://api.cloudflare.com/client/v4'

/** A page is 50 zones or 100 records, which is more than other answers may be. */
const MOST_LIST_BYTES = 512 * 1024

const envelopeSchema = z.object({
  success: z.boolean(),
  errors: z.nullish(z.array(z.object({ code: z.optional(z.number()), message: z.string() }))),
  result: z.optional(z.unknown()),
  // Not trusted to be there or to be sound: without it a list is not known to be whole.
  result_info: z.catch(z.nullish(z.object({ total_count: z.optional(z.number()) })), null),
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

export interface Page<T> {
  readonly items: readonly T[]
  /** How many there are on all pages together; null when the answer does not say. */
  readonly total: number | null
}

/** Calls one after the other. Once one has failed for a reason that every further one would meet, no more are sent. */
export interface CloudflareApi {
  /** @returns the "result" of a successful answer, of the shape that was expected */
  call<T>(call: ApiCall, shape: z.ZodMiniType<T>): Promise<Result<T>>
  /** One page of a list. */
  list<T>(call: Omit<ApiCall, 'method' | 'body'>, shape: z.ZodMiniType<T>): Promise<Result<Page<T>>>
  /** The last answer on one line, as it may be shown. */
  lastWords(): string | null
  /** How many requests were sent. */
  readonly requests: number
}

export interface ApiCaller {
  readonly account: ProviderAccount
  readonly userAgent: string
  readonly now: () => number
}

export function createCloudflareApi({ account, userAgent, now }: ApiCaller, http: HttpClient): CloudflareApi {
  const series = createSeries(http)
  let words: string | null = null
  /** The token was good for something already. */
  let isTokenGood = false
  const headers = { authorization: `Bearer ${account.secrets.token ?? ''}`, 'user-agent': userAgent }

  const refuse = (failure: Failure) => ({ ok: false, failure: series.fail(failure) }) as const

  async function ask({ method, path, query = [], body }: ApiCall, maxBytes?: number): Promise<Result<Envelope | null>> {
    if (series.over !== null) return { ok: false, failure: series.over }
    const reply = await series.send({
      ...accountRequest(account, {
        method,
        url: serviceUrl(account, SERVICE, query, path),
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
      ...(maxBytes === undefined ? {} : { maxBytes }),
    })
    if (!reply.ok) return refuse(failureOfFault(reply, account))
    words = firstLine(reply.body.replace(/\s+/g, ' '), account)
    const envelope = readEnvelope(reply.body)
    const failure = failureOf(reply, envelope, account, now())
    if (failure !== null) {
      const isOfName = isOfOneName(reply, envelope, path.includes(RECORDS), isTokenGood)
      return refuse(isOfName ? { ...failure, kind: 'hostname' } : failure)
    }
    isTokenGood = true
    return { ok: true, value: envelope }
  }

  function shaped<T>(result: unknown, shape: z.ZodMiniType<T>): Result<T> {
    const value = shape.safeParse(result)
    if (!value.success) return refuse(strangeJson(words))
    series.succeed()
    return { ok: true, value: value.data }
  }

  return {
    call: async (call, shape) => {
      const answer = await ask(call)
      return answer.ok ? shaped(answer.value?.result, shape) : answer
    },
    list: async (call, shape) => {
      const answer = await ask({ method: 'GET', ...call }, MOST_LIST_BYTES)
      if (!answer.ok) return answer
      const items = shaped(answer.value?.result, z.array(shape))
      const total = answer.value?.result_info?.total_count ?? null
      return items.ok ? { ok: true, value: { items: items.value, total } } : items
    },
    lastWords: () => words,
    get requests() {
      return series.requests
    },
  }
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

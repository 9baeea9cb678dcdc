// Calls of Cloudflare's API: sends them, bounds and checks the replies, and turns refusals into failures.
// https://developers.cloudflare.com/api/ and https://developers.cloudflare.com/fundamentals/api/reference/
import * as z from 'zod/mini'
import type { Failure } from '../../contract/failure.ts'
import type { OurCode } from '../../contract/failure-codes.ts'
import type { HttpClient, HttpRequest } from '../../model/ports.ts'
import type { ProviderAccount } from '../../model/provider.ts'
import { accountRequest, type Query, serviceUrl } from '../shared/account-request.ts'
import { firstLine } from '../shared/answer-redaction.ts'
import { failureOfFault, failureOfReply, type HttpReply, unrecognised } from '../shared/http-failure.ts'
import { createRequestSequence } from '../shared/request-sequence.ts'

/** Part of the path of every call about one name. */
export const RECORDS = 'dns_records'

const SERVICE = 'https://api.cloudflare.com/client/v4'

/** A page of 50 zones or 100 records is larger than other replies may be. */
const MAX_LIST_BYTES = 512 * 1024

const said = { code: z.optional(z.number()), message: z.string() }
const envelopeSchema = z.object({
  success: z.boolean(),
  errors: z.nullish(z.array(z.object({ ...said, error_chain: z.catch(z.nullish(z.array(z.object(said))), null) }))),
  result: z.optional(z.unknown()),
  // May be absent or malformed: then nothing shows that a list is complete.
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
  /** The number of items on all pages; null when the reply does not give it. */
  readonly total: number | null
}

/** Sends calls one after the other. After a failure that every further call would meet, it sends no more. */
export interface CloudflareApi {
  /** @returns the "result" of a successful reply, checked for its shape */
  call<T>(call: ApiCall, shape: z.ZodMiniType<T>): Promise<Result<T>>
  /** One page of a list. */
  list<T>(call: Omit<ApiCall, 'method' | 'body'>, shape: z.ZodMiniType<T>): Promise<Result<Page<T>>>
  /** The last reply on one line, redacted. */
  lastReply(): string | null
  /** Makes a text of a reply fit to be kept and shown. */
  quote(text: string): string | null
  /** How many requests were sent. */
  readonly requests: number
}

export interface ApiCaller {
  readonly account: ProviderAccount
  readonly userAgent: string
  readonly now: () => number
}

export function createCloudflareApi({ account, userAgent, now }: ApiCaller, http: HttpClient): CloudflareApi {
  const sequence = createRequestSequence(http)
  let lastReply: string | null = null
  /** An earlier call with this token succeeded. */
  let isTokenValid = false
  const headers = { authorization: `Bearer ${account.secrets.token ?? ''}`, 'user-agent': userAgent }

  const refuse = (failure: Failure) => ({ ok: false, failure: sequence.fail(failure) }) as const

  async function send(
    { method, path, query = [], body }: ApiCall,
    maxBytes?: number,
  ): Promise<Result<Envelope | null>> {
    if (sequence.abort !== null) return { ok: false, failure: sequence.abort }
    const reply = await sequence.send({
      ...accountRequest(account, {
        method,
        url: serviceUrl(account, SERVICE, query, path),
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
      ...(maxBytes === undefined ? {} : { maxBytes }),
    })
    if (!reply.ok) return refuse(failureOfFault(reply, account))
    lastReply = firstLine(reply.body.replace(/\s+/g, ' '), account)
    const envelope = readEnvelope(reply.body)
    const failure = failureOf(reply, envelope, account, now())
    if (failure !== null) {
      // A page says nothing of the name, and words about the token are about all names.
      const isAboutAll = ['page', 'bad-token', 'token-location'].includes(failure.code)
      const isAboutName = !isAboutAll && isAboutOneName(reply, envelope, path.includes(RECORDS), isTokenValid)
      return refuse(isAboutName ? { ...failure, kind: 'hostname' } : failure)
    }
    isTokenValid = true
    return { ok: true, value: envelope }
  }

  function shaped<T>(result: unknown, shape: z.ZodMiniType<T>): Result<T> {
    const value = shape.safeParse(result)
    if (!value.success) return refuse(unknownJson(lastReply))
    sequence.succeed()
    return { ok: true, value: value.data }
  }

  return {
    call: async (call, shape) => {
      const answer = await send(call)
      return answer.ok ? shaped(answer.value?.result, shape) : answer
    },
    list: async (call, shape) => {
      const answer = await send({ method: 'GET', ...call }, MAX_LIST_BYTES)
      if (!answer.ok) return answer
      const items = shaped(answer.value?.result, z.array(shape))
      const total = answer.value?.result_info?.total_count ?? null
      return items.ok ? { ok: true, value: { items: items.value, total } } : items
    },
    lastReply: () => lastReply,
    quote: (text) => firstLine(text, account),
    get requests() {
      return sequence.requests
    },
  }
}

function readEnvelope(body: string): Envelope | null {
  try {
    const envelope = envelopeSchema.safeParse(JSON.parse(body))
    return envelope.success ? envelope.data : null
  } catch {
    // Not JSON at all: the caller classifies it.
    return null
  }
}

const unknownJson = (detail: string | null): Failure => ({
  kind: 'unrecognised',
  code: 'unknown-json',
  detail,
  retryAt: null,
})

/** "An A, AAAA, or CNAME record with that host already exists": this does not concern the account's other names. */
const NAME_TAKEN = 81053
/** "Invalid request headers", which says nothing alone: the errors behind it do. */
const BAD_HEADERS = 6003
/** "Unauthorized to access requested resource", "Invalid access token", "Cannot use the access token from location: …". */
const ACCESS = 9109
/** The token, or the header that carries it, is not one that the API knows. */
const TOKEN_CODES: readonly number[] = [1000, 6103, 6111, 9103, 9106]

/** Codes about the request, the token or the zone identifier: every other name would get them too. */
const ACCOUNT_CODES: readonly number[] = [BAD_HEADERS, 6111, 7003, 9103, 9106, ACCESS, 10000]

/**
 * Whether a refusal is about this name only, so that the account's other names continue: a token may be limited to some
 * zones, and the API refuses to change some records.
 */
function isAboutOneName(
  { status }: HttpReply,
  envelope: Envelope | null,
  isRecordCall: boolean,
  isTokenValid: boolean,
): boolean {
  if (status === 403) return isTokenValid
  const isRefusal = [400, 409, 422].includes(status) || (status < 300 && envelope?.success === false)
  return isRecordCall && isRefusal && !envelope?.errors?.some(({ code = 0 }) => ACCOUNT_CODES.includes(code))
}

type Said = z.infer<z.ZodMiniObject<typeof said>>

const wordsOf = ({ code, message }: Said): string => (code === undefined ? message : `${message} (${code})`)

/** The API's objections to the token itself: only another token or another right resolves them. */
function tokenCode(errors: readonly Said[]): OurCode | null {
  const access = errors.filter(({ code }) => code === ACCESS).map(({ message }) => message)
  if (access.some((message) => /\bfrom location\b/i.test(message))) return 'token-location'
  if (access.some((message) => /\b(invalid|expired)\b.*\btoken\b/i.test(message))) return 'bad-token'
  return errors.some(({ code = 0 }) => TOKEN_CODES.includes(code)) ? 'bad-token' : null
}

function failureOf(reply: HttpReply, envelope: Envelope | null, account: ProviderAccount, now: number): Failure | null {
  const isSuccess = reply.status >= 200 && reply.status < 300
  if (isSuccess && envelope?.success) return null
  const errors = envelope?.errors ?? []
  const messages = errors.map((one) => [one, ...(one.error_chain ?? [])].map(wordsOf).join(': ')).join('; ')
  const detail = firstLine(messages, account)
  if (errors.some(({ code }) => code === NAME_TAKEN)) {
    return { kind: 'hostname', code: 'name-taken', detail, retryAt: null }
  }
  const ofToken = tokenCode(errors.flatMap((one) => [one, ...(one.error_chain ?? [])]))
  if (ofToken !== null && reply.status < 500 && reply.status !== 429) {
    return { kind: 'credentials', code: ofToken, detail, retryAt: null }
  }
  if (!isSuccess) return failureOfReply(reply, account, now, envelope === null ? undefined : { detail })
  if (envelope !== null) return { kind: 'account', code: 'refused', detail, retryAt: null }
  return /^\s*[[{]/.test(reply.body) ? unknownJson(firstLine(reply.body, account)) : unrecognised(reply, account)
}

// Two benches for the provider contract: a practice provider in memory, and one behind the real client and real sockets.
import { startProvider } from '../../e2e/servers/provider.ts'
import type { HttpClient, HttpRequest, HttpResult, TransportFault } from '../model/ports.ts'
import type { ProviderAccount } from '../model/provider.ts'
import { createHttpClient } from '../platform/http/http-client.ts'
import { accountAt, type ProviderCase, practiceOptions } from './provider-case.ts'
import { PRACTICE_SERVER, practiceInMemory } from './provider-practice.ts'

export interface CannedReply {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface SentRequest {
  readonly method: string
  /** Path and query, decoded. */
  readonly url: string
  readonly body: string
  readonly userAgent: string
}

export interface Bench {
  /** Scheme, host and port of the server. */
  readonly origin: string
  readonly account: ProviderAccount
  readonly http: HttpClient
  sent(): readonly SentRequest[]
  /** From now on every request gets this reply. */
  replyAlways(reply: CannedReply): void
  /** An account and a client whose requests all meet this fault. */
  broken(fault: TransportFault): Promise<{ readonly account: ProviderAccount; readonly http: HttpClient }>
  close(): Promise<void>
}

export type CreateBench = (one: ProviderCase) => Promise<Bench>

const toSent = ({ method, url, body = '', headers = {} }: HttpRequest): SentRequest => {
  const { pathname, search } = new URL(url)
  return { method, url: decodeURIComponent(`${pathname}${search}`), body, userAgent: headers['user-agent'] ?? '' }
}

/** Both names hold an earlier address of each family, unlike on the bench over sockets. */
const earlierRecords = ({ hostnames }: ProviderCase) =>
  hostnames.flatMap((name) => [
    { name, type: 'A' as const, content: '11.22.33.1' },
    { name, type: 'AAAA' as const, content: '2a0e:1111::1' },
  ])

export const benchInMemory: CreateBench = async (one) => {
  const sent: SentRequest[] = []
  let always: CannedReply | null = null
  const account = accountAt(PRACTICE_SERVER, one)
  const practice = practiceInMemory(one, earlierRecords(one))
  const client = (answer: (request: HttpRequest) => HttpResult): HttpClient => ({
    request: async (request) => {
      sent.push(toSent(request))
      return answer(request)
    },
    reset: () => {},
  })
  return {
    origin: PRACTICE_SERVER,
    account,
    http: client((request) => (always === null ? practice(request) : { ok: true, headers: {}, ...always })),
    sent: () => sent,
    replyAlways: (reply) => {
      always = reply
    },
    broken: async (fault) => {
      const message = `${fault}: ${one.secret}`
      return { account, http: client(() => ({ ok: false, fault, message, sent: false })) }
    },
    close: async () => {},
  }
}

/** Short enough to wait for. */
const SHORT_TIMEOUT_MS = 300

export const benchOverSockets: CreateBench = async (one) => {
  const practice = await startProvider(practiceOptions(one))
  const real = createHttpClient()
  const impatient: HttpClient = {
    request: (request) => real.request({ ...request, timeoutMs: SHORT_TIMEOUT_MS }),
    reset: () => real.reset(),
  }
  return {
    origin: practice.url,
    account: accountAt(practice.url, one),
    http: real,
    sent: () =>
      practice.requests().map(({ method, url, body, userAgent }) => {
        return { method, url: decodeURIComponent(url), body, userAgent }
      }),
    replyAlways: ({ status, body, headers = {} }) => {
      practice.faults.add({ kind: 'status', status, text: body, headers })
    },
    broken: async (fault) => {
      const http = fault === 'timeout' ? impatient : real
      const at = (server: string) => ({ account: accountAt(server, one), http })
      if (fault === 'reset') practice.faults.add({ kind: 'reset' })
      if (fault === 'timeout') practice.faults.add({ kind: 'hang' })
      if (fault === 'too-large') practice.faults.add({ kind: 'huge', bytes: 1_000_000 })
      if (fault === 'refused') await practice.close()
      if (fault === 'tls') return at(practice.url.replace('http:', 'https:'))
      if (fault === 'dns') return at('http://nowhere.invalid')
      return at(practice.url)
    },
    close: async () => {
      real.reset()
      await practice.close().catch(() => {})
    },
  }
}

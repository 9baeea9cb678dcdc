// Two worlds in which the provider contract is tested: a hand-written HTTP client that answers from memory, and the
// practice provider behind the real client and real sockets.
import { startProvider } from '../../e2e/servers/provider.ts'
import type { HttpClient, HttpRequest, HttpResult, TransportFault } from '../model/ports.ts'
import type { Provider, ProviderAccount } from '../model/provider.ts'
import { createHttpClient } from '../platform/http/http-client.ts'
import type { ProviderCase } from './provider-cases.ts'

export interface CannedAnswer {
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
  readonly account: ProviderAccount
  readonly http: HttpClient
  sent(): readonly SentRequest[]
  /** From now on every request gets this answer. */
  answerAlways(answer: CannedAnswer): void
  /** An account and client whose requests all meet this fault. */
  broken(fault: TransportFault): Promise<{ readonly account: ProviderAccount; readonly http: HttpClient }>
  close(): Promise<void>
}

export type BenchMaker = (provider: Provider, one: ProviderCase) => Promise<Bench>

function accountAt(server: string, one: ProviderCase): ProviderAccount {
  const secrets = { [one.secretField]: one.secret }
  return { id: 'home', ca: null, allowPlainHttp: false, secrets, ...one.account(server) }
}

const toSent = ({ method, url, body = '', headers = {} }: HttpRequest): SentRequest => {
  const { pathname, search } = new URL(url)
  return { method, url: decodeURIComponent(`${pathname}${search}`), body, userAgent: headers['user-agent'] ?? '' }
}

export const benchInMemory: BenchMaker = async (_, one) => {
  const sent: SentRequest[] = []
  let always: CannedAnswer | null = null
  const account = accountAt('https://ddns.example.net', one)
  const client = (answer: (request: HttpRequest) => HttpResult): HttpClient => ({
    request: async (request) => {
      sent.push(toSent(request))
      return answer(request)
    },
    reset: () => {},
  })
  return {
    account,
    http: client((request) => ({ ok: true, headers: {}, ...(always ?? { status: 200, body: one.yes(request) }) })),
    sent: () => sent,
    answerAlways: (answer) => {
      always = answer
    },
    broken: async (fault) => {
      const message = `${fault}: ${one.secret}`
      return { account, http: client(() => ({ ok: false, fault, message, sent: false })) }
    },
    close: async () => {},
  }
}

/** Where a timeout is what is waited for. */
const SHORT_TIMEOUT_MS = 300

export const benchOverSockets: BenchMaker = async (_, one) => {
  const practice = await startProvider({
    accounts: [
      { username: one.username ?? '', password: one.secret, token: one.secret, hostnames: [...one.hostnames] },
    ],
  })
  const real = createHttpClient()
  const impatient: HttpClient = {
    request: (request) => real.request({ ...request, timeoutMs: SHORT_TIMEOUT_MS }),
    reset: () => real.reset(),
  }
  const account = accountAt(practice.url, one)
  return {
    account,
    http: real,
    sent: () =>
      practice.requests().map(({ method, url, body, userAgent }) => {
        return { method, url: decodeURIComponent(url), body, userAgent }
      }),
    answerAlways: ({ status, body, headers = {} }) => {
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

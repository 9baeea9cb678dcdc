// The world of the fault matrix: a practice provider behind the real client and real sockets, an account at it, and
// everything the account's secret could look like in a text.
import type { Certificate } from '../../e2e/servers/practice-http.ts'
import { type PracticeProvider, startProvider } from '../../e2e/servers/provider.ts'
import type { HttpClient } from '../model/ports.ts'
import type { HostOutcome, Provider, ProviderAccount, UpdateReport } from '../model/provider.ts'
import { createHttpClient } from '../platform/http/http-client.ts'
import { base64 } from '../providers/shared/answer-redaction.ts'
import type { ProviderCase } from './provider-cases.ts'

export const NOW = 1_800_000_000_000
export const IPV4 = '11.22.33.44'

export interface FaultBench {
  readonly practice: PracticeProvider
  readonly account: ProviderAccount
  /** One update of one family, which is sent in three requests at most. */
  update(options?: UpdateOptions): Promise<UpdateReport>
  close(): Promise<void>
}

export interface UpdateOptions {
  readonly account?: ProviderAccount
  /** Whole request; the product's own where absent. */
  readonly timeoutMs?: number
}

export function accountAt(server: string, one: ProviderCase, ca: string | null = null): ProviderAccount {
  return { id: 'home', ca, allowPlainHttp: false, secrets: { [one.secretField]: one.secret }, ...one.account(server) }
}

/** @param certificate serves https in place of http */
export async function startFaultBench(
  provider: Provider,
  one: ProviderCase,
  certificate?: Certificate,
): Promise<FaultBench> {
  const practice = await startProvider({
    accounts: [
      { username: one.username ?? '', password: one.secret, token: one.secret, hostnames: [...one.hostnames] },
    ],
    places: [{ host: '127.0.0.1', port: 0, ...(certificate === undefined ? {} : { certificate }) }],
  })
  const real = createHttpClient()
  const account = accountAt(practice.url, one)
  return {
    practice,
    account,
    update: (options = {}) => {
      const { timeoutMs } = options
      const http: HttpClient =
        timeoutMs === undefined
          ? real
          : { ...real, request: (request) => real.request({ ...request, timeoutMs: request.timeoutMs ?? timeoutMs }) }
      const changes = [{ hostname: one.hostnames[0], ipv4: IPV4, ipv6: null }]
      const request = { account: options.account ?? account, changes, userAgent: 'Homeward/0 (test)', now: () => NOW }
      return provider.update(request, http)
    },
    close: async () => {
      real.reset()
      await practice.close().catch(() => {})
    },
  }
}

/** The one outcome of an update of one family. */
export function soleAnswer({ outcomes }: UpdateReport): HostOutcome['answer'] {
  const [first, ...others] = outcomes
  if (first === undefined || others.length > 0) throw new Error(`${outcomes.length} outcomes in place of one`)
  return first.answer
}

/** The secret as we or a server that repeats it could have written it. */
export function secretForms({ secret, username }: ProviderCase): readonly string[] {
  const percent = encodeURIComponent(secret)
  const form = new URLSearchParams({ s: secret }).toString().slice(2)
  return [secret, percent, percent.toLowerCase(), form, base64(secret), base64(`${username ?? ''}:${secret}`)]
}

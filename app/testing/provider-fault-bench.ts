// The bench of the fault matrix: a practice provider behind the real client and real sockets, and an account at it.
import type { Certificate } from '../../e2e/servers/practice-http.ts'
import { type PracticeProvider, startProvider } from '../../e2e/servers/provider.ts'
import type { HttpClient } from '../model/ports.ts'
import type { HostOutcome, Provider, ProviderAccount, UpdateReport } from '../model/provider.ts'
import { createHttpClient } from '../platform/http/http-client.ts'
import { accountAt, type ProviderCase, practiceOptions } from './provider-case.ts'

export const NOW = 1_800_000_000_000
const ADDRESSES = { ipv4: '11.22.33.44', ipv6: '2a0e:1111::44' }

export interface FaultBench {
  readonly practice: PracticeProvider
  readonly account: ProviderAccount
  /** One update of one family. */
  update(options?: UpdateOptions): Promise<UpdateReport>
  close(): Promise<void>
}

export interface UpdateOptions {
  readonly account?: ProviderAccount
  /** For the whole request; default: the product's own. */
  readonly timeoutMs?: number
}

/** The update of the first name and the first family that the service takes. */
export function oneFamilyUpdate({ info }: Provider, one: ProviderCase, account: ProviderAccount) {
  const [family = 'ipv4'] = info.families
  const change = { hostname: one.hostnames[0], ipv4: null, ipv6: null, [family]: ADDRESSES[family] }
  return { account, changes: [change], userAgent: 'Homeward/0 (test)', now: () => NOW }
}

/** @param certificate serves https instead of http */
export async function startFaultBench(
  provider: Provider,
  one: ProviderCase,
  certificate?: Certificate,
): Promise<FaultBench> {
  const practice = await startProvider({
    ...practiceOptions(one),
    listenOn: [{ host: '127.0.0.1', port: 0, ...(certificate === undefined ? {} : { certificate }) }],
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
      return provider.update(oneFamilyUpdate(provider, one, options.account ?? account), http)
    },
    close: async () => {
      real.reset()
      await practice.close().catch(() => {})
    },
  }
}

/** The only outcome of an update of one family. */
export function soleAnswer({ outcomes }: UpdateReport): HostOutcome['answer'] {
  const [first, ...others] = outcomes
  if (first === undefined || others.length > 0) throw new Error(`${outcomes.length} outcomes instead of one`)
  return first.answer
}

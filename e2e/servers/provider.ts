// The practice provider: one zone, updated by dyndns2, by Duck DNS's protocol or by Cloudflare's API, with faults on request.
import type { PracticeAccount } from './accounts.ts'
import { answerCloudflare } from './cloudflare.ts'
import { answerDuckdns } from './duckdns.ts'
import { answerDyndns2 } from './dyndns2.ts'
import type { Answer, PracticeRequest } from './exchange.ts'
import { createFaultList, type FaultList } from './faults.ts'
import { createZone, type NewRecord, type Zone, type ZoneChange } from './live-zone.ts'
import { type Certificate, type Listener, type Place, servePracticeHttp } from './practice-http.ts'
import { createRedactor, createRequestLog, type LoggedRequest, type RequestListener } from './request-log.ts'

export interface ProviderOptions {
  /** At least one. Hostnames may belong to several accounts; tokens and names should not. */
  readonly accounts: readonly PracticeAccount[]
  /** Where to listen; default a free port of 127.0.0.1. */
  readonly places?: readonly (Place & { readonly certificate?: Certificate | undefined })[]
  /** Default: the last two labels of each hostname. */
  readonly apexes?: readonly string[]
  /** Seconds; default 60. */
  readonly ttl?: number
  /** What the zone holds from the start. */
  readonly records?: readonly NewRecord[]
  /** How the User-Agents begin that get `badagent`. */
  readonly bannedAgents?: readonly string[]
  /** Called once a request, when it is answered or its connection is gone. */
  readonly onRequest?: RequestListener
  readonly onZoneChange?: (change: ZoneChange) => void
}

export interface PracticeProvider {
  /** Of the first place, without a final slash: what an account's `endpoint` takes. */
  readonly url: string
  readonly places: readonly Listener[]
  readonly zone: Zone
  readonly faults: FaultList
  /** The requests with a greater id than `since` (0), oldest first, unanswered ones among them. */
  requests(since?: number): LoggedRequest[]
  subscribe(listener: RequestListener): () => void
  /** Forgets requests and faults; the zone is as at the start. Ids of requests go on. */
  reset(): void
  close(): Promise<void>
}

const NOWHERE: Answer = { status: 404, headers: { 'content-type': 'text/plain' }, body: 'nothing here\n' }

export async function startProvider(options: ProviderOptions): Promise<PracticeProvider> {
  const { accounts, places = [{ host: '127.0.0.1', port: 0 }] } = options
  const zone = createZone({ ...options, hostnames: accounts.flatMap(({ hostnames }) => hostnames) })
  const side = { accounts, zone, bannedAgents: options.bannedAgents ?? [] }
  const log = createRequestLog(createRedactor(accounts.flatMap(({ password, token }) => [password, token])))
  const faults = createFaultList()
  if (options.onRequest) log.subscribe(options.onRequest)
  if (options.onZoneChange) zone.subscribe(options.onZoneChange)

  function answer(request: PracticeRequest): Answer {
    const { pathname } = request.url
    if (pathname === '/nic/update' || pathname === '/v3/update') return answerDyndns2(side, request)
    if (pathname === '/update') return answerDuckdns(side, request)
    if (pathname.startsWith('/client/v4/')) return answerCloudflare(side, request)
    return NOWHERE
  }

  const listeners: Listener[] = []
  const close = async () => void (await Promise.all(listeners.map((listener) => listener.close())))
  try {
    for (const { certificate, ...place } of places) {
      listeners.push(await servePracticeHttp({ place, certificate, answer, faults, log }))
    }
  } catch (error) {
    await close()
    throw error
  }
  return {
    url: listeners[0]?.url ?? '',
    places: listeners,
    zone,
    faults,
    requests: (since = 0) => log.since(since),
    subscribe: log.subscribe,
    reset: () => {
      log.clear()
      faults.clear()
      zone.reset()
    },
    close,
  }
}

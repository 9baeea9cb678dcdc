// The practice provider: one zone that clients update over any of its protocols, with faults on request.
import type { PracticeAccount } from './accounts.ts'
import type { PracticeRequest } from './exchange.ts'
import { createFaultList, type FaultList } from './faults.ts'
import { createZone, type NewRecord, type Zone, type ZoneChange } from './live-zone.ts'
import { type Certificate, type ListenAddress, type Listener, startPracticeHttp } from './practice-http.ts'
import { answerWith, type PracticeProtocol } from './protocol.ts'
import { PROTOCOLS } from './protocols.ts'
import { createRedactor, createRequestLog, type LoggedRequest, type RequestListener } from './request-log.ts'

export interface ProviderOptions {
  /** At least one. Several accounts may own a hostname, but tokens and user names should differ. */
  readonly accounts: readonly PracticeAccount[]
  /** What it speaks; default PROTOCOLS. */
  readonly protocols?: readonly PracticeProtocol[]
  /** Default: a free port of 127.0.0.1. */
  readonly listenOn?: readonly (ListenAddress & { readonly certificate?: Certificate | undefined })[]
  /** Default: the last two labels of each hostname. */
  readonly apexes?: readonly string[]
  /** Seconds; default 60. */
  readonly ttl?: number
  /** What the zone holds at the start. */
  readonly records?: readonly NewRecord[]
  /** User-Agents that begin like this get `badagent`. */
  readonly bannedAgents?: readonly string[]
  /** Called once per request, when it is answered or its connection has ended. */
  readonly onRequest?: RequestListener
  readonly onZoneChange?: (change: ZoneChange) => void
}

export interface PracticeProvider {
  /** Of the first listener, without a final slash: what an account's `endpoint` takes. */
  readonly url: string
  readonly listeners: readonly Listener[]
  readonly zone: Zone
  readonly faults: FaultList
  /** The requests with a greater id than `since` (0), oldest first, including those without a reply. */
  requests(since?: number): LoggedRequest[]
  subscribe(listener: RequestListener): () => void
  /** Clears requests and faults and restores the zone. Request ids continue. */
  reset(): void
  close(): Promise<void>
}

export async function startProvider(options: ProviderOptions): Promise<PracticeProvider> {
  const { accounts, protocols = PROTOCOLS, listenOn = [{ host: '127.0.0.1', port: 0 }] } = options
  const zone = createZone({ ...options, hostnames: accounts.flatMap(({ hostnames }) => hostnames) })
  const backend = { accounts, zone, bannedAgents: options.bannedAgents ?? [] }
  const log = createRequestLog(createRedactor(accounts.flatMap(({ password, token }) => [password, token])))
  const faults = createFaultList()
  if (options.onRequest) log.subscribe(options.onRequest)
  if (options.onZoneChange) zone.subscribe(options.onZoneChange)

  const listeners: Listener[] = []
  const close = async () => void (await Promise.all(listeners.map((listener) => listener.close())))
  try {
    for (const { certificate, ...address } of listenOn) {
      const answer = (request: PracticeRequest) => answerWith(protocols, backend, request)
      listeners.push(await startPracticeHttp({ listenOn: address, certificate, answer, faults, log }))
    }
  } catch (error) {
    await close()
    throw error
  }
  return {
    url: listeners[0]?.url ?? '',
    listeners,
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

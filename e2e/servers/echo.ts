// The practice echo: tells the asker the address that it comes from, or another when told so.
import { isIPv6 } from 'node:net'
import { createFaultList, type FaultList } from './faults.ts'
import { type Certificate, type Listener, type Place, servePracticeHttp } from './practice-http.ts'
import { createRedactor, createRequestLog, type LoggedRequest, type RequestListener } from './request-log.ts'

export type EchoFamily = 'ipv4' | 'ipv6'

export interface EchoOptions {
  /** Default: a free port of 127.0.0.1. */
  readonly place?: Place
  readonly certificate?: Certificate | undefined
  readonly onRequest?: RequestListener
}

export interface PracticeEcho extends Listener {
  /** What askers of this family get in place of their address, any text; null for the truth again. */
  answer(family: EchoFamily, text: string | null): void
  readonly faults: FaultList
  requests(since?: number): LoggedRequest[]
  /** Forgets answers, faults and requests. */
  reset(): void
}

export async function startEcho(options: EchoOptions = {}): Promise<PracticeEcho> {
  const told = new Map<EchoFamily, string>()
  const faults = createFaultList()
  const log = createRequestLog(createRedactor([]))
  if (options.onRequest) log.subscribe(options.onRequest)
  const listener = await servePracticeHttp({
    place: options.place ?? { host: '127.0.0.1', port: 0 },
    certificate: options.certificate,
    faults,
    log,
    answer: ({ remoteAddress }) => ({
      status: 200,
      headers: { 'content-type': 'text/plain', 'cache-control': 'no-store' },
      body: told.get(isIPv6(remoteAddress) ? 'ipv6' : 'ipv4') ?? remoteAddress,
    }),
  })
  return {
    ...listener,
    faults,
    answer: (family, text) => {
      if (text === null) told.delete(family)
      else told.set(family, text)
    },
    requests: (since = 0) => log.since(since),
    reset: () => {
      told.clear()
      faults.clear()
      log.clear()
    },
  }
}

// The practice echo service: answers with the client's address, or with another text that a test sets.
import { isIPv6 } from 'node:net'
import { createFaultList, type FaultList } from './faults.ts'
import { type Certificate, type ListenAddress, type Listener, startPracticeHttp } from './practice-http.ts'
import { createRedactor, createRequestLog, type LoggedRequest, type RequestListener } from './request-log.ts'

export type EchoFamily = 'ipv4' | 'ipv6'

export interface EchoOptions {
  /** Default: a free port of 127.0.0.1. */
  readonly listenOn?: ListenAddress
  readonly certificate?: Certificate | undefined
  readonly onRequest?: RequestListener
}

export interface PracticeEcho extends Listener {
  /** The text that clients of this family get instead of their address; null ends that. */
  answer(family: EchoFamily, text: string | null): void
  readonly faults: FaultList
  requests(since?: number): LoggedRequest[]
  /** Clears answers, faults and requests. */
  reset(): void
}

export async function startEcho(options: EchoOptions = {}): Promise<PracticeEcho> {
  const answers = new Map<EchoFamily, string>()
  const faults = createFaultList()
  const log = createRequestLog(createRedactor([]))
  if (options.onRequest) log.subscribe(options.onRequest)
  const listener = await startPracticeHttp({
    listenOn: options.listenOn ?? { host: '127.0.0.1', port: 0 },
    certificate: options.certificate,
    faults,
    log,
    answer: ({ remoteAddress }) => ({
      status: 200,
      headers: { 'content-type': 'text/plain', 'cache-control': 'no-store' },
      body: answers.get(isIPv6(remoteAddress) ? 'ipv6' : 'ipv4') ?? remoteAddress,
    }),
  })
  return {
    ...listener,
    faults,
    answer: (family, text) => {
      if (text === null) answers.delete(family)
      else answers.set(family, text)
    },
    requests: (since = 0) => log.since(since),
    reset: () => {
      answers.clear()
      faults.clear()
      log.clear()
    },
  }
}

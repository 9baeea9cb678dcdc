// The HTTP client: one bounded, truthful answer per request. Redirects are answers, proxies are not used, and whether a
// failed request may have reached the server is told exactly.
import { Agent, type Dispatcher } from 'undici'
import type { HttpClient, HttpRequest, HttpResult } from '../model/ports.ts'
import { createBodyCollector, tooLarge } from './http-body.ts'
import { createConnector } from './http-connection.ts'
import { FaultError, faultOf } from './http-fault.ts'
import { fileTrust, fileTrustVersion, systemTrust } from './trust.ts'

const REQUEST_TIMEOUT_MS = 20_000
const MAX_BODY_BYTES = 65_536
/** Long enough for the requests of one job to share a connection, too short for one to outlive a change of network. */
const KEEP_ALIVE_MS = 1_000
/** Routes kept at once: each local address and authority file is one. */
const MAX_ROUTES = 64

export interface HttpClientOptions {
  /** Sent where a request brings none of its own. */
  readonly userAgent?: string
}

/** Header names in lower case; a repeated one is joined as RFC 9110 section 5.2 says. */
function readHeaders(raw: readonly Buffer[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = String(raw[i]).toLowerCase()
    const value = String(raw[i + 1])
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`
  }
  return headers
}

function withDefaults(request: HttpRequest, userAgent: string | undefined): Record<string, string> {
  const given = Object.entries(request.headers ?? {}).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    value,
  ])
  return {
    // Answers are small: packing them saves nothing and hides their size.
    'accept-encoding': 'identity',
    ...(userAgent === undefined ? {} : { 'user-agent': userAgent }),
    ...Object.fromEntries(given),
  }
}

function send(agent: Dispatcher, request: HttpRequest, url: URL, userAgent: string | undefined): Promise<HttpResult> {
  return new Promise((resolve) => {
    const maxBytes = request.maxBytes ?? MAX_BODY_BYTES
    const body = createBodyCollector(maxBytes)
    let sent = false
    let settled = false
    let status = 0
    let headers: Record<string, string> = {}
    let abort = (): void => {}

    const totalMs = request.timeoutMs ?? REQUEST_TIMEOUT_MS
    const late = () => fail(new FaultError('timeout', `The request took longer than ${totalMs} ms.`))
    const total = setTimeout(late, totalMs)

    function settle(result: HttpResult): void {
      if (settled) return
      settled = true
      clearTimeout(total)
      resolve(result)
    }
    function fail(error: unknown): void {
      settle({ ok: false, ...faultOf(error), sent })
      abort()
    }

    const handler: Dispatcher.DispatchHandlers = {
      // Called when a socket is ready and before the first byte is written to it.
      onConnect: (giveUp) => {
        abort = () => giveUp()
        if (settled) return abort()
        sent = true
      },
      onHeaders: (statusCode, rawHeaders) => {
        status = statusCode
        headers = readHeaders(rawHeaders ?? [])
        return true
      },
      onData: (chunk) => {
        if (!body.add(chunk)) fail(tooLarge(maxBytes))
        return true
      },
      onComplete: () => {
        body.text(headers['content-encoding']).then((text) => {
          // undici frees the connection one turn later; a request that follows at once is to find it free.
          setImmediate(() => settle({ ok: true, status, headers, body: text }))
        }, fail)
      },
      onError: fail,
    }
    const options: Dispatcher.DispatchOptions = {
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: request.method,
      headers: withDefaults(request, userAgent),
      body: request.body ?? null,
      headersTimeout: 0,
      bodyTimeout: 0,
    }
    try {
      agent.dispatch(options, handler)
    } catch (error) {
      fail(error)
    }
  })
}

function readUrl(text: string): URL {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw new FaultError('other', 'The address of the request is not a URL.')
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new FaultError('other', `${url.protocol}// is not http or https.`)
  }
  return url
}

/** Makes the client. Each combination of family, local address, authorities and leave has connections of its own. */
export function createHttpClient({ userAgent }: HttpClientOptions = {}): HttpClient {
  let agents = new Map<string, Agent>()
  let system: { readonly trust: ReturnType<typeof systemTrust> } | null = null

  function retire(agent: Agent): void {
    // Ends idle connections now and busy ones with their request; what is on its way is bounded by its own timer.
    agent.close().catch(() => agent.destroy())
  }

  function agentFor(request: HttpRequest): Agent {
    const { family = null, localAddress = null, ca, allowPlainHttp = false } = request
    const trustKey = ca === undefined ? '' : fileTrustVersion(ca)
    const key = JSON.stringify([family, localAddress, allowPlainHttp, trustKey])
    const known = agents.get(key)
    if (known !== undefined) return known
    system ??= { trust: systemTrust() }
    const trust = ca === undefined ? system.trust : fileTrust(ca)
    const agent = new Agent({
      connect: createConnector({ family, localAddress, allowPlainHttp, trust }),
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      pipelining: 1,
    })
    agents.set(key, agent)
    const [oldest] = agents
    if (agents.size > MAX_ROUTES && oldest !== undefined) {
      agents.delete(oldest[0])
      retire(oldest[1])
    }
    return agent
  }

  return {
    request: async (request) => {
      try {
        const url = readUrl(request.url)
        return await send(agentFor(request), request, url, userAgent)
      } catch (error) {
        if (error instanceof FaultError) return { ok: false, ...faultOf(error), sent: false }
        throw error
      }
    },
    reset: () => {
      const old = agents
      agents = new Map()
      for (const agent of old.values()) retire(agent)
    },
  }
}

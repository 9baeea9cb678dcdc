// The HTTP client: one result for each request, limited in time and size. It follows no redirect, takes a proxy only
// where it may, and reports exactly whether a failed request may have reached the server.
import type http from 'node:http'
import type { HttpClient, HttpRequest } from '../../model/ports.ts'
import { type Agents, createAgents } from './http-connection.ts'
import { exchange } from './http-exchange.ts'
import { FaultError, faultOf } from './http-fault.ts'
import { createOpenSockets } from './open-sockets.ts'
import { DIRECT, type FindProxy, isDirect } from './proxy-rules.ts'
import { fileTrust, systemTrust } from './trust.ts'

/** How many routes are kept: each combination of family, local address and authority file is one. */
const MAX_ROUTES = 64

export interface HttpClientOptions {
  /** Sent with each request that has no User-Agent header. */
  readonly userAgent?: string
  /** By default there is no proxy. */
  readonly findProxy?: FindProxy
}

function withDefaults(request: HttpRequest, userAgent: string | undefined): Record<string, string> {
  const given = Object.entries(request.headers ?? {}).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    value,
  ])
  return {
    // Responses are small: compression saves nothing and hides their size.
    'accept-encoding': 'identity',
    ...(userAgent === undefined ? {} : { 'user-agent': userAgent }),
    ...Object.fromEntries(given),
  }
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

/** Plain http is for this machine and its network alone, and a request from one address must not leave from another. */
const mayTakeProxy = ({ localAddress }: HttpRequest, { protocol }: URL): boolean =>
  protocol === 'https:' && localAddress === undefined

/** Requests share connections only when family, local address, authorities, proxy and what plain http may reach are the same. */
export function createHttpClient({ userAgent, findProxy = async () => DIRECT }: HttpClientOptions = {}): HttpClient {
  let routes = new Map<string, Agents>()
  const sockets = createOpenSockets()
  let system: { readonly trust: ReturnType<typeof systemTrust> } | null = null

  async function agentFor(request: HttpRequest, url: URL): Promise<http.Agent> {
    const { family = null, localAddress = null, ca, allowPlainHttp = false, isPortalProbe = false } = request
    // Read again each time, so that a replaced authority takes effect without a restart.
    const own = ca === undefined ? null : await fileTrust(ca)
    const proxies = mayTakeProxy(request, url) && request.throughProxy === true ? await findProxy(url) : DIRECT
    const key = JSON.stringify([
      family,
      localAddress,
      allowPlainHttp,
      isPortalProbe,
      ca ?? '',
      own?.version ?? '',
      proxies,
    ])
    const known = routes.get(key)
    if (known !== undefined) return known.for(url)
    system ??= { trust: systemTrust() }
    const trust = own === null ? system.trust : own.trust
    const agents = createAgents({
      ...{ family, localAddress, allowPlainHttp, isPortalProbe, trust, proxies },
      proxyTrust: system.trust,
      onSocket: sockets.add,
    })
    routes.set(key, agents)
    const [oldest] = routes
    if (routes.size > MAX_ROUTES && oldest !== undefined) {
      routes.delete(oldest[0])
      oldest[1].retire()
    }
    return agents.for(url)
  }

  const hasProxy = (url: URL): Promise<boolean> =>
    findProxy(url).then(
      (route) => !isDirect(route),
      () => true,
    )

  return {
    request: async (request) => {
      try {
        const url = readUrl(request.url)
        const result = await exchange(await agentFor(request, url), url, request, withDefaults(request, userAgent))
        const isPassedBy = !result.ok && request.throughProxy !== true && mayTakeProxy(request, url)
        return isPassedBy && (await hasProxy(url)) ? { ...result, hasProxy: true } : result
      } catch (error) {
        // Node itself refuses some requests before it connects, such as one with a line break in a header.
        const isRefusal = error instanceof FaultError || (error instanceof TypeError && 'code' in error)
        if (isRefusal) return { ok: false, ...faultOf(error), sent: false }
        throw error
      }
    },
    reset: (addresses) => {
      const old = routes
      routes = new Map()
      for (const agents of old.values()) agents.retire()
      if (addresses !== undefined) sockets.endExcept(addresses)
    },
  }
}

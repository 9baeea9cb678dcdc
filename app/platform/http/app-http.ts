// The app's HTTP client in three roles: for providers, for services that tell an address, and for the local network.
import type { Settings } from '../../contract/settings.ts'
import type { HttpClient, HttpRequest, HttpResult } from '../../model/ports.ts'
import { createFindProxy, type FindProxyOptions } from './find-proxy.ts'
import { createHttpClient } from './http-client.ts'

export interface Exchange {
  readonly request: HttpRequest
  readonly result: HttpResult
}

export interface AppHttpOptions extends Pick<FindProxyOptions, 'systemProxy'> {
  readonly settings: () => Settings
  readonly userAgent: string
  /** Receives each exchange with a provider. */
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

export interface AppHttp {
  /** Always directly. */
  readonly direct: HttpClient
  /** As the settings and the system say. */
  readonly forProviders: HttpClient
  /**
   * Directly, since through a proxy a service sees the proxy's address, which mostly is not the line's. Where the user says
   * that it is, as providers are reached.
   */
  readonly forSources: HttpClient
}

export function createAppHttp({ settings, userAgent, onExchange, systemProxy }: AppHttpOptions): AppHttp {
  const findProxy = createFindProxy({
    settings: () => settings().network ?? {},
    env: process.env,
    ...(systemProxy === undefined ? {} : { systemProxy }),
  })
  const direct = createHttpClient({ userAgent, findProxy })
  const proxied = (request: HttpRequest) => direct.request({ ...request, throughProxy: true })
  return {
    direct,
    forProviders: {
      ...direct,
      request: async (request) => {
        const result = await proxied(request)
        onExchange?.({ request, result })
        return result
      },
    },
    forSources: {
      ...direct,
      request: (request) => (settings().detection.throughProxy === true ? proxied(request) : direct.request(request)),
    },
  }
}

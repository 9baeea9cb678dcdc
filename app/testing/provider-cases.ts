// For each provider of the registry: an account at a server of the test's, names it may change, and how the service
// says yes. What only one provider knows stands here, so that the contract suite knows none.
import type { HttpRequest } from '../model/ports.ts'
import type { ProviderAccount } from '../model/provider.ts'

/** With characters that differ in every encoding. */
const PASSWORD = 'Zq7/+&=%"<x>\'(wörd) 9'
/** A bearer token is visible ASCII. */
const TOKEN = 'Zq7/+&=%"<x>\'(token)9'

export interface ProviderCase {
  readonly secret: string
  readonly secretField: string
  readonly hostnames: readonly [string, string]
  readonly username: string | null
  /** @param server scheme, host and port, without a path */
  readonly account: (server: string) => Pick<ProviderAccount, 'endpoint' | 'fields'>
  /** What the service answers when it does what the request asks. */
  readonly yes: (request: HttpRequest) => string
  /** What no answer may lack that confirms anything. */
  readonly success: RegExp
  /** Requests for one hostname with both families, at most. */
  readonly mostRequests: number
}

const queryOf = (request: HttpRequest): URLSearchParams => new URL(request.url).searchParams

function dyndns2Yes(request: HttpRequest): string {
  const query = queryOf(request)
  const addresses = [query.get('myip'), query.get('myipv6')].filter((one) => one !== null && one !== 'no').join(',')
  return (query.get('hostname') ?? '').replace(/[^,]+/g, `good ${addresses}`).replaceAll(/,(?=good)/g, '\n')
}

function duckdnsYes(request: HttpRequest): string {
  const query = queryOf(request)
  return ['OK', query.get('ip') ?? '', query.get('ipv6') ?? '', 'UPDATED'].join('\n')
}

const ZONE = '0123456789abcdef0123456789abcdef'

function cloudflareYes(request: HttpRequest): string {
  const { pathname } = new URL(request.url)
  const query = queryOf(request)
  const name = query.get('name') ?? 'nas.example.org'
  const result = () => {
    if (request.method === 'PATCH') {
      const { content } = JSON.parse(request.body ?? '')
      return { id: 'r', name, type: content.includes(':') ? 'AAAA' : 'A', content, ttl: 300, proxied: true }
    }
    if (pathname.endsWith('/zones')) return name === 'example.org' ? [{ id: ZONE, name, status: 'active' }] : []
    return [
      { id: 'r', name, type: query.get('type'), content: query.get('type') === 'A' ? '11.22.33.1' : '2a0e:1111::1' },
    ]
  }
  return JSON.stringify({ success: true, errors: [], messages: [], result: result() })
}

const dyndns2Case: ProviderCase = {
  secret: PASSWORD,
  secretField: 'password',
  hostnames: ['nas.example.org', 'cam.example.org'],
  username: 'user',
  account: (endpoint) => ({ endpoint, fields: { username: 'user' } }),
  yes: dyndns2Yes,
  success: /^\s*(good|nochg)(\s|$)/i,
  mostRequests: 1,
}

/** By provider id. */
export const providerCases: Readonly<Record<string, ProviderCase>> = {
  dyndns2: dyndns2Case,
  noip: dyndns2Case,
  dynu: dyndns2Case,
  duckdns: {
    ...dyndns2Case,
    secretField: 'token',
    hostnames: ['home.duckdns.org', 'cam.duckdns.org'],
    username: null,
    account: (endpoint) => ({ endpoint, fields: {} }),
    yes: duckdnsYes,
    success: /^\s*ok\s*([\r\n]|$)/i,
  },
  cloudflare: {
    ...dyndns2Case,
    secret: TOKEN,
    secretField: 'token',
    username: null,
    account: (endpoint) => ({ endpoint, fields: {} }),
    yes: cloudflareYes,
    success: /^\s*\{.*"success"\s*:\s*true/s,
    // Two steps up to the zone, then one look and one change a family.
    mostRequests: 6,
  },
  custom: {
    ...dyndns2Case,
    secretField: 'secret',
    account: (server) => ({
      endpoint: null,
      fields: {
        url: `${server}/update?domains={hostname}&token={secret}&ip={ipv4}&ipv6={ipv6}`,
        success: 'OK, updated',
      },
    }),
    username: null,
    yes: () => 'OK',
    success: /^\s*(ok|updated)(\s|$)/i,
  },
}

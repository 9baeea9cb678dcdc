// For each provider of the registry: an account at a server of the test's, names it may change, and how the service
// says yes. What only one provider knows stands here, so that the contract suite knows none.
import type { FaultTarget } from '../../e2e/servers/faults.ts'
import type { HttpRequest } from '../model/ports.ts'
import type { ProviderAccount } from '../model/provider.ts'

/** With characters that differ in every encoding. */
const PASSWORD = 'Zq7/+&=%"<x>\'(wörd) 9'
/** A bearer token is visible ASCII. */
const TOKEN = 'Zq7/+&=%"<x>\'(token)9'

/** One request of an update, as a fault finds it. */
export interface ProviderStep {
  readonly name: string
  readonly only: FaultTarget
  /** How many requests have been sent once it was. */
  readonly requests: number
}

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
  /** The requests of an update of one family of a name that holds nothing yet, in their order. */
  readonly steps: readonly ProviderStep[]
  /** The service answers with the words of dyndns2. */
  readonly speaksDyndns2: boolean
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

const HOSTNAMES = ['nas.example.org', 'cam.example.org'] as const
const ZONE = { id: '0123456789abcdef0123456789abcdef', name: 'example.org', status: 'active' }

/** One zone, which holds an address of each family for either name. */
function cloudflareYes(request: HttpRequest): string {
  const { pathname } = new URL(request.url)
  const query = queryOf(request)
  const asked = query.get('name')
  const listed = (all: readonly { name: string; type?: string }[]) => {
    const result = all.filter(({ name, type }) => (asked ?? name) === name && (query.get('type') ?? type) === type)
    return { result, result_info: { total_count: result.length } }
  }
  const records = (name: string) => [
    { id: 'r', name, type: 'A', content: '11.22.33.1' },
    { id: 'q', name, type: 'AAAA', content: '2a0e:1111::1' },
  ]
  const payload = () => {
    if (request.method === 'PATCH') {
      const { content } = JSON.parse(request.body ?? '')
      const type = content.includes(':') ? 'AAAA' : 'A'
      return { result: { id: 'r', name: HOSTNAMES[0], type, content, ttl: 300, proxied: true } }
    }
    return pathname.endsWith('/zones') ? listed([ZONE]) : listed(HOSTNAMES.flatMap(records))
  }
  return JSON.stringify({ success: true, errors: [], messages: [], ...payload() })
}

const dyndns2Case: ProviderCase = {
  secret: PASSWORD,
  secretField: 'password',
  hostnames: HOSTNAMES,
  username: 'user',
  account: (endpoint) => ({ endpoint, fields: { username: 'user' } }),
  yes: dyndns2Yes,
  success: /^\s*(good|nochg)(\s|$)/i,
  mostRequests: 1,
  steps: [{ name: 'the update', only: {}, requests: 1 }],
  speaksDyndns2: true,
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
    speaksDyndns2: false,
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
    // The zones, the records, and one change a family.
    mostRequests: 4,
    steps: [
      { name: 'the zones', only: { hostname: '/zones?' }, requests: 1 },
      { name: 'the records', only: { method: 'GET', hostname: '/dns_records' }, requests: 2 },
      { name: 'the change', only: { method: 'POST' }, requests: 3 },
    ],
    speaksDyndns2: false,
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

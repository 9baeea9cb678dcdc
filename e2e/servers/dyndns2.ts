// The server side of dyndns2, in the dialect of a given service, with the return codes and the strictness of Dyn's own
// pages: https://help.dyn.com/remote-access-api/return-codes/
import { accountOfPassword, owns, type PracticeAccount } from './accounts.ts'
import type { Answer, PracticeRequest } from './exchange.ts'
import { parseAddress, plainName, type Zone } from './live-zone.ts'
import type { PracticeBackend, PracticeProtocol } from './protocol.ts'

export interface PracticeDialect {
  /** The paths of the update address. */
  readonly paths: readonly string[]
  /** More hostnames in one request get `numhost`. */
  readonly maxHostnames: number
  /** The parameters that hold addresses, each a comma list. Others are ignored. */
  readonly addressParameters: readonly string[]
  /** Takes the connection's address for IPv4 when `myip` is missing, and not only when there is no address at all. */
  readonly detectsUnnamed: boolean
  /** The value that keeps a family as it is; null where the service has none. */
  readonly keepWord: string | null
}

/** The union of all dialects: a client of any service can update at it. */
const EVERY_DIALECT: PracticeDialect = {
  paths: ['/nic/update', '/v3/update'],
  maxHostnames: 20,
  addressParameters: ['myip', 'myipv6'],
  detectsUnnamed: true,
  keepWord: 'no',
}

const SYSTEMS = ['dyndns', 'statdns', 'custom', 'noip']
const LABEL = /^[a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?$/i

const reply = (body: string, status = 200, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'text/plain', ...headers },
  body: `${body}\n`,
})

const isFullyQualified = (name: string) => {
  const labels = plainName(name).split('.')
  return labels.length >= 2 && name.length <= 253 && labels.every((label) => LABEL.test(label))
}

/** Sets the addresses of one hostname. @returns its line of the reply */
function updateHost(zone: Zone, hostname: string, addresses: readonly { type: 'A' | 'AAAA'; content: string }[]) {
  const changed = addresses.map(({ type, content }) => zone.replace(hostname, type, content))
  return `${changed.includes(true) ? 'good' : 'nochg'} ${addresses.map(({ content }) => content).join(',')}`
}

const listOf = ({ url }: PracticeRequest, parameter: string): string[] =>
  (url.searchParams.get(parameter) ?? '').split(',').filter((item) => item !== '')

/** The addresses of a request. A request without one gets the connection's, which exposes a client that forgets it. */
function addressesOf(request: PracticeRequest, { addressParameters, detectsUnnamed, keepWord }: PracticeDialect) {
  const given = addressParameters.flatMap((parameter) => listOf(request, parameter))
  const named = detectsUnnamed ? listOf(request, 'myip') : given
  const detected = named.length === 0 ? [request.remoteAddress] : []
  return [...given.filter((text) => text !== keepWord), ...detected].map(parseAddress)
}

/** The refusal of the whole request, or the account that it signs in to. */
function signIn({ accounts, bannedAgents }: PracticeBackend, request: PracticeRequest): PracticeAccount | Answer {
  const { method, url, headers, basic } = request
  const agent = headers['user-agent'] ?? ''
  if (method !== 'GET' || agent === '' || bannedAgents.some((banned) => agent.startsWith(banned))) {
    return reply('badagent')
  }
  const account = basic && accountOfPassword(accounts, basic.username, basic.password)
  if (!account) return reply('badauth', 401, { 'www-authenticate': 'Basic realm="dynamic DNS"' })
  const system = url.searchParams.get('system') ?? ''
  if (system !== '' && !SYSTEMS.includes(system)) return reply('badsys')
  if (url.searchParams.get('offline')?.toUpperCase() === 'YES') return reply('!donator')
  return account
}

function answer(dialect: PracticeDialect, backend: PracticeBackend, request: PracticeRequest): Answer {
  const account = signIn(backend, request)
  if ('status' in account) return account
  const hostnames = listOf(request, 'hostname')
  if (hostnames.length === 0) return reply('notfqdn')
  if (hostnames.length > dialect.maxHostnames) return reply('numhost')
  const addresses = addressesOf(request, dialect)
  const valid = addresses.filter((address) => address !== null)
  const lines = hostnames.map((hostname) => {
    if (!isFullyQualified(hostname)) return 'notfqdn'
    if (!owns(account, hostname)) return 'nohost'
    return valid.length < addresses.length ? 'dnserr' : updateHost(backend.zone, hostname, valid)
  })
  return reply(lines.join('\n'))
}

/** @param dialect what differs from the union of all dialects */
export function dyndns2(dialect: Partial<PracticeDialect> = {}): PracticeProtocol {
  const whole = { ...EVERY_DIALECT, ...dialect }
  return {
    handles: (pathname) => whole.paths.includes(pathname),
    answer: (backend, request) => answer(whole, backend, request),
  }
}

// The dyndns2 protocol from the service's side, with the words and the strictness of Dyn's own pages:
// https://help.dyn.com/remote-access-api/return-codes/
import { accountOfPassword, owns, type PracticeAccount } from './accounts.ts'
import type { Answer, PracticeRequest } from './exchange.ts'
import { parseAddress, plainName, type Zone } from './live-zone.ts'

const MOST_HOSTNAMES = 20
const SYSTEMS = ['dyndns', 'statdns', 'custom', 'noip']
const LABEL = /^[a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?$/i

const word = (body: string, status = 200, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'text/plain', ...headers },
  body: `${body}\n`,
})

const isFullyQualified = (name: string) => {
  const labels = plainName(name).split('.')
  return labels.length >= 2 && name.length <= 253 && labels.every((label) => LABEL.test(label))
}

/** Sets one name's addresses, as the protocol's line for it tells. */
function updateHost(zone: Zone, hostname: string, addresses: readonly { type: 'A' | 'AAAA'; content: string }[]) {
  const changed = addresses.map(({ type, content }) => zone.replace(hostname, type, content))
  return `${changed.includes(true) ? 'good' : 'nochg'} ${addresses.map(({ content }) => content).join(',')}`
}

export interface Dyndns2Side {
  readonly accounts: readonly PracticeAccount[]
  readonly zone: Zone
  /** How the User-Agents begin that get `badagent`. */
  readonly bannedAgents: readonly string[]
}

export function answerDyndns2({ accounts, zone, bannedAgents }: Dyndns2Side, request: PracticeRequest): Answer {
  const { method, url, headers, basic, remoteAddress } = request
  const agent = headers['user-agent'] ?? ''
  if (method !== 'GET' || agent === '' || bannedAgents.some((banned) => agent.startsWith(banned)))
    return word('badagent')
  const account = basic && accountOfPassword(accounts, basic.username, basic.password)
  if (!account) return word('badauth', 401, { 'www-authenticate': 'Basic realm="dynamic DNS"' })
  const value = (name: string) => url.searchParams.get(name) ?? ''
  if (value('system') !== '' && !SYSTEMS.includes(value('system'))) return word('badsys')
  if (value('offline').toUpperCase() === 'YES') return word('!donator')
  const hostnames = value('hostname')
    .split(',')
    .filter((name) => name !== '')
  if (hostnames.length === 0) return word('notfqdn')
  if (hostnames.length > MOST_HOSTNAMES) return word('numhost')
  // Dynu's "no" leaves a family as it is.
  const given = [value('myip'), value('myipv6')]
    .join(',')
    .split(',')
    .filter((text) => text !== '' && text !== 'no')
  // Without an address the services take the one that the request came from: a client that forgets it is found out here.
  const named = value('myip') === '' ? [...given, remoteAddress] : given
  const addresses = named.map(parseAddress)
  return word(
    hostnames
      .map((hostname) => {
        if (!isFullyQualified(hostname)) return 'notfqdn'
        if (!owns(account, hostname)) return 'nohost'
        const sound = addresses.filter((address) => address !== null)
        return sound.length < addresses.length ? 'dnserr' : updateHost(zone, hostname, sound)
      })
      .join('\n'),
  )
}

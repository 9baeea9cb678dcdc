// The server side of Duck DNS: one OK or KO for the whole request. https://www.duckdns.org/spec.jsp
import { accountOfToken, owns, type PracticeAccount } from './accounts.ts'
import type { Answer, PracticeRequest } from './exchange.ts'
import { parseAddress, plainName, type Zone } from './live-zone.ts'
import type { PracticeBackend, PracticeProtocol } from './protocol.ts'

const SUFFIX = '.duckdns.org'
const text = (...lines: string[]): Answer => ({
  status: 200,
  headers: { 'content-type': 'text/plain' },
  body: lines.join('\n'),
})

/** The account's hostname for a label or a full name. `x.label` means `label`. */
function hostnameOf(account: PracticeAccount, domain: string): string | null {
  const name = plainName(domain)
  if (owns(account, name)) return name
  const bare = name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : name
  const label = `${bare.split('.').pop()}${SUFFIX}`
  if (owns(account, label)) return label
  const inOtherZone = account.hostnames.map(plainName).find((own) => own.split('.')[0] === bare)
  return inOtherZone ?? null
}

function clear(zone: Zone, name: string): boolean {
  const records = zone.records({ name })
  for (const { id } of records) zone.remove(id)
  return records.length > 0
}

function answer({ accounts, zone }: PracticeBackend, { url, remoteAddress }: PracticeRequest): Answer {
  const value = (name: string) => url.searchParams.get(name) ?? ''
  const account = accountOfToken(accounts, value('token'))
  const domains = value('domains')
    .split(',')
    .filter((domain) => domain !== '')
  const names = account ? domains.map((domain) => hostnameOf(account, domain)) : []
  if (names.length === 0 || names.includes(null)) return text('KO')
  const known = names.filter((name) => name !== null)

  // Without any address the service takes the connection's.
  const given = [value('ip'), value('ipv6')].filter((address) => address !== '')
  const addresses = (given.length > 0 ? given : [remoteAddress]).map(parseAddress)
  if (addresses.includes(null)) return text('KO')
  const isClear = value('clear') === 'true'
  const valid = isClear ? [] : addresses.filter((address) => address !== null)
  const changed = known.flatMap((name) =>
    isClear ? clear(zone, name) : valid.map(({ type, content }) => zone.replace(name, type, content)),
  )
  if (value('verbose') !== 'true') return text('OK')
  const stored = (type: 'A' | 'AAAA') => valid.find((address) => address.type === type)?.content ?? ''
  return text('OK', stored('A'), stored('AAAA'), changed.includes(true) ? 'UPDATED' : 'NOCHANGE')
}

export const duckdns: PracticeProtocol = { handles: (pathname) => pathname === '/update', answer }

// Servers that read one address a request. What they make of a list differs: some take the connection's address and say
// yes, others refuse it with a word that means something else elsewhere.
import { parseAddress } from '../live-zone.ts'
import { ADDRESS_TYPES, type Dialect, text } from './dialect.ts'
import {
  addressOf,
  bare,
  isQualified,
  items,
  lines,
  named,
  ofConnection,
  once,
  oneAddress,
  parameter,
} from './reading.ts'

/** A `myip` that is no address counts as absent. One line answers for all names and says what was stored. */
const dockerDdns: Dialect = {
  id: 'docker-ddns',
  title: 'docker-ddns',
  sources: ['https://github.com/dprandzioch/docker-ddns rest-api/main.go, rest-api/request_handler.go'],
  facts: { hosts: 'comma', addresses: 'one', unnamedFamily: 'kept', success: 'named' },
  path: '/nic/update',
  badAuth: text('badauth\n'),
  names: (request) => {
    const names = (parameter(request, 'hostname') ?? '').split(',')
    return names.includes('') ? text('notfqdn\n') : names
  },
  update: (request) => oneAddress(parameter(request, 'myip') ?? '') ?? ofConnection(request),
  // It knows no names: nsupdate carries out one after the other, creates it, and fails at the first that is not of the zone.
  has: (name, _, zone) => zone.apexOf(name) !== null,
  unknownName: 'rest',
  respond: (results, update) => {
    if (results.some(({ known }) => !known)) return text('dnserr\n')
    const [address] = ADDRESS_TYPES.flatMap((type) => (update[type] === 'keep' ? [] : update[type]))
    return text(`good ${address}\n`)
  },
}

/** A `myip` that is no address counts as absent, and a bare yes for each name tells nothing of the address. */
const bareGood: Dialect = {
  id: 'bare-good',
  title: 'a server with a bare “good”',
  sources: [
    'https://help.dyn.com/remote-access-api/perform-update/ (an address that is not properly formed is ignored)',
    'https://github.com/ddclient/ddclient 3.10 (bug #10: some servers do not return the address)',
  ],
  facts: { hosts: 'comma', addresses: 'one', unnamedFamily: 'kept', success: 'bare' },
  path: '/nic/update',
  badAuth: text('badauth\n', 401),
  names: (request) => {
    const names = items(request, 'hostname')
    return names.length === 0 ? text('notfqdn\n') : names
  },
  update: (request) => oneAddress(parameter(request, 'myip') ?? '') ?? ofConnection(request),
  unknownName: 'lines',
  respond: (results) => lines(results, bare),
}

/** Each name has its own key, and each family its own request. The record has to exist. Every reply has status 200. */
const heNet: Dialect = {
  id: 'he-net',
  title: 'dns.he.net',
  sources: [
    'https://dns.he.net/docs.html',
    'https://github.com/opnsense/plugins/issues/3233 and https://github.com/ddclient/ddclient/issues/833 (badip)',
  ],
  facts: { hosts: 'implied', addresses: 'one', unnamedFamily: 'kept', success: 'named' },
  path: '/nic/update',
  badAuth: text('badauth'),
  names: (request, { username }) => {
    const name = parameter(request, 'hostname') ?? username
    return name === username ? [name] : text('badauth')
  },
  update: (request) => {
    const value = parameter(request, 'myip')
    return value === null ? ofConnection(request) : (oneAddress(value) ?? text('badip'))
  },
  has: (name, _, zone, update) =>
    ADDRESS_TYPES.every((type) => update[type] === 'keep' || zone.records({ name, type }).length > 0),
  unknownName: 'whole',
  respond: (results) => once(results, named, text('nohost')),
}

const PRIVATE = /^(10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|f[cd]|fe80)/i

/** The login is for one name. Two addresses get `abuse`, though nothing is blocked. */
const selfHost: Dialect = {
  id: 'selfhost',
  title: 'selfHOST',
  sources: [
    'https://github.com/ddclient/ddclient/issues/762 (the vendor’s support: two separate updates)',
    'https://github.com/qdm12/ddns-updater internal/provider/providers/selfhostde (statuses 411 and 412)',
  ],
  facts: { hosts: 'implied', addresses: 'one', unnamedFamily: 'kept', success: 'named' },
  path: '/nic/update',
  badAuth: text('badauth\n', 401),
  names: (_, { hostnames }) => hostnames.slice(0, 1),
  update: (request) => {
    const all = items(request, 'myip')
    if (all.length > 1) return text('abuse\n')
    const [value] = all
    if (value === undefined) return ofConnection(request)
    if (parseAddress(value) === null) return text('badrequest\n', 411)
    return PRIVATE.test(value) ? text('badrequest\n', 412) : (oneAddress(value) ?? text('badrequest\n', 411))
  },
  unknownName: 'whole',
  respond: (results) => once(results, named),
}

/**
 * PowerDNS-Admin takes a list of addresses but says one word for all of them, and says `nochg` for a name of its zone that has
 * no record: also for a list of names, of which it makes one name. Its replies are called HTML.
 */
const powerDnsAdmin: Dialect = {
  id: 'powerdns-admin',
  title: 'PowerDNS-Admin',
  sources: [
    'https://github.com/PowerDNS-Admin/PowerDNS-Admin powerdnsadmin/routes/index.py, dyndns_update',
    'https://github.com/PowerDNS-Admin/PowerDNS-Admin/issues/822, https://github.com/ddclient/ddclient/issues/767 (lists)',
  ],
  facts: { hosts: 'one', addresses: 'comma', unnamedFamily: 'kept', success: 'bare' },
  path: '/nic/update',
  badAuth: text('badauth', 401, { 'content-type': 'text/html; charset=utf-8' }),
  names: (request, _, zone) => {
    const name = parameter(request, 'hostname') ?? ''
    return name === '' || zone.apexOf(name) === null ? text('nohost') : [name]
  },
  update: (request) => {
    const given = items(request, 'myip').map(parseAddress)
    const of = (type: 'A' | 'AAAA') => given.flatMap((one) => (one?.type === type ? [one.content] : [])).slice(-1)
    const [a, aaaa] = [of('A'), of('AAAA')]
    if (a.length + aaaa.length === 0) return ofConnection(request)
    return { A: a.length > 0 ? a : 'keep', AAAA: aaaa.length > 0 ? aaaa : 'keep' }
  },
  has: (name, _, zone) => isQualified(name) && zone.records({ name }).length > 0,
  unknownName: 'lines',
  respond: (results) => {
    const word = results.some(({ changed }) => changed) ? 'good' : 'nochg'
    return text(word, 200, { 'content-type': 'text/html; charset=utf-8' })
  },
}

/**
 * IPv4 in `myip` or `ip`, IPv6 in `myip6` or `ip6`; a `myip` that is a list is sorted by family. A list of names is a name that
 * is not well formed. A name that its zone does not have is created.
 */
const powerAdmin: Dialect = {
  id: 'poweradmin',
  title: 'Poweradmin',
  sources: [
    'https://github.com/poweradmin/poweradmin lib/Domain/Service/DynamicDnsUpdateService.php and its neighbours',
  ],
  facts: { hosts: 'one', addresses: 'separate:myip6', unnamedFamily: 'kept', success: 'bare' },
  path: '/dynamic_update.php',
  needsAgent: true,
  badAuth: text('badauth\n'),
  names: (request, _, zone) => {
    const name = parameter(request, 'hostname') ?? ''
    if (!isQualified(name)) return text('notfqdn\n')
    return zone.apexOf(name) === null ? text('!yours\n') : [name]
  },
  update: (request) => {
    const first = (parameter(request, 'myip') ?? parameter(request, 'ip') ?? '').split(',').filter((one) => one !== '')
    const own6 = parameter(request, 'myip6') ?? parameter(request, 'ip6') ?? ''
    const ipv4 = first.filter((one) => !one.includes(':'))
    const ipv6 = own6 === '' ? first.filter((one) => one.includes(':')) : own6.split(',')
    const a = ipv4.map((one) => addressOf(one, 'A'))
    const aaaa = ipv6.map((one) => addressOf(one, 'AAAA'))
    if (a.length + aaaa.length === 0 || a.includes(null) || aaaa.includes(null)) return text('dnserr\n')
    const isWhole = parameter(request, 'dualstack_update') === '1'
    const of = (all: readonly (string | null)[]) =>
      all.length === 0 && !isWhole ? 'keep' : all.filter((one) => one !== null)
    return { A: of(a), AAAA: of(aaaa) }
  },
  has: () => true,
  unknownName: 'whole',
  respond: (results) => once(results, bare),
}

export const singleAddress: readonly Dialect[] = [dockerDdns, bareGood, heNet, selfHost]
export const panels: readonly Dialect[] = [powerDnsAdmin, powerAdmin]

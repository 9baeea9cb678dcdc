// Servers where one request says all that a name holds: a family that is not named is removed.
import type { Answer, PracticeRequest } from '../exchange.ts'
import { parseAddress } from '../live-zone.ts'
import { connectionType, type Dialect, type FamilyUpdate, type NameUpdate, text } from './dialect.ts'
import {
  addressOf,
  bare,
  firstOfEach,
  isEmpty,
  isQualified,
  items,
  lines,
  named,
  nothingElse,
  ofConnection,
  once,
  oneAddress,
  parameter,
} from './reading.ts'

/** Dyn's page: "If the address is not properly formed it is ignored". Without an address the connection's is taken. */
const dyn: Dialect = {
  id: 'dyn',
  title: 'Dyn',
  sources: [
    'https://help.dyn.com/remote-access-api/perform-update/',
    'https://help.dyn.com/remote-access-api/return-codes/',
    'https://github.com/openwrt/packages/issues/17875 (a family alone deletes the other)',
  ],
  facts: { hosts: 'comma', addresses: 'comma', unnamedFamily: 'removed', success: 'named' },
  path: '/nic/update',
  needsAgent: true,
  badAuth: text('badauth\n', 401),
  names: (request) => {
    const names = items(request, 'hostname')
    if (names.length === 0 || !names.every(isQualified)) return text('notfqdn\n')
    return names.length > 20 ? text('numhost\n') : names
  },
  update: (request) => {
    const given = firstOfEach(items(request, 'myip'))
    return nothingElse(isEmpty(given) ? ofConnection(request) : given)
  },
  unknownName: 'lines',
  respond: (results) => lines(results, named),
}

/** A login is for one name. A request without an IPv4 address stores 127.0.0.1 and is answered with "nochg", as the support says. */
const inwx: Dialect = {
  id: 'inwx',
  title: 'INWX',
  sources: [
    'https://github.com/ddclient/ddclient/issues/96 (the vendor’s text)',
    'https://github.com/ddclient/ddclient/pull/690 (the vendor’s support: 127.0.0.1, and the answer is nochg)',
  ],
  facts: { hosts: 'implied', addresses: 'separate:myipv6', unnamedFamily: 'removed', success: 'bare' },
  path: '/nic/update',
  badAuth: text('badauth\n', 401),
  names: (_, { hostnames }) => hostnames.slice(0, 1),
  update: (request) => {
    const ipv6 = addressOf(parameter(request, 'myipv6'), 'AAAA')
    return {
      A: [addressOf(parameter(request, 'myip'), 'A') ?? '127.0.0.1'],
      AAAA: ipv6 === null ? [] : [ipv6],
    }
  },
  unknownName: 'whole',
  respond: (results, { A }) => (A.includes('127.0.0.1') ? text('nochg\n') : once(results, bare)),
}

/** The first of these parameters that says anything about the family decides (`_find_action` of the source). */
function desecFamily(request: PracticeRequest, keys: readonly string[], type: 'A' | 'AAAA'): FamilyUpdate | Answer {
  const separator = type === 'A' ? '.' : ':'
  for (const key of keys) {
    const value = parameter(request, key)
    if (value === null) continue
    const all = value.split(',').map((item) => item.trim())
    const said = new Set(all.filter((item) => item.includes(separator) || item === '' || item === 'preserve'))
    if (said.size === 0) continue
    const [first = ''] = said
    if (said.size > 1 && (said.has('') || said.has('preserve'))) return text('badrequest', 400)
    if (first === '') return []
    if (first === 'preserve') return 'keep'
    const addresses = [...said].map((item) => addressOf(item, type))
    return addresses.includes(null) ? text('badrequest', 400) : addresses.filter((item) => item !== null)
  }
  return connectionType(request) === type ? [request.remoteAddress] : []
}

/** Subnets in place of addresses, and addresses for single names, are left out: no client of ours sends them. */
const desec: Dialect = {
  id: 'desec',
  title: 'deSEC',
  sources: [
    'https://desec.readthedocs.io/en/latest/dyndns/update-api.html',
    'https://github.com/desec-io/desec-stack api/desecapi/views/dyndns.py',
  ],
  facts: {
    hosts: 'comma',
    addresses: 'separate:myipv6',
    unnamedFamily: 'removed',
    keep: { ipv4: 'myip=preserve', ipv6: 'myipv6=preserve' },
    success: 'bare',
  },
  path: null,
  badAuth: text('badauth', 401),
  names: (request, { username }, zone) => {
    const given = items(request, 'hostname').map((name) => name.toLowerCase())
    const names = given.length > 0 ? given : [username]
    const apexes = new Set(names.map((name) => zone.apexOf(name)))
    return apexes.size > 1 ? text('Cannot update subdomains from more than one domain.', 400) : names
  },
  update: (request) => {
    const A = desecFamily(request, ['myip', 'myipv4', 'ip'], 'A')
    const AAAA = desecFamily(request, ['myipv6', 'ipv6', 'myip', 'ip'], 'AAAA')
    if (typeof A === 'object' && 'status' in A) return A
    if (typeof AAAA === 'object' && 'status' in AAAA) return AAAA
    return { A, AAAA }
  },
  unknownName: 'whole',
  respond: (results) => (results.some(({ known }) => !known) ? text('nohost', 404) : text('good')),
}

/** Takes one address; the other family goes unless the request asks to keep it. */
const coreNetworks: Dialect = {
  id: 'core-networks',
  title: 'Core-Networks',
  sources: [
    'https://github.com/openwrt/packages net/ddns-scripts (keepipv4, keepipv6)',
    'https://github.com/troglobit/inadyn plugins/core-networks.c',
  ],
  facts: {
    hosts: 'one',
    addresses: 'one',
    unnamedFamily: 'removed',
    keep: { ipv4: 'keepipv4=1', ipv6: 'keepipv6=1' },
    success: 'bare',
  },
  // The real server has no path. Clients that add one are served as well: this is not what it tests.
  path: null,
  badAuth: text('badauth\n', 401),
  names: (request) => [parameter(request, 'hostname') ?? ''],
  update: (request) => {
    const given = oneAddress(parameter(request, 'myip') ?? '')
    if (given === null) return text('badrequest\n', 400)
    const kept = (family: FamilyUpdate, keep: string) =>
      family === 'keep' && parameter(request, keep) !== '1' ? [] : family
    return { A: kept(given.A, 'keepipv4'), AAAA: kept(given.AAAA, 'keepipv6') }
  },
  unknownName: 'whole',
  respond: (results) => once(results, bare),
}

/**
 * A name holds what the last request said: `myip`, or `myip` and `myip6`. A `myip` that is a list is no address, and then it
 * takes the connection's. One name that the user does not have, or that is below a subdomain, refuses the whole request.
 */
const dyndnsd: Dialect = {
  id: 'dyndnsd',
  title: 'dyndnsd',
  sources: ['https://github.com/cmur2/dyndnsd lib/dyndnsd.rb, lib/dyndnsd/responder/dyndns_style.rb'],
  facts: { hosts: 'comma', addresses: 'separate:myip6', unnamedFamily: 'removed', success: 'named' },
  path: '/nic/update',
  badAuth: text('badauth', 401),
  names: (request, _, zone) => {
    const names = (parameter(request, 'hostname') ?? '').split(',')
    const isOfZone = (name: string) => {
      const apex = zone.apexOf(name)
      return apex !== null && /^[a-z0-9_-]+\.$/i.test(name.slice(0, -apex.length))
    }
    return names.every(isOfZone) ? names : text('notfqdn')
  },
  update: (request) => {
    if (parameter(request, 'offline') === 'YES') return { A: [], AAAA: [] }
    const myip = parameter(request, 'myip')
    const myip6 = parameter(request, 'myip6')
    if (myip6 !== null) {
      const [a, aaaa] = [addressOf(myip, 'A'), addressOf(myip6, 'AAAA')]
      return a === null || aaaa === null ? text('nohost') : { A: [a], AAAA: [aaaa] }
    }
    const given: NameUpdate | null = myip !== null && parseAddress(myip) ? oneAddress(myip) : null
    return nothingElse(given ?? ofConnection(request))
  },
  unknownName: 'whole',
  respond: (results) =>
    results.some(({ known }) => !known) ? text('nohost') : text(results.map((one) => named(one, ' ')).join('\n')),
}

export const setReplacing: readonly Dialect[] = [dyn, inwx, desec, coreNetworks, dyndnsd]

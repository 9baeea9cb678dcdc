// Servers that fill a family which is not named from the connection, always or in one case.
import { parseAddress } from '../live-zone.ts'
import { connectionType, type Dialect, type FamilyUpdate, text } from './dialect.ts'
import {
  addressOf,
  firstOfEach,
  isEmpty,
  isQualified,
  items,
  lines,
  named,
  ofConnection,
  once,
  parameter,
} from './reading.ts'

/** Dynu fills each family that is not named, if the connection is of that family. `no` keeps it. */
const dynu: Dialect = {
  id: 'dynu',
  title: 'Dynu',
  sources: [
    'https://www.dynu.com/DynamicDNS/IP-Update-Protocol',
    'https://github.com/ddclient/ddclient/pull/964 and https://github.com/ddclient/ddclient/issues/962 (read back)',
  ],
  facts: {
    hosts: 'one',
    addresses: 'separate:myipv6',
    unnamedFamily: 'detected',
    keep: { ipv4: 'myip=no', ipv6: 'myipv6=no' },
    success: 'named',
  },
  path: '/nic/update',
  badAuth: text('badauth\n'),
  names: (request) => {
    const name = parameter(request, 'hostname') ?? ''
    return name === '' ? text('unknown\n') : [name]
  },
  update: (request) => {
    const family = (name: string, type: 'A' | 'AAAA'): FamilyUpdate | null => {
      const value = parameter(request, name)
      if (value === 'no') return 'keep'
      if (value === null || value === '') return connectionType(request) === type ? [request.remoteAddress] : 'keep'
      const address = addressOf(value, type)
      return address === null ? null : [address]
    }
    const [A, AAAA] = [family('myip', 'A'), family('myipv6', 'AAAA')]
    return A === null || AAAA === null ? text('badrequest\n') : { A, AAAA }
  },
  unknownName: 'whole',
  respond: (results) => once(results, named),
}

/** nic.ru stores the connection's IPv4 address when `myip` is missing, and replies with a line for each address. */
const nicRu: Dialect = {
  id: 'nic-ru',
  title: 'nic.ru',
  sources: ['https://www.nic.ru/help/dynamic-dns-for-developers_5810.html'],
  facts: { hosts: 'comma', addresses: 'separate:ipv6', unnamedFamily: 'detected', success: 'named' },
  path: '/dyndns/update',
  badAuth: text('badauth\n'),
  names: (request) => {
    const names = items(request, 'hostname')
    return names.length > 0 && names.every(isQualified) ? names : text('notfqdn\n')
  },
  update: (request) => {
    const ipv6 = parameter(request, 'ipv6')
    const aaaa = addressOf(ipv6, 'AAAA')
    const myip = parameter(request, 'myip')
    const a = myip === null && connectionType(request) === 'A' ? request.remoteAddress : addressOf(myip, 'A')
    if ((ipv6 !== null && aaaa === null) || (myip !== null && a === null)) return text('dnserr\n')
    return { A: a === null ? 'keep' : [a], AAAA: aaaa === null ? 'keep' : [aaaa] }
  },
  // "The record is absent": only records that exist are changed.
  has: (name, { hostnames }, zone) => hostnames.includes(name) && zone.records({ name }).length > 0,
  unknownName: 'lines',
  respond: (results) => lines(results, ({ addresses }) => addresses.map(({ address }) => `good ${address}`).join('\n')),
}

/** No-IP keeps an unnamed family, but `myipv6` without `myip` gets the connection's IPv4 address. */
const noIp: Dialect = {
  id: 'noip',
  title: 'No-IP',
  sources: [
    'https://www.noip.com/integrate/request',
    'https://www.noip.com/integrate/response',
    'https://github.com/qdm12/ddns-updater/issues/633 (myipv6 alone changes the A record)',
  ],
  facts: { hosts: 'comma', addresses: 'comma', unnamedFamily: 'kept', success: 'named' },
  path: '/nic/update',
  needsAgent: true,
  badAuth: text('badauth\n'),
  names: (request) => {
    const names = items(request, 'hostname')
    return names.length === 0 ? text('nohost\n') : names
  },
  update: (request) => {
    const all = items(request, 'myip')
    const given = firstOfEach(all.filter((value) => parseAddress(value) !== null))
    const ipv6 = addressOf(parameter(request, 'myipv6'), 'AAAA')
    const base = isEmpty(given) ? ofConnection(request) : given
    return ipv6 === null ? base : { ...base, AAAA: [ipv6] }
  },
  unknownName: 'lines',
  respond: (results) => lines(results, named),
}

export const detecting: readonly Dialect[] = [dynu, nicRu, noIp]

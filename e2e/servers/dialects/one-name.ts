// Servers that take one name a request, with the different ways in which they refuse a list of them.
import { isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'
import type { PracticeRequest } from '../exchange.ts'
import { type AddressType, parseAddress } from '../live-zone.ts'
import { type Dialect, type FamilyUpdate, text } from './dialect.ts'
import { isQualified, named, ofConnection, once, oneAddress, parameter } from './reading.ts'

/** Its words come with status 400, and an address that it cannot read is `nohost`, too. */
const infomaniak: Dialect = {
  id: 'infomaniak',
  title: 'Infomaniak',
  sources: [
    'https://github.com/ddclient/ddclient nic_infomaniak_update',
    'https://github.com/qdm12/ddns-updater internal/provider/providers/infomaniak (status 400)',
  ],
  facts: { hosts: 'one', addresses: 'one', unnamedFamily: 'kept', success: 'named' },
  path: '/nic/update',
  badAuth: text('badauth', 400),
  names: (request) => [parameter(request, 'hostname') ?? ''],
  update: (request) => {
    const value = parameter(request, 'myip')
    return value === null ? ofConnection(request) : (oneAddress(value) ?? text('nohost', 400))
  },
  unknownName: 'whole',
  respond: (results) => once(results, named, text('nohost', 400)),
}

const invalid = (field: string) =>
  text(JSON.stringify({ detail: [{ loc: ['query', field], msg: 'invalid value', type: 'value_error' }] }), 422, {
    'content-type': 'application/json',
  })

/** A home-made server on a framework that checks its parameters, and refuses what is not well formed with 422. */
const strictParameters: Dialect = {
  id: 'strict-422',
  title: 'a server that checks its parameters',
  sources: [
    'https://www.rfc-editor.org/rfc/rfc9110#name-422-unprocessable-content',
    'https://fastapi.tiangolo.com/tutorial/query-params-str-validations/ (the form of the answer)',
  ],
  facts: { hosts: 'one', addresses: 'one', unnamedFamily: 'kept', success: 'named' },
  path: '/nic/update',
  badAuth: text('badauth', 401),
  names: (request) => {
    const name = parameter(request, 'hostname') ?? ''
    return isQualified(name) ? [name] : invalid('hostname')
  },
  update: (request) => oneAddress(parameter(request, 'myip') ?? '') ?? invalid('myip'),
  unknownName: 'whole',
  respond: (results) => once(results, named, text('nohost', 404)),
}

/** The user sets the prefix of a name at nsupdate.info; 64 is its default. An address with an all-zero host part is none. */
const isNetwork = (address: string): boolean =>
  isIPv6(address) &&
  ipaddr.IPv6.parse(address)
    .parts.slice(4)
    .every((part) => part === 0)

/** The addresses of a request at nsupdate.info, a prefix length cut off; null for one that cannot be read. */
const listed = (request: PracticeRequest) => {
  const value = parameter(request, 'myip')
  const texts = value === null || value === '' ? [request.remoteAddress] : value.split(',')
  return texts.map((item) => parseAddress(item.trim().split('/')[0] ?? ''))
}

/**
 * The user name is the name, and another name is `nohost`, also a list. One line answers for all addresses when their
 * outcomes are equal, else a line for each. An address that is only a network deletes the record and is `good` all the same.
 */
const nsupdateInfo: Dialect = {
  id: 'nsupdate-info',
  title: 'nsupdate.info',
  sources: [
    'https://github.com/nsupdate-info/nsupdate.info src/nsupdate/api/views.py',
    'https://github.com/nsupdate-info/nsupdate.info/pull/661 (a network address deletes the record)',
  ],
  facts: { hosts: 'implied', addresses: 'comma', unnamedFamily: 'kept', success: 'named' },
  path: '/nic/update',
  badAuth: text('badauth', 401, { 'www-authenticate': 'Basic realm="authenticate to update DNS"' }),
  names: (request, { username }) => {
    if (!username.includes('.')) return text('notfqdn')
    const name = parameter(request, 'hostname') ?? username
    if (name === username) return [name]
    return text(name.includes('.') ? 'nohost' : 'notfqdn')
  },
  update: (request) => {
    const all = listed(request)
    if (all.includes(null)) return text('dnserr')
    const family = (type: AddressType): FamilyUpdate => {
      const last = all.filter((one) => one?.type === type).at(-1)?.content
      if (last === undefined) return 'keep'
      return isNetwork(last) ? [] : [last]
    }
    return { A: family('A'), AAAA: family('AAAA') }
  },
  unknownName: 'whole',
  respond: ([result], _, request) => {
    if (result === undefined || !result.known) return text('nohost')
    const given = listed(request).flatMap((one) => (one === null ? [] : [one.content]))
    const isSame = (address: string) => result.addresses.some((one) => one.address === address && !one.changed)
    const [nochg, good] = [given.filter(isSame), given.filter((address) => !isSame(address))]
    if (nochg.length === 0) return text(`good ${good.join(',')}`)
    if (good.length === 0) return text(`nochg ${nochg.join(',')}`)
    return text([...good.map((one) => `good ${one}`), ...nochg.map((one) => `nochg ${one}`)].join('\n'))
  },
}

export const oneName: readonly Dialect[] = [infomaniak, strictParameters, nsupdateInfo]

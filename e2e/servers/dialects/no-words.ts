// A server that says yes without a word.
import { parseAddress } from '../live-zone.ts'
import { type Dialect, text } from './dialect.ts'
import { firstOfEach, items, ofConnection } from './reading.ts'

const refusal = (code: string, status: number) =>
  text(JSON.stringify({ code, help: 'See the API documentation at https://api.domeneshop.no/docs/' }), status, {
    'content-type': 'application/json',
  })

/** Names and addresses are lists, up to nine addresses; a missing record is created. Success is 204 and nothing else. */
const domeneshop: Dialect = {
  id: 'domeneshop',
  title: 'Domeneshop',
  sources: [
    'https://api.domeneshop.no/docs/',
    'https://glama.ai/mcp/servers/martinzachariassen/domeneshop-mcp/tools/update_dyndns (the vendor’s text)',
  ],
  facts: { hosts: 'comma', addresses: 'comma', unnamedFamily: 'kept', success: 'no body' },
  path: '/v0/dyndns/update',
  badAuth: refusal('unauthorized', 401),
  names: (request) => {
    const names = items(request, 'hostname')
    return names.length === 0 ? refusal('bad_request', 400) : names
  },
  update: (request) => {
    const all = items(request, 'myip')
    if (all.length === 0) return ofConnection(request)
    return all.length > 9 || all.some((one) => parseAddress(one) === null)
      ? refusal('bad_request', 400)
      : firstOfEach(all)
  },
  unknownName: 'whole',
  respond: (results) =>
    results.some(({ known }) => !known) ? refusal('notfound', 404) : { status: 204, headers: {}, body: '' },
}

export const noWords: readonly Dialect[] = [domeneshop]

// The server side of the part of Cloudflare's API v4 that a dynamic-DNS client uses:
// https://developers.cloudflare.com/api/resources/dns/
import { createHash } from 'node:crypto'
import { accountOfToken } from './accounts.ts'
import type { Answer, PracticeRequest } from './exchange.ts'
import { type AddressType, type NewRecord, parseAddress, plainName, type Zone, type ZoneRecord } from './live-zone.ts'
import type { PracticeBackend, PracticeProtocol } from './protocol.ts'

const ROOT = '/client/v4'

const reply = (status: number, payload: object): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(payload),
})
const done = (result: unknown, more: object = {}) =>
  reply(200, { success: true, errors: [], messages: [], result, ...more })
type Said = { readonly code: number; readonly message: string }
const refused = (status: number, code: number, message: string, error_chain?: readonly Said[]) =>
  reply(status, { success: false, errors: [{ code, message, error_chain }], messages: [], result: null })

const INVALID_AUTHORIZATION: Said = { code: 6111, message: 'Invalid format for Authorization header' }

const zoneId = (apex: string) => createHash('md5').update(`zone ${apex}`).digest('hex')
const describe = (zone: Zone) => (apex: string) => ({
  id: zoneId(apex),
  name: apex,
  status: 'active',
  paused: false,
  type: 'full',
  name_servers: [`ns1.${apex}`],
  meta: { serial: zone.serial },
})

const shown = (record: ZoneRecord) => ({ ...record, proxiable: true, tags: [], settings: {}, meta: {} })

/** One page of a list, with Cloudflare's counts. */
function listed(url: URL, all: readonly unknown[]): Answer {
  const size = Math.min(Math.max(Number(url.searchParams.get('per_page') ?? 100) || 100, 1), 100)
  const page = Math.max(Number(url.searchParams.get('page') ?? 1) || 1, 1)
  const part = all.slice((page - 1) * size, page * size)
  const counts = { page, per_page: size, count: part.length, total_count: all.length }
  return done(part, { result_info: { ...counts, total_pages: Math.ceil(all.length / size) } })
}

type Fields = Partial<Record<'name' | 'type' | 'content' | 'ttl' | 'proxied' | 'comment', unknown>>

function readJson(body: string): Fields | null {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

const VALID_NAME = /^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}$/

/**
 * A name is complete when it ends with the zone's name; "@" is the zone itself. The API takes any other one for a part of a
 * name and appends the zone, also to "nas.example.com" in the zone example.org.
 */
function fullName(name: string, apex: string): string {
  const plain = plainName(name)
  if (plain === '@' || plain === apex) return apex
  return plain.endsWith(`.${apex}`) ? plain : `${plain}.${apex}`
}

/** The record that results from `old` and these fields, or the reply that refuses them. */
function readRecord(fields: Fields, old: NewRecord | null, apex: string): NewRecord | Answer {
  const { name = old?.name, type = old?.type, content = old?.content } = fields
  const { ttl = old?.ttl ?? 1, proxied = old?.proxied ?? false, comment = old?.comment ?? null } = fields
  if (type !== 'A' && type !== 'AAAA')
    return refused(400, 1004, 'DNS Validation Error: this practice server knows only A and AAAA')
  const plain = typeof name === 'string' ? fullName(name, apex) : ''
  if (!VALID_NAME.test(plain)) return refused(400, 9000, 'DNS name is invalid.')
  const address = typeof content === 'string' ? parseAddress(content) : null
  if (address?.type !== type) return refused(400, type === 'A' ? 9005 : 9006, `Content for ${type} record is invalid.`)
  if (typeof ttl !== 'number' || (ttl !== 1 && (ttl < 60 || ttl > 86_400)))
    return refused(400, 9021, 'Invalid TTL. Must be between 60 and 86400 seconds, or 1 for Automatic.')
  if (typeof proxied !== 'boolean') return refused(400, 9004, 'This record type cannot be proxied.')
  const text = typeof comment === 'string' ? comment : null
  // The TTL of a proxied record is always automatic.
  return { name: plain, type, content: address.content, ttl: proxied ? 1 : ttl, proxied, comment: text }
}

function answerRecords(
  zone: Zone,
  apex: string,
  id: string | undefined,
  { method, url, body }: PracticeRequest,
): Answer {
  const asked = (name: string) => url.searchParams.get(name) ?? url.searchParams.get(`${name}.exact`) ?? undefined
  const inZone = (record: ZoneRecord) => zone.apexOf(record.name) === apex
  if (id === undefined && method === 'GET') {
    const [name, type, content] = [asked('name'), asked('type') as AddressType | undefined, asked('content')]
    const found = zone.records({ ...(name === undefined ? {} : { name }), ...(type === undefined ? {} : { type }) })
    return listed(url, found.filter((r) => inZone(r) && (content === undefined || r.content === content)).map(shown))
  }
  const old = id === undefined ? null : (zone.records({ id }).find(inZone) ?? null)
  if (id !== undefined && !old) return refused(404, 81044, 'Record does not exist.')
  if (old && method === 'GET') return done(shown(old))
  if (old && method === 'DELETE') {
    zone.remove(old.id)
    return done({ id: old.id })
  }
  if (!['POST', 'PATCH', 'PUT'].includes(method) || (method === 'POST') !== (id === undefined))
    return refused(405, 10405, 'Method not allowed for this authentication scheme')
  const fields = readJson(body)
  if (!fields) return refused(400, 9207, 'Request body is invalid.')
  // PUT replaces the whole record and loses what it leaves out; PATCH keeps it.
  const record = readRecord(fields, method === 'PATCH' ? old : null, apex)
  if ('status' in record) return record
  const twin = zone.records(record).find((other) => other.content === record.content && other.id !== id)
  if (twin) return refused(400, 81_058, 'An identical record already exists.')
  return done(shown(old ? (zone.change(old.id, record) ?? old) : zone.add(record)))
}

function answer({ accounts, zone }: PracticeBackend, request: PracticeRequest): Answer {
  const { url, headers, method } = request
  const { authorization = '' } = headers
  if (authorization === '') return refused(400, 9106, 'Missing X-Auth-Key, X-Auth-Email or Authorization headers')
  const [, token] = /^Bearer (\S+)$/.exec(authorization) ?? []
  if (token === undefined) return refused(400, 6003, 'Invalid request headers', [INVALID_AUTHORIZATION])
  const account = accountOfToken(accounts, token)
  if (!account) return refused(401, 1000, 'Invalid API Token')
  const apexes = [...new Set(account.hostnames.map((name) => zone.apexOf(name)).filter((apex) => apex !== null))]
  const path = url.pathname.slice(ROOT.length)
  if (path === '/user/tokens/verify' && method === 'GET')
    return done({ id: zoneId(account.username), status: 'active' })
  if (path === '/zones' && method === 'GET') {
    const name = url.searchParams.get('name')
    return listed(url, apexes.filter((apex) => name === null || plainName(name) === apex).map(describe(zone)))
  }
  const [, id, records, recordId] = /^\/zones\/([^/]+)(\/dns_records(?:\/([^/]+))?)?$/.exec(path) ?? []
  const apex = apexes.find((one) => zoneId(one) === id)
  if (apex === undefined)
    return refused(404, 7003, `Could not route to ${path}, perhaps your object identifier is invalid?`)
  if (records) return answerRecords(zone, apex, recordId, request)
  return method === 'GET' ? done(describe(zone)(apex)) : refused(405, 10405, 'Method not allowed')
}

export const cloudflare: PracticeProtocol = { handles: (pathname) => pathname.startsWith(`${ROOT}/`), answer }

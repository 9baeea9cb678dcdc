import { afterEach, beforeEach, expect, it } from 'vitest'
import { type PracticeProvider, startProvider } from './provider.ts'

let provider: PracticeProvider

beforeEach(async () => {
  const account = { username: 'u', password: 'p', token: 'secret-token', hostnames: ['nas.example.org'] }
  const stranger = { username: 'v', password: 'q', token: 'other-token', hostnames: ['web.example.net'] }
  provider = await startProvider({ accounts: [account, stranger] })
})
afterEach(() => provider.close())

interface Reply {
  readonly success: boolean
  readonly errors: readonly { code: number }[]
  // The shape depends on the call; each test reads its own part.
  readonly result: Record<string, unknown> & Record<string, unknown>[]
  readonly result_info?: Record<string, number>
}

async function call(method: string, path: string, body?: object, token: string | null = 'secret-token') {
  const response = await fetch(`${provider.url}/client/v4${path}`, {
    method,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: response.status, reply: (await response.json()) as Reply }
}

async function records() {
  const { reply } = await call('GET', '/zones?name=example.org&status=active')
  return `/zones/${reply.result[0]?.id}/dns_records`
}
const RECORD = { type: 'A', name: 'nas.example.org', content: '11.22.33.1', ttl: 120, proxied: false, comment: 'mine' }

it('lists only the zones of the token', async () => {
  const { reply } = await call('GET', '/zones')
  expect(reply.result.map(({ name }) => name)).toEqual(['example.org'])
  expect(reply.result_info).toMatchObject({ page: 1, count: 1, total_count: 1 })
  expect((await call('GET', '/zones?name=example.net')).reply.result).toEqual([])
})

it('creates a record, finds it, and changes only what a PATCH names', async () => {
  const path = await records()
  const created = await call('POST', path, RECORD)
  expect(created.reply).toMatchObject({ success: true, result: RECORD })
  const found = await call('GET', `${path}?type=A&name=nas.example.org`)
  expect(found.reply.result.map(({ id }) => id)).toEqual([created.reply.result.id])
  const changed = await call('PATCH', `${path}/${created.reply.result.id}`, { content: '11.22.33.2' })
  expect(changed.reply.result).toMatchObject({ ...RECORD, content: '11.22.33.2' })
  expect(provider.zone.entries()['nas.example.org']).toEqual({ a: '11.22.33.2', aaaa: null, ttl: 120 })
})

it('loses what a PUT leaves out', async () => {
  const path = await records()
  const { reply } = await call('POST', path, RECORD)
  const put = await call('PUT', `${path}/${reply.result.id}`, {
    type: 'A',
    name: 'nas.example.org',
    content: '11.22.33.2',
  })
  expect(put.reply.result).toMatchObject({ ttl: 1, comment: null })
})

it('holds several records of one name, but no two identical ones', async () => {
  const path = await records()
  await call('POST', path, RECORD)
  await call('POST', path, { ...RECORD, content: '11.22.33.2' })
  const twin = await call('POST', path, RECORD)
  expect(twin).toMatchObject({ status: 400, reply: { success: false, errors: [{ code: 81_058 }] } })
  expect((await call('GET', `${path}?name=nas.example.org&per_page=1&page=2`)).reply).toMatchObject({
    result: [{ content: '11.22.33.2' }],
    result_info: { count: 1, total_count: 2, total_pages: 2 },
  })
})

it('refuses a wrong token, a stranger’s zone, an unknown record and an address of the other family', async () => {
  const path = await records()
  expect((await call('GET', '/zones', undefined, 'wrong')).status).toBe(401)
  expect((await call('GET', '/zones', undefined, null)).status).toBe(400)
  expect((await call('GET', path, undefined, 'other-token')).status).toBe(404)
  expect((await call('PATCH', `${path}/${'0'.repeat(32)}`, { content: '11.22.33.2' })).status).toBe(404)
  const mixed = await call('POST', path, { ...RECORD, content: '2a0e:1111::1' })
  expect(mixed).toMatchObject({ status: 400, reply: { errors: [{ code: 9005 }] } })
  expect(provider.zone.records()).toEqual([])
})

it('appends the zone to every name that does not end with it, as the API does', async () => {
  const path = await records()
  const named = async (name: string) => (await call('POST', path, { ...RECORD, name })).reply.result?.name
  expect(await named('nas')).toBe('nas.example.org')
  expect(await named('@')).toBe('example.org')
  expect(await named('nas.example.com')).toBe('nas.example.com.example.org')
  expect(await named('cam.example.org.')).toBe('cam.example.org')
  expect(await call('POST', path, { ...RECORD, name: 'a b' })).toMatchObject({
    status: 400,
    reply: { errors: [{ code: 9000 }] },
  })
})

it('tells an Authorization header that it cannot read from one that is missing', async () => {
  const response = await fetch(`${provider.url}/client/v4/zones`, { headers: { authorization: 'Bearer two words' } })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ errors: [{ code: 6003, error_chain: [{ code: 6111 }] }] })
})

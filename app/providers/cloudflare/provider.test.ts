import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type PracticeProvider, startProvider } from '../../../e2e/servers/provider.ts'
import { failureSentence } from '../../contract/explain/failure.ts'
import type { HttpResult } from '../../model/ports.ts'
import type { HostAnswer, HostChange, ProviderAccount } from '../../model/provider.ts'
import { createHttpClient } from '../../platform/http/http-client.ts'
import { cloudflare } from './provider.ts'
import { asciiName, zoneCandidates } from './zone.ts'

const TOKEN = 'practice-token-0123456789'
const HOSTNAME = 'nas.home.example.org'
const V4 = '11.22.33.44'
const V6 = '2a0e:1111::44'
const OLD = { name: HOSTNAME, type: 'A', content: '11.22.33.1', ttl: 300, proxied: false, comment: 'mine' } as const

const http = createHttpClient()
let practice: PracticeProvider
let account: ProviderAccount

async function start(records: Parameters<typeof startProvider>[0]['records'] = []) {
  practice = await startProvider({
    accounts: [{ username: '', password: '', token: TOKEN, hostnames: [HOSTNAME, '*.example.org'] }],
    records,
  })
  account = {
    id: 'home',
    endpoint: practice.url,
    ca: null,
    allowPlainHttp: false,
    fields: {},
    secrets: { token: TOKEN },
  }
}
beforeEach(() => start())
afterEach(async () => {
  http.reset()
  await practice.close()
})
const restart = async (records: Parameters<typeof start>[0]) => {
  await practice.close()
  await start(records)
}

const outcomeOf = (answer: HostAnswer): string => {
  if (answer.kind === 'failed') return answer.failure.code
  if (answer.kind === 'accepted') return 'accepted'
  return answer.changed ? 'changed' : 'unchanged'
}
async function update(change: Partial<HostChange> = {}): Promise<string[]> {
  const changes = [{ hostname: HOSTNAME, ipv4: V4, ipv6: null, ...change }]
  const { outcomes } = await cloudflare.update({ account, changes, userAgent: 'Homeward/0', now: () => 0 }, http)
  return outcomes.map((outcome) => outcomeOf(outcome.answer))
}
async function failure() {
  const changes = [{ hostname: HOSTNAME, ipv4: V4, ipv6: null }]
  const { outcomes } = await cloudflare.update({ account, changes, userAgent: 'Homeward/0', now: () => 0 }, http)
  const answer = outcomes[0]?.answer
  return answer?.kind === 'failed' ? answer.failure : null
}
const readBack = () =>
  cloudflare.readBack?.({ account, hostname: HOSTNAME, userAgent: 'Homeward/0', now: () => 0 }, http) ?? null
const held = () => practice.zone.records({ name: HOSTNAME }).map(({ id: _, ...record }) => record)
const requested = () => practice.requests().map(({ method }) => method)
const zoneQueries = () =>
  practice.requests().flatMap(({ url }) => (url.includes('/zones?') ? [new URL(url, 'http://x').searchParams] : []))

it('keeps to the quota that Cloudflare documents, and to no other limit', () => {
  const { batchSize, minIntervalS, quota, keepAliveDays } = cloudflare.info
  expect(quota).toEqual({ requests: 1_200, perS: 300 })
  expect([batchSize, minIntervalS, keepAliveDays]).toEqual([20, null, null])
})

describe('a Cloudflare update', () => {
  it('changes the content and keeps TTL, proxying and comment', async () => {
    await restart([OLD])
    expect(await update()).toEqual(['changed'])
    expect(held()).toMatchObject([{ ...OLD, content: V4 }])
    const write = practice.requests().find(({ method }) => method !== 'GET')
    expect(write).toMatchObject({ method: 'PATCH', body: JSON.stringify({ content: V4 }) })
  })

  it('keeps a proxied record proxied', async () => {
    await restart([{ ...OLD, proxied: true, ttl: 1 }])
    expect(await update()).toEqual(['changed'])
    expect(held()).toMatchObject([{ content: V4, proxied: true, comment: 'mine' }])
  })

  it('creates a record that is absent, unproxied and with automatic TTL', async () => {
    expect(await update({ ipv6: V6 })).toEqual(['changed', 'changed'])
    expect(held()).toMatchObject([
      { type: 'A', content: V4, ttl: 1, proxied: false },
      { type: 'AAAA', content: V6, ttl: 1, proxied: false },
    ])
  })

  it('writes nothing where the record already holds the address, in any notation', async () => {
    await restart([{ ...OLD, type: 'AAAA', content: V6 }])
    expect(await update({ ipv4: null, ipv6: '2A0E:1111:0:0:0:0:0:44' })).toEqual(['unchanged'])
    expect(requested().every((method) => method === 'GET')).toBe(true)
  })

  it('does not choose between several records of one name, and still updates the other family', async () => {
    const others = [OLD, { ...OLD, content: '11.22.33.2' }]
    await restart([...others, { ...OLD, type: 'AAAA', content: '2a0e:1111::1' }])
    expect(await update({ ipv6: V6 })).toEqual(['several-records', 'changed'])
    expect(held().map(({ content }) => content)).toEqual(['11.22.33.1', '11.22.33.2', V6])
  })

  it('lets one family fail without the other, in either order', async () => {
    practice.faults.add({ kind: 'status', status: 500, only: { hostname: V6 } })
    expect(await update({ ipv6: V6 })).toEqual(['changed', 'http-500'])
    practice.faults.clear()
    practice.faults.add({ kind: 'status', status: 500, only: { hostname: '11.22.33.45' } })
    expect(await update({ ipv4: '11.22.33.45', ipv6: V6 })).toEqual(['http-500', 'changed'])
  })

  it('quotes Cloudflare’s message', async () => {
    const text = JSON.stringify({ success: false, errors: [{ code: 9021, message: 'Invalid TTL' }], result: null })
    practice.faults.add({ kind: 'word', text, contentType: 'application/json' })
    const changes = [{ hostname: HOSTNAME, ipv4: V4, ipv6: null }]
    const { outcomes } = await cloudflare.update({ account, changes, userAgent: 'Homeward/0', now: () => 0 }, http)
    const failure = { kind: 'account', code: 'refused', detail: 'Invalid TTL (9021)', retryAt: null }
    expect(outcomes[0]?.answer).toMatchObject({ kind: 'failed', failure })
  })

  it.each([
    ['a record the API will not take', 400, 'hostname'],
    ['a record that changes at the same time', 409, 'hostname'],
    ['a zone that this token may not change', 403, 'hostname'],
    ['a token that is refused after all', 401, 'credentials'],
  ])('classifies %s (%i) as %s', async (_, status, kind) => {
    practice.faults.add({ kind: 'status', status, only: { hostname: 'dns_records' } })
    expect(await failure()).toMatchObject({ kind, code: `http-${status}` })
  })

  it.each([400, 403])('classifies a refusal of the first request (%i) as one of the account', async (status) => {
    practice.faults.add({ kind: 'status', status })
    expect(await failure()).toMatchObject({ kind: status === 400 ? 'account' : 'credentials' })
  })

  it('classifies the refusal of a record as one of the account where it is about the request itself', async () => {
    account = { ...account, fields: { zone: '0'.repeat(32) } }
    const refuse = (code: number) => {
      const text = JSON.stringify({ success: false, errors: [{ code, message: 'Invalid' }], result: null })
      practice.faults.clear()
      practice.faults.add({ kind: 'status', status: 400, text })
    }
    refuse(6003)
    expect(await failure()).toMatchObject({ kind: 'account', detail: 'Invalid (6003)' })
    refuse(9021)
    expect(await failure()).toMatchObject({ kind: 'hostname', detail: 'Invalid (9021)' })
  })

  it('recognises a refused token', async () => {
    account = { ...account, secrets: { token: 'another-token' } }
    expect(await update({ ipv6: V6 })).toEqual(['bad-token', 'bad-token'])
    expect(requested()).toHaveLength(1)
  })

  const refuse = (status: number, ...errors: readonly object[]) => {
    const text = JSON.stringify({ success: false, errors, messages: [], result: null })
    practice.faults.add({ kind: 'status', status, text, headers: { 'content-type': 'application/json' } })
  }

  it.each([6111, 6103])(
    'asks for the token again where the header cannot be read (%i), and quotes the chain',
    async (code) => {
      const error_chain = [{ code, message: 'Invalid format for Authorization header' }]
      refuse(400, { code: 6003, message: 'Invalid request headers', error_chain })
      const refused = await failure()
      const detail = `Invalid request headers (6003): Invalid format for Authorization header (${code})`
      expect(refused).toEqual({ kind: 'credentials', code: 'bad-token', detail, retryAt: null })
      expect(requested()).toHaveLength(1)
      const sentence = refused === null ? '' : failureSentence('en', refused)
      expect(sentence).toContain('Enter the token again')
      expect(sentence).toContain(detail)
    },
  )

  it.each([
    [403, 9103, 'Unknown X-Auth-Key or X-Auth-Email'],
    [400, 9106, 'Missing X-Auth-Key, X-Auth-Email or Authorization headers'],
    [403, 9109, 'Invalid access token'],
    [401, 1000, 'Invalid API Token'],
  ])('asks for the token again at %i with %i', async (status, code, message) => {
    refuse(status, { code, message })
    expect(await failure()).toMatchObject({ kind: 'credentials', code: 'bad-token', detail: `${message} (${code})` })
    practice.faults.clear()
    // Also where an earlier request of the same update was let through.
    practice.faults.add({
      kind: 'status',
      status,
      text: JSON.stringify({ success: false, errors: [{ code, message }], result: null }),
      only: { hostname: 'dns_records' },
    })
    expect(await failure()).toMatchObject({ kind: 'credentials', code: 'bad-token' })
  })

  it('says that a token is limited to certain addresses', async () => {
    refuse(403, { code: 9109, message: 'Cannot use the access token from location: 11.22.33.44' })
    const refused = await failure()
    expect(refused).toMatchObject({ kind: 'credentials', code: 'token-location' })
    expect(refused === null ? '' : failureSentence('en', refused)).toMatch(
      /certain addresses.*from location: 11\.22\.33\.44/,
    )
  })

  it('takes a refusal without a reason for one of the credentials, and no page for any', async () => {
    refuse(403, { code: 10000, message: 'Authentication error' })
    expect(await failure()).toMatchObject({ kind: 'credentials', code: 'http-403' })
    practice.faults.clear()
    practice.faults.add({ kind: 'html', status: 403, only: { hostname: 'dns_records' } })
    expect(await failure()).toMatchObject({ kind: 'unrecognised', code: 'page' })
  })

  it('sends no token that a header cannot carry', async () => {
    account = { ...account, secrets: { token: 'tokén' } }
    expect(await update()).toEqual(['field-malformed'])
    expect(requested()).toEqual([])
  })

  it('does not accept a change that stored another address', async () => {
    const sent: string[] = []
    const answer = (method: string, url: string): unknown => {
      if (method === 'PATCH') return { id: 'r', name: HOSTNAME, type: 'A', content: '11.22.33.99' }
      if (url.includes('/dns_records')) return [{ id: 'r', name: HOSTNAME, type: 'A', content: '11.22.33.1' }]
      return [{ id: 'z', name: 'example.org' }]
    }
    const fake = {
      request: async ({ method, url }: { method: string; url: string }): Promise<HttpResult> => {
        sent.push(method)
        const body = JSON.stringify({ success: true, result: answer(method, url), result_info: { total_count: 1 } })
        return { ok: true, status: 200, headers: {}, body }
      },
      reset: () => {},
    }
    const changes = [{ hostname: HOSTNAME, ipv4: V4, ipv6: null }]
    const { outcomes } = await cloudflare.update({ account, changes, userAgent: 'Homeward/0', now: () => 0 }, fake)
    expect(outcomes.map((outcome) => outcomeOf(outcome.answer))).toEqual(['other-address'])
    expect(sent).toEqual(['GET', 'GET', 'PATCH'])
  })
})

describe('the zone', () => {
  it('is found in the list of all zones of the token', async () => {
    await update()
    expect(zoneQueries().map(String)).toEqual(['status=active&per_page=50'])
  })

  it('is looked up by exact name, from the hostname upwards, where the list is longer than a page', async () => {
    const text = JSON.stringify({ success: true, result: [], result_info: { total_count: 51 } })
    practice.faults.add({ kind: 'word', text, only: { hostname: '/zones?status=active' } })
    expect(await update()).toEqual(['changed'])
    expect(zoneQueries().map((query) => query.get('name'))).toEqual([null, HOSTNAME, 'home.example.org', 'example.org'])
    for (const query of zoneQueries()) expect(query.get('status')).toBe('active')
  })

  it('is not looked up where the account names it', async () => {
    practice.faults.add({ kind: 'status', status: 403, only: { path: '/client/v4/zones', hostname: 'status=active' } })
    expect(await update()).toEqual(['http-403'])
    await practice.close()
    await start()
    await update()
    const [, id = ''] = /zones\/([0-9a-f]{32})/.exec(practice.requests().at(-1)?.url ?? '') ?? []
    practice.faults.add({ kind: 'status', status: 403, only: { hostname: 'status=active' } })
    account = { ...account, fields: { zone: id } }
    expect(await update({ ipv4: '11.22.33.77' })).toEqual(['changed'])
    account = { ...account, fields: { zone: '../../accounts' } }
    expect(await update()).toEqual(['field-malformed'])
  })

  const OTHER = 'nas.example.com'
  async function withZone(records: Parameters<typeof start>[0] = []) {
    await restart(records)
    await update()
    const [, id = ''] = /zones\/([0-9a-f]{32})/.exec(practice.requests().at(-1)?.url ?? '') ?? []
    account = { ...account, fields: { zone: id } }
    return practice.requests().length
  }
  const names = () => practice.zone.records().map(({ name }) => name)

  it('that the account names has to hold the hostname: nothing is written otherwise', async () => {
    const before = await withZone()
    expect(await update({ hostname: OTHER, ipv6: V6 })).toEqual(['other-zone', 'other-zone'])
    expect(requested().slice(before)).toEqual(['GET', 'GET'])
    expect(names()).toEqual([HOSTNAME])
    expect(await update({ hostname: 'example.org' })).toEqual(['changed'])
    expect(await update({ hostname: '*.example.org' })).toEqual(['changed'])
  })

  it('that the token may not read shows its name in its records', async () => {
    await withZone()
    const text = JSON.stringify({
      success: false,
      errors: [{ code: 9109, message: 'Unauthorized to access requested resource' }],
    })
    const { zone = '' } = account.fields
    practice.faults.add({ kind: 'status', status: 403, text, only: { hostname: `zones/${zone}?` } })
    expect(await update({ hostname: OTHER })).toEqual(['other-zone'])
    expect(names()).toEqual([HOSTNAME])
    expect(await update({ hostname: 'cam.example.org' })).toEqual(['changed'])
  })

  it('that the API did not mean is told by the name in its reply, which is not confirmed', async () => {
    const bodies = [
      { success: true, result: [] },
      { success: false, errors: [{ code: 9109, message: 'Unauthorized to access requested resource' }] },
      { success: true, result: [] },
      { success: true, result: { id: 'r', name: `${OTHER}.example.org`, type: 'A', content: V4 } },
    ]
    const replies = bodies.map((body) => ({
      status: body.success ? 200 : 403,
      headers: {},
      body: JSON.stringify(body),
    }))
    const fake = {
      request: async (): Promise<HttpResult> => ({ ok: true, status: 500, headers: {}, body: '', ...replies.shift() }),
      reset: () => {},
    }
    const changes = [{ hostname: OTHER, ipv4: V4, ipv6: null }]
    const zoned = { ...account, fields: { zone: '0'.repeat(32) } }
    const { outcomes } = await cloudflare.update({ account: zoned, changes, userAgent: 'x', now: () => 0 }, fake)
    const detail = `Cloudflare wrote ${OTHER}.example.org instead of ${OTHER}.`
    const failure = { kind: 'hostname', code: 'other-name', detail, retryAt: null }
    expect(outcomes[0]?.answer).toEqual({ kind: 'failed', failure })
  })

  it('that the token does not list is a failure of the hostname', async () => {
    expect(await update({ hostname: 'nas.elsewhere.net', ipv6: V6 })).toEqual(['zone-not-found', 'zone-not-found'])
    expect(requested()).toEqual(['GET'])
  })

  it('is the hostname or a parent of it, at most eight of them', () => {
    expect(zoneCandidates('*.a.example.org.')).toEqual(['a.example.org', 'example.org'])
    expect(zoneCandidates('1.2.3.4.5.6.7.8.9.10.11.example.org')).toHaveLength(8)
    expect(zoneCandidates('1.2.3.4.5.6.7.8.9.10.11.example.org').at(-1)).toBe('example.org')
    expect(asciiName('*.Bücher.example')).toBe('*.xn--bcher-kva.example')
  })
})

describe('reading back', () => {
  it('reports what each family holds and whether it is proxied', async () => {
    await restart([
      { ...OLD, proxied: true, ttl: 1 },
      { ...OLD, content: '11.22.33.2' },
    ])
    expect(await readBack()).toEqual({ ok: true, ipv4: ['11.22.33.1', '11.22.33.2'], ipv6: [], proxied: true })
  })

  it('distinguishes a name without records from one that could not be read', async () => {
    expect(await readBack()).toEqual({ ok: true, ipv4: [], ipv6: [], proxied: false })
    practice.faults.add({ kind: 'status', status: 500, only: { hostname: 'dns_records' } })
    expect(await readBack()).toMatchObject({ ok: false, failure: { kind: 'provider', code: 'http-500' } })
  })
})

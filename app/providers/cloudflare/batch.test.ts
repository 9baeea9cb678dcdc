// Several names in one update: as few requests as possible, one after the other, and an outcome for each name.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type PracticeProvider, startProvider } from '../../../e2e/servers/provider.ts'
import type { HttpClient, HttpRequest } from '../../model/ports.ts'
import type { HostAnswer, ProviderAccount } from '../../model/provider.ts'
import { createHttpClient } from '../../platform/http/http-client.ts'
import { cloudflare } from './provider.ts'

const TOKEN = 'practice-token-0123456789'
const V4 = '11.22.33.44'
const V6 = '2a0e:1111::44'
const OLD = '11.22.33.1'
const THREE = ['a.example.org', 'b.example.org', 'c.example.org']

let practice: PracticeProvider
let account: ProviderAccount
let underWay = 0
let mostUnderWay = 0
const real = createHttpClient()
const http: HttpClient = {
  request: async (request: HttpRequest) => {
    underWay += 1
    mostUnderWay = Math.max(mostUnderWay, underWay)
    const result = await real.request(request)
    underWay -= 1
    return result
  },
  reset: () => real.reset(),
}

async function start(hostnames: readonly string[], records: readonly (readonly [string, string])[] = []) {
  practice = await startProvider({
    accounts: [{ username: '', password: '', token: TOKEN, hostnames }],
    records: records.map(([name, content]) => ({ name, type: 'A', content, ttl: 60, proxied: false, comment: null })),
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
beforeEach(() => {
  mostUnderWay = 0
})
afterEach(async () => {
  real.reset()
  await practice.close()
})

const outcomeOf = ({ kind, ...answer }: HostAnswer): string => {
  if ('failure' in answer) return `${answer.failure.kind} ${answer.failure.code}`
  return 'changed' in answer && answer.changed ? 'changed' : 'unchanged'
}
async function update(hostnames: readonly string[], addresses: { ipv4?: string; ipv6?: string } = { ipv4: V4 }) {
  const { ipv4 = null, ipv6 = null } = addresses
  const changes = hostnames.map((hostname) => ({ hostname, ipv4, ipv6 }))
  const report = await cloudflare.update({ account, changes, userAgent: 'Homeward/0', now: () => 0 }, http)
  expect(report.requests).toBe(practice.requests().length)
  return report.outcomes.map(({ answer }) => outcomeOf(answer))
}
const requested = () =>
  practice.requests().map(({ method, url }) => `${method} ${url.replace(/\/[0-9a-f]{32}/g, '/…')}`)
const many = (count: number) => Array.from({ length: count }, (_, i): [string, string] => [`r${i}.example.org`, OLD])

describe('the requests of a batch', () => {
  it('are one for the zones, one for the records, and one per change', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `n${i}.example.org`)
    await start(names, [...names.slice(0, 10).map((name): [string, string] => [name, OLD]), ...many(30)])
    expect(await update(names)).toEqual(Array(20).fill('changed'))
    expect(requested().slice(0, 2)).toEqual([
      'GET /client/v4/zones?status=active&per_page=50',
      'GET /client/v4/zones/…/dns_records?type=A&page=1&per_page=100',
    ])
    expect(requested()).toHaveLength(22)
    expect(practice.zone.records({ name: 'n3.example.org' })).toMatchObject([{ content: V4 }])
  })

  it('are two where every name already holds the address', async () => {
    await start(
      THREE,
      THREE.map((name) => [name, V4]),
    )
    expect(await update(THREE)).toEqual(Array(3).fill('unchanged'))
    expect(requested()).toHaveLength(2)
  })

  it('are one for both families of a single name', async () => {
    await start(THREE, [['a.example.org', OLD]])
    expect(await update(['a.example.org'], { ipv4: V4, ipv6: V6 })).toEqual(['changed', 'changed'])
    expect(requested().map((line) => line.slice(0, 4).trim())).toEqual(['GET', 'GET', 'PATC', 'POST'])
  })

  it('read a zone page by page if it has fewer pages than there are names', async () => {
    await start(THREE, [...many(150), ...THREE.map((name): [string, string] => [name, OLD])])
    expect(await update(THREE)).toEqual(Array(3).fill('changed'))
    expect(requested().filter((line) => line.includes('page='))).toHaveLength(3)
    expect(requested()).toHaveLength(1 + 2 + 3)
  })

  it('look up each name if the zone has more pages than there are names', async () => {
    await start(THREE, [...many(350), ...THREE.map((name): [string, string] => [name, OLD])])
    expect(await update(THREE)).toEqual(Array(3).fill('changed'))
    expect(requested().filter((line) => line.includes('name='))).toHaveLength(3)
    expect(practice.zone.records({ name: 'b.example.org' })).toHaveLength(1)
  })

  it('treat a list without a total as incomplete, so that no existing record is created again', async () => {
    await start(
      THREE,
      THREE.map((name) => [name, OLD]),
    )
    const text = JSON.stringify({ success: true, result: [] })
    practice.faults.add({ kind: 'word', text, only: { hostname: 'page=1&' } })
    expect(await update(THREE)).toEqual(Array(3).fill('changed'))
    for (const name of THREE) expect(practice.zone.records({ name })).toHaveLength(1)
  })

  it('go one after the other, when reading back too', async () => {
    await start([...THREE, 'web.example.net'])
    await update([...THREE, 'web.example.net'], { ipv4: V4, ipv6: V6 })
    await cloudflare.readBack?.({ account, hostname: 'a.example.org', userAgent: 'Homeward/0', now: () => 0 }, http)
    expect(mostUnderWay).toBe(1)
  })
})

describe('each name of a batch', () => {
  it('has its own outcome', async () => {
    await start(THREE, [
      ['a.example.org', OLD],
      ['b.example.org', OLD],
      ['b.example.org', '11.22.33.2'],
    ])
    expect(await update(['a.example.org', 'b.example.org', 'x.elsewhere.net', 'c.example.org'])).toEqual([
      'changed',
      'hostname several-records',
      'hostname zone-not-found',
      'changed',
    ])
  })

  it('fails alone where the token may not read or change its zone', async () => {
    await start([...THREE, 'web.example.net', 'cam.example.net'])
    await update(['web.example.net'])
    const [, foreign = ''] = /zones\/([0-9a-f]{32})/.exec(practice.requests().at(-1)?.url ?? '') ?? []
    practice.reset()
    practice.faults.add({ kind: 'status', status: 403, only: { hostname: foreign } })
    const names = ['a.example.org', 'web.example.net', 'cam.example.net', 'b.example.org']
    const before = practice.requests().length
    const report = await cloudflare.update(
      {
        account,
        changes: names.map((hostname) => ({ hostname, ipv4: V4, ipv6: null })),
        userAgent: 'Homeward/0',
        now: () => 0,
      },
      http,
    )
    const refused = 'hostname http-403'
    expect(report.outcomes.map(({ answer }) => outcomeOf(answer))).toEqual(['changed', refused, refused, 'changed'])
    // The zones, two lists of records, two changes: a refused zone is read once, not once per name.
    expect(practice.requests().length - before).toBe(5)
  })

  it('is changed although the service fails for the one before it', async () => {
    await start(
      THREE,
      THREE.map((name) => [name, OLD]),
    )
    practice.faults.add({ kind: 'status', status: 500, times: 1, only: { method: 'PATCH' } })
    expect(await update(THREE)).toEqual(['provider http-500', 'changed', 'changed'])
  })

  it('is not sent once the service has failed twice in a row', async () => {
    await start(
      THREE,
      THREE.map((name) => [name, OLD]),
    )
    practice.faults.add({ kind: 'status', status: 500, only: { method: 'PATCH' } })
    expect(await update(THREE)).toEqual(Array(3).fill('provider http-500'))
    expect(requested()).toHaveLength(4)
  })

  it.each([
    [401, 'credentials http-401'],
    [429, 'throttled http-429'],
  ])('is not sent once another name got status %i', async (status, expected) => {
    await start(
      THREE,
      THREE.map((name) => [name, OLD]),
    )
    practice.faults.add({ kind: 'status', status, only: { method: 'PATCH' } })
    expect(await update(THREE)).toEqual(Array(3).fill(expected))
    expect(requested()).toHaveLength(3)
  })

  it('is not sent after the connection broke, and is reported as not sent', async () => {
    await start(
      THREE,
      THREE.map((name) => [name, OLD]),
    )
    practice.faults.add({ kind: 'reset', only: { method: 'PATCH' } })
    expect(await update(THREE)).toEqual(['network reset', 'network not-sent', 'network not-sent'])
    expect(requested()).toHaveLength(3)
  })
})

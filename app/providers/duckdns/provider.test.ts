import { describe, expect, it } from 'vitest'
import type { HttpResult } from '../../model/ports.ts'
import type { HostAnswer, HostChange, ProviderAccount } from '../../model/provider.ts'
import { labelOf } from './api.ts'
import { duckdns } from './provider.ts'

const V4 = '11.22.33.44'
const V6 = '2a0e:1111::44'
const account: ProviderAccount = {
  id: 'home',
  endpoint: null,
  ca: null,
  allowPlainHttp: false,
  fields: {},
  secrets: { token: '11111111-2222-3333-4444-555555555555' },
}

async function update(body: string, change: Partial<HostChange> = {}, status = 200, token?: string) {
  const urls: string[] = []
  const reply: HttpResult = { ok: true, status, headers: {}, body }
  const http = {
    request: async ({ url }: { url: string }) => {
      urls.push(url)
      return reply
    },
    reset: () => {},
  }
  const changes = [{ hostname: 'home.duckdns.org', ipv4: V4, ipv6: null, ...change }]
  const given = token === undefined ? account : { ...account, secrets: { token } }
  const { outcomes } = await duckdns.update({ account: given, changes, userAgent: 'Homeward/0', now: () => 0 }, http)
  return { urls, answers: outcomes.map((outcome) => outcomeOf(outcome.answer)) }
}
const outcomeOf = (answer: HostAnswer): string => {
  if (answer.kind === 'failed') return answer.failure.code
  if (answer.kind === 'accepted') return 'accepted'
  return answer.changed ? 'changed' : 'unchanged'
}

it('takes one name per request, since one KO answers for all of them, and has no documented limit', () => {
  const { batchSize, minIntervalS, quota, keepAliveDays } = duckdns.info
  expect([batchSize, minIntervalS, quota, keepAliveDays]).toEqual([1, null, null, null])
})

describe('the label of a Duck DNS name', () => {
  it.each([
    ['home.duckdns.org', 'home'],
    ['Home.DuckDNS.org.', 'home'],
    ['a.b.home.duckdns.org', 'home'],
    ['*.home.duckdns.org', 'home'],
    ['duckdns.org', null],
    ['home.duckdns.org.example.net', null],
    ['nas.example.org', null],
    ['homeduckdns.org', null],
  ])('of %s is %s', (hostname, label) => {
    expect(labelOf(hostname)).toBe(label)
  })

  it('is the whole name at the user’s own server, which may serve other names', () => {
    expect(labelOf('nas.example.org', true)).toBe('nas.example.org')
    expect(labelOf('home.duckdns.org', true)).toBe('home')
  })

  it('is never guessed: a name of another domain is not sent at all', async () => {
    const { urls, answers } = await update('OK', { hostname: 'nas.example.org' })
    expect(answers).toEqual(['not-duckdns'])
    expect(urls).toEqual([])
  })
})

it.each(['"11111111-2222"', '11111111-2222,', '\u201c11111111-2222\u201d', '1111\u200b1111'])(
  'a token with what is no part of it is never sent: %j',
  async (token) => {
    expect(await update('OK', {}, 200, token)).toEqual({ urls: [], answers: ['field-malformed'] })
  },
)

describe('a reply of Duck DNS', () => {
  it.each([
    ['OK', 'accepted'],
    [`OK\n${V4}\n\nUPDATED`, 'changed'],
    [`OK\r\n${V4}\r\n${V6}\r\nNOCHANGE`, 'unchanged'],
    [`OK\n11.22.33.45\n\nUPDATED`, 'other-address'],
    [`OK\n11.22.33.4`, 'other-address'],
    ['OK\n11.22.', 'other-address'],
    [`OK\n\n${V6}\nUPDATED`, 'other-address'],
    ['OK\n127.0.0.1\n\nUPDATED', 'other-address'],
    ['KO', 'ko'],
    ['ko\n', 'ko'],
    ['KO: bad token', 'ko'],
    ['KO2', 'ko'],
    ['Korea', 'unknown-word'],
    ['OKAY', 'unknown-word'],
    ['OK then, sign in first', 'unknown-word'],
    ['', 'empty'],
    ['<html>OK</html>', 'html'],
  ])('%j to an IPv4 update means %s', async (body, expected) => {
    expect((await update(body)).answers).toEqual([expected])
  })

  it('counts before the status where it is a refusal, and not where it is a success', async () => {
    for (const status of [400, 401, 403, 404, 500]) expect((await update('KO', {}, status)).answers).toEqual(['ko'])
    expect((await update('KO', {}, 302)).answers).toEqual(['redirect'])
    expect((await update('OK', {}, 403)).answers).toEqual(['http-403'])
  })

  it('is checked for each family by itself', async () => {
    const both = { ipv6: V6 }
    expect((await update(`OK\n${V4}\n${V6}\nUPDATED`, both)).answers).toEqual(['changed', 'changed'])
    expect((await update(`OK\n${V4}\n\nUPDATED`, both)).answers).toEqual(['changed', 'other-address'])
    expect((await update(`OK\n${V4}\n2a0e:1111::45\nUPDATED`, both)).answers).toEqual(['changed', 'other-address'])
  })

  it('to an IPv6 update may name the IPv4 address that the name already held', async () => {
    const { answers, urls } = await update(`OK\n11.22.33.1\n${V6}\nUPDATED`, { ipv4: null, ipv6: V6 })
    expect(answers).toEqual(['changed'])
    expect([...new URL(urls[0] ?? '').searchParams.keys()]).toEqual(['domains', 'token', 'ipv6', 'verbose'])
  })
})

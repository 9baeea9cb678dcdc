import { describe, expect, it } from 'vitest'
import type { FailureKind } from '../../contract/failure.ts'
import { providerCode } from '../../contract/failure-codes.ts'
import type { ProviderAccount } from '../../model/provider.ts'
import {
  failureOfFault,
  failureOfReply,
  type HttpReply,
  retryAfter,
  unrecognised,
  waitUntil,
  withRetryAfter,
} from './http-failure.ts'

const NOW = Date.UTC(2027, 0, 15, 8, 0, 0)
const DAY = 86_400_000
const account: ProviderAccount = {
  id: 'home',
  endpoint: null,
  ca: null,
  allowPlainHttp: false,
  fields: {},
  secrets: { token: 'hush-hush' },
}
const reply = (status: number, body = 'words', headers: HttpReply['headers'] = {}): HttpReply => ({
  ok: true,
  status,
  headers,
  body,
})

describe('Retry-After', () => {
  it.each([
    ['120', NOW + 120_000],
    [' 1 ', NOW + 1_000],
    ['Fri, 15 Jan 2027 09:00:00 GMT', NOW + 3_600_000],
    ['Friday, 15-Jan-27 09:00:00 GMT', NOW + 3_600_000],
    ['Fri Jan 15 09:00:00 2027', NOW + 3_600_000],
  ])('reads %j', (value, expected) => {
    expect(retryAfter(value, NOW)).toBe(expected)
  })

  it.each([undefined, '', '0', '-5', '1.5', '2027-01-15', 'soon', 'Fri, 15 Jan 2027 07:00:00 GMT', '99:99:99'])(
    'takes %j for no time at all, which leaves the wait to Homeward',
    (value) => {
      expect(retryAfter(value, NOW)).toBeNull()
    },
  )

  it('waits at least one second', () => {
    expect(retryAfter('Fri, 15 Jan 2027 08:00:00 GMT', NOW - 300)).toBe(NOW - 300 + 1_000)
    expect(waitUntil(NOW, 1)).toBe(NOW + 1_000)
  })

  it('silences no account for longer than 30 days', () => {
    expect(retryAfter('999999999999999', NOW)).toBe(NOW + 30 * DAY)
    expect(retryAfter('Fri, 31 Dec 9999 23:59:59 GMT', NOW)).toBe(NOW + 30 * DAY)
    expect(waitUntil(NOW, Number.POSITIVE_INFINITY)).toBe(NOW + 30 * DAY)
  })
})

describe('a status', () => {
  it.each<[number, FailureKind]>([
    [400, 'account'],
    [401, 'credentials'],
    [403, 'credentials'],
    [404, 'hostname'],
    [405, 'account'],
    [408, 'network'],
    [410, 'unrecognised'],
    [422, 'account'],
    [429, 'throttled'],
    [500, 'provider'],
    [502, 'provider'],
    [599, 'provider'],
    [304, 'unrecognised'],
  ])('%i is of kind %s', (status, kind) => {
    const failure = { kind, code: `http-${status}`, detail: 'words', retryAt: null }
    expect(failureOfReply(reply(status), account, NOW)).toEqual(failure)
  })

  it.each([400, 403, 404, 405, 408, 410, 422, 451])('%i is no refusal where a page came with it', (status) => {
    const page = '<!DOCTYPE html><title>Just a moment</title>'
    const failure = { kind: 'unrecognised', code: 'page', detail: `HTTP ${status}: Just a moment`, retryAt: null }
    expect(failureOfReply(reply(status, page), account, NOW)).toEqual(failure)
    // Unless the body is the service's own.
    expect(failureOfReply(reply(status, page), account, NOW, { detail: 'its words' }).code).toBe(`http-${status}`)
  })

  it.each<[number, FailureKind]>([
    [401, 'credentials'],
    [429, 'throttled'],
    [503, 'provider'],
  ])('%i means the same with a page', (status, kind) => {
    expect(failureOfReply(reply(status, '<html>'), account, NOW)).toMatchObject({ kind, code: `http-${status}` })
  })

  it('of a page quotes no secret', () => {
    expect(failureOfReply(reply(404, '<title>hush-hush</title>'), account, NOW).detail).not.toContain('hush')
  })

  it('respects Retry-After only where waiting helps', () => {
    const headers = { 'retry-after': '60' }
    expect(failureOfReply(reply(503, '', headers), account, NOW).retryAt).toBe(NOW + 60_000)
    expect(failureOfReply(reply(401, '', headers), account, NOW).retryAt).toBeNull()
  })

  it('extends the wait of the return code to its Retry-After, where that is longer', () => {
    const waitOf = (kind: FailureKind, retryAt: number | null) =>
      withRetryAfter(
        { kind, code: providerCode('w'), detail: null, retryAt },
        reply(503, '', { 'retry-after': '7200' }),
        NOW,
      ).retryAt
    expect(waitOf('provider', NOW + 1_800_000)).toBe(NOW + 7_200_000)
    expect(waitOf('provider', null)).toBe(NOW + 7_200_000)
    expect(waitOf('throttled', NOW + DAY)).toBe(NOW + DAY)
    // A failure that needs the user has no end that a header could name.
    for (const kind of ['credentials', 'blocked', 'unrecognised'] as const) expect(waitOf(kind, null)).toBeNull()
  })

  it('of success with unknown text is classified by that text', () => {
    expect(unrecognised(reply(200, ' \n'), account)).toMatchObject({ code: 'empty', detail: null })
    expect(unrecognised(reply(200, '\uFEFF <!DOCTYPE html>'), account).code).toBe('html')
    expect(failureOfReply(reply(204, 'hello'), account, NOW)).toMatchObject({
      kind: 'unrecognised',
      code: 'unknown-word',
    })
  })
})

describe('a redirect', () => {
  const targetOf = (location: string) => failureOfReply(reply(302, 'good', { location }), account, NOW).detail

  it('names where it leads, without the parts that may repeat our credentials', () => {
    expect(targetOf('https://other.example/path?token=abc#x')).toBe('https://other.example/path')
    expect(targetOf('https://user:pass@other.example/')).toBe('https://other.example/')
    expect(targetOf('/hush-hush/login')).toBe('[redacted]')
    expect(failureOfReply(reply(301), account, NOW)).toMatchObject({
      kind: 'unrecognised',
      code: 'redirect',
      detail: null,
    })
  })
})

describe('a fault', () => {
  it.each([
    ['dns', 'network'],
    ['refused', 'network'],
    ['reset', 'network'],
    ['timeout', 'network'],
    ['tls', 'network'],
    ['unreachable', 'network'],
    ['other', 'network'],
    ['plain-http', 'account'],
    ['too-large', 'unrecognised'],
  ] as const)('%s is of kind %s, with the text of the system', (fault, kind) => {
    const failure = failureOfFault({ ok: false, fault, message: 'no hush-hush\nsecond line', sent: false }, account)
    expect(failure).toEqual({ kind, code: fault, detail: '[redacted]', retryAt: null })
  })
})

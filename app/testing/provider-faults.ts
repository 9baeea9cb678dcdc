// Everything that can go wrong between an account and its service, over real sockets and at each request of an update:
// each fault has its kind, a bounded number of requests, no secret in the report, and never a success.
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Fault, FaultKind } from '../../e2e/servers/faults.ts'
import type { Failure, FailureKind } from '../contract/failure.ts'
import type { Provider, UpdateReport } from '../model/provider.ts'
import { type ProviderCase, type ProviderStep, writtenForms } from './provider-case.ts'
import { type FaultBench, NOW, soleAnswer, startFaultBench } from './provider-fault-bench.ts'

/** For faults that end in a timeout: long enough for the requests before, short enough to wait for. */
const SHORT_TIMEOUT_MS = 500
const HALF_AN_HOUR = 30 * 60_000
const MIB = 1024 * 1024

interface Row {
  readonly fault: FaultKind
  readonly kind: FailureKind
  readonly code: string | RegExp
  readonly retryAt?: number
  readonly isSlow?: boolean
}

const bytes = (text: string, encoding: BufferEncoding): FaultKind => ({
  kind: 'bytes',
  base64: Buffer.from(text, encoding).toString('base64'),
})
const swapped = (text: string): FaultKind => ({
  kind: 'bytes',
  base64: Buffer.from(text, 'utf16le').swap16().toString('base64'),
})
const unknown = { kind: 'unrecognised', code: /^unknown-(word|json)$/ } as const

const json = (text: string, status: number): FaultKind => ({
  kind: 'word',
  text,
  status,
  contentType: 'application/json',
})
const text = (words: string, status: number): FaultKind => ({ kind: 'word', text: words, status })
const page = { kind: 'unrecognised', code: 'page' } as const

/** What proxies, bot walls and front ends answer when the service itself does not. None of it is the service's word. */
const PAGES: Readonly<Record<string, Row>> = {
  'a page of HTML as 400': { fault: { kind: 'html', status: 400 }, ...page },
  'a bot wall as 403': { fault: { kind: 'html', status: 403 }, ...page },
  'a page of HTML as 404': { fault: { kind: 'html', status: 404 }, ...page },
  'a page of HTML as 405': { fault: { kind: 'html', status: 405 }, ...page },
  'a page of HTML as 408': { fault: { kind: 'html', status: 408 }, ...page },
  'a page of HTML as 422': { fault: { kind: 'html', status: 422 }, ...page },
  'a page of HTML as 451': { fault: { kind: 'html', status: 451 }, ...page },
  'a page of HTML that says it is text': { fault: text('\n<!DOCTYPE html><h1>Not found</h1>good OK', 404), ...page },
  'a proxy’s text as 404': { fault: text('404 page not found\n', 404), ...page },
  'a cluster’s text as 404': { fault: text('default backend - 404', 404), ...page },
  'a host’s text as 404': { fault: text('The page could not be found\n\nNOT_FOUND\n\nfra1::abc', 404), ...page },
  'a framework’s text as 404': { fault: text('Not Found', 404), ...page },
  'a proxy’s text as 400': { fault: text('400 Bad Request', 400), ...page },
  'an edge’s text as 403': { fault: text('error code: 1020', 403), ...page },
  'a mesh’s text as 403': { fault: text('RBAC: access denied', 403), ...page },
  'a gateway’s JSON as 404': { fault: json('{"message":"no Route matched with those values"}', 404), ...page },
  'a gateway’s JSON as 403': { fault: json('{"message":"Forbidden"}', 403), ...page },
  'a gateway’s JSON as 400': { fault: json('{"error":"bad request","success":"no"}', 400), ...page },
  'a page of HTML as 401': { fault: { kind: 'html', status: 401 }, kind: 'credentials', code: 'http-401' },
  'a page of HTML as 429': { fault: { kind: 'html', status: 429 }, kind: 'throttled', code: 'http-429' },
  'a page of HTML as 503': { fault: { kind: 'html', status: 503 }, kind: 'provider', code: 'http-503' },
}

const raw = (answer: string): Row => ({
  fault: { kind: 'raw', text: answer },
  kind: 'unrecognised',
  code: 'malformed',
})
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n'

/** Answers that Node's parser refuses. The server did answer, so another request at once would only get the same. */
const UNREADABLE: Readonly<Record<string, Row>> = {
  'an answer with bare line feeds': raw('HTTP/1.1 200 OK\nContent-Type: text/plain\n\ngood 11.22.33.44'),
  'an answer without a status line': raw('good 11.22.33.44\n'),
  'an answer of another protocol': raw('SSH-2.0-OpenSSH_9.6\r\n'),
  'an answer with a broken header': raw(`${HEAD}Cache Control no-cache\r\n\r\ngood 11.22.33.44`),
  'an answer of two lengths': raw(
    `${HEAD}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ngood\r\n0\r\n\r\n`,
  ),
  'an answer with a broken chunk': raw(`${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\ngood\r\n0\r\n\r\n`),
  'an answer in an unknown coding': raw(`${HEAD}Content-Encoding: zstd\r\nContent-Length: 4\r\n\r\ngood`),
  'an answer that changes the protocol': raw('HTTP/1.1 101 OK\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
}

const ROWS: Readonly<Record<string, Row>> = {
  'a reset connection': { fault: { kind: 'reset' }, kind: 'network', code: 'reset' },
  'no answer at all': { fault: { kind: 'hang' }, kind: 'network', code: 'timeout', isSlow: true },
  'an answer that drips': { fault: { kind: 'drip', ms: 600 }, kind: 'network', code: 'timeout', isSlow: true },
  'a truncated answer': { fault: { kind: 'truncated' }, kind: 'network', code: 'reset' },
  'status 500': { fault: { kind: 'status', status: 500, text: 'good OK' }, kind: 'provider', code: 'http-500' },
  'status 502': { fault: { kind: 'html', status: 502 }, kind: 'provider', code: 'http-502' },
  'status 503': { fault: { kind: 'status', status: 503 }, kind: 'provider', code: 'http-503' },
  'status 503 until a time': {
    fault: { kind: 'status', status: 503, headers: { 'retry-after': '7200' } },
    kind: 'provider',
    code: 'http-503',
    retryAt: NOW + 7_200_000,
  },
  'status 429 for some seconds': {
    fault: { kind: 'throttle', retryAfter: 120 },
    kind: 'throttled',
    code: 'http-429',
    retryAt: NOW + 120_000,
  },
  'status 429 until a date': {
    fault: { kind: 'throttle', retryAfter: new Date(NOW + 3_600_000).toUTCString() },
    kind: 'throttled',
    code: 'http-429',
    retryAt: NOW + 3_600_000,
  },
  'status 429': { fault: { kind: 'throttle', retryAfter: null }, kind: 'throttled', code: 'http-429' },
  'a page of HTML': { fault: { kind: 'html' }, kind: 'unrecognised', code: 'html' },
  'an empty answer': { fault: { kind: 'empty' }, kind: 'unrecognised', code: 'empty' },
  'an answer without content': { fault: { kind: 'empty', status: 204 }, kind: 'unrecognised', code: 'empty' },
  'an answer of 10 MiB': { fault: { kind: 'huge', bytes: 10 * MIB }, kind: 'unrecognised', code: 'too-large' },
  'a gzip bomb': { fault: { kind: 'gzip-bomb', bytes: 32 * MIB }, kind: 'unrecognised', code: 'too-large' },
  ...PAGES,
  ...UNREADABLE,
  'an unknown word': { fault: { kind: 'word', text: 'flabbergasted 11.22.33.44' }, ...unknown },
  'dyndns2’s success in UTF-16': { fault: bytes('good 11.22.33.44', 'utf16le'), ...unknown },
  'Duck DNS’s success in UTF-16': { fault: bytes('\ufeffOK', 'utf16le'), ...unknown },
  'Cloudflare’s success in UTF-16': { fault: swapped('{"success":true,"result":[]}'), ...unknown },
  'dyndns2’s success in Latin-1': { fault: bytes('good\u00a011.22.33.44', 'latin1'), ...unknown },
  'Duck DNS’s success in Latin-1': { fault: bytes('OK\u00a0', 'latin1'), ...unknown },
  'Cloudflare’s success in Latin-1': { fault: bytes('{"success":tru\u00e9}', 'latin1'), ...unknown },
}

/** Every dyndns2 return code of a failure, written down independently of the product's table. */
const RETURN_CODES: readonly { text?: string; code: string; kind: FailureKind; waitMs?: number }[] = [
  { text: 'badauth2', code: 'badauth', kind: 'credentials' },
  { text: 'badauth: wrong password', code: 'badauth', kind: 'credentials' },
  { text: 'nohost.', code: 'nohost', kind: 'hostname' },
  { text: 'abuse: too many updates', code: 'abuse', kind: 'blocked' },
  { text: '911: maintenance', code: '911', kind: 'provider', waitMs: HALF_AN_HOUR },
  { text: 'w15m;', code: 'w15m', kind: 'throttled', waitMs: 900_000 },
  { code: 'badauth', kind: 'credentials' },
  { code: '!donator', kind: 'account' },
  { code: 'badagent', kind: 'account' },
  { code: 'badsys', kind: 'account' },
  { code: 'badrequest', kind: 'account' },
  { code: 'unknown', kind: 'account' },
  { code: 'notfqdn', kind: 'hostname' },
  { code: 'nofqdn', kind: 'hostname' },
  { code: 'nohost', kind: 'hostname' },
  { code: '!yours', kind: 'hostname' },
  { code: '!active', kind: 'hostname' },
  { code: 'numhost', kind: 'hostname' },
  { code: 'abuse', kind: 'blocked' },
  { code: 'dnserr', kind: 'provider', waitMs: HALF_AN_HOUR },
  { code: '911', kind: 'provider', waitMs: HALF_AN_HOUR },
  { code: 'servererror', kind: 'provider', waitMs: HALF_AN_HOUR },
  { code: 'w90s', kind: 'throttled', waitMs: 90_000 },
  { code: 'w15m', kind: 'throttled', waitMs: 900_000 },
  { code: 'w2h', kind: 'throttled', waitMs: 7_200_000 },
  { code: 'w86400s', kind: 'throttled', waitMs: 86_400_000 },
]

export function describeFaults(provider: Provider, one: ProviderCase): void {
  let bench: FaultBench
  beforeEach(async () => {
    bench = await startFaultBench(provider, one)
  })
  afterEach(() => bench.close())

  /** The failure, after checking that exactly `requests` were sent and that the report holds no secret. */
  async function failureOf(report: UpdateReport, requests: number): Promise<Failure> {
    // A request that nobody waited for would arrive now.
    await wait(5)
    expect(bench.practice.requests()).toHaveLength(requests)
    expect(report.requests).toBe(requests)
    const text = JSON.stringify(report)
    for (const form of writtenForms(one)) expect(text).not.toContain(JSON.stringify(form).slice(1, -1))
    expect(text.replace(/[^\w/]/g, '')).not.toContain('Zq7/')
    const answer = soleAnswer(report)
    if (answer.kind !== 'failed') throw new Error('a success instead of a failure')
    return answer.failure
  }

  async function failAt(step: ProviderStep, fault: FaultKind, isSlow = false): Promise<Failure> {
    const whole: Fault = { ...fault, only: step.only }
    bench.practice.faults.add(whole)
    return failureOf(await bench.update(isSlow ? { timeoutMs: SHORT_TIMEOUT_MS } : {}), step.requests)
  }

  describe.each(one.steps)('at $name', (step) => {
    it.each(Object.entries(ROWS))('%s has its kind, and is not retried', async (_, row) => {
      const failure = await failAt(step, row.fault, row.isSlow)
      expect(failure).toMatchObject({ kind: row.kind, retryAt: row.retryAt ?? null })
      expect(failure.code).toMatch(row.code)
    })

    it('a redirect to itself is not followed', async () => {
      const location = `${bench.practice.url}/update?again=1`
      expect(await failAt(step, { kind: 'redirect', location })).toMatchObject({
        kind: 'unrecognised',
        code: 'redirect',
      })
    })

    it.each([301, 302, 303, 307, 308])('a redirect (%i) takes nothing to another host', async (status) => {
      const other = await startFaultBench(provider, one)
      const location = `${other.practice.url}/moved?token=${encodeURIComponent(one.secret)}`
      const failure = await failAt(step, { kind: 'redirect', location, status })
      expect(failure).toMatchObject({
        kind: 'unrecognised',
        code: 'redirect',
        detail: `${other.practice.url}/moved`,
      })
      expect(other.practice.requests()).toEqual([])
      await other.close()
    })

    it.each(['latin1', 'utf16le', 'utf8'] as const)('a secret repeated in %s is not shown', async (encoding) => {
      await failAt(step, bytes(`no such account: ${writtenForms(one).join(' or ')}`, encoding))
    })
  })

  // Not skipped tests: the other services have no return codes.
  for (const { code, text: line = code, kind, waitMs } of one.speaksDyndns2 ? RETURN_CODES : []) {
    it(`the return code ${line} is of kind ${kind}`, async () => {
      const retryAt = waitMs === undefined ? null : NOW + waitMs
      const step: ProviderStep = { name: 'the update', only: {}, requests: 1 }
      expect(await failAt(step, { kind: 'word', text: `${line}\n` })).toMatchObject({ kind, code, retryAt })
    })
  }

  it('a refused connection is of kind network, after one request', async () => {
    await bench.practice.close()
    const report = await bench.update()
    expect(soleAnswer(report)).toMatchObject({ kind: 'failed', failure: { kind: 'network', code: 'refused' } })
    expect(report.requests).toBe(1)
  })
}

import { createConnection } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Fault, readFault } from './faults.ts'
import { type PracticeProvider, startProvider } from './provider.ts'

let provider: PracticeProvider

beforeEach(async () => {
  const account = { username: 'u', password: 'p', token: 't', hostnames: ['nas.duckdns.org', 'b.example.org'] }
  provider = await startProvider({ accounts: [account] })
})
afterEach(() => provider.close())

const update = (domain = 'nas', init: RequestInit = {}) =>
  fetch(`${provider.url}/update?domains=${domain}&token=t&ip=11.22.33.1`, { redirect: 'manual', ...init })
const updateText = async (domain?: string) => (await update(domain)).text()
const stored = () => provider.zone.entries()['nas.duckdns.org']?.a

/** The raw bytes of the reply, until the connection ends or `limit` is exceeded. */
const raw = (limit: number) =>
  new Promise<Buffer>((resolve) => {
    const socket = createConnection(provider.listeners[0]?.port ?? 0, '127.0.0.1')
    let bytes = Buffer.alloc(0)
    socket.write('GET /update HTTP/1.0\r\n\r\n')
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk])
      if (bytes.length > limit) socket.destroy()
    })
    socket.on('close', () => resolve(bytes))
  })

it('applies to as many requests as it is given, the oldest fault first', async () => {
  provider.faults.add({ kind: 'word', text: 'first', times: 2 })
  provider.faults.add({ kind: 'word', text: 'second', times: 1 })
  expect(provider.faults.waiting()).toHaveLength(2)
  const answers = [await updateText(), await updateText(), await updateText(), await updateText()]
  expect(answers).toEqual(['first', 'first', 'second', 'OK'])
  expect(provider.requests().map(({ fault }) => fault)).toEqual(['word', 'word', 'word', null])
})

it('continues until cleared when no number is given', async () => {
  provider.faults.add({ kind: 'status', status: 503 })
  expect((await update()).status).toBe(503)
  expect((await update()).status).toBe(503)
  provider.faults.clear()
  expect((await update()).status).toBe(200)
})

it('applies only to the requests of its target', async () => {
  provider.faults.add({ kind: 'word', text: 'KO', only: { hostname: 'b.example.org', path: '/update' } })
  expect(await updateText()).toBe('OK')
  expect(await updateText('b.example.org')).toBe('KO')
})

it('sends raw bytes in place of the whole answer', async () => {
  provider.faults.add({ kind: 'raw', text: 'HTTP/1.1 200 OK\n\ngood 11.22.33.44' })
  expect((await raw(1_000)).toString()).toBe('HTTP/1.1 200 OK\n\ngood 11.22.33.44')
  expect(stored()).toBeNull()
})

it('changes nothing when it replaces the answer, unless `apply` is set', async () => {
  provider.faults.add({ kind: 'reset', times: 1 })
  await expect(update()).rejects.toThrow()
  expect(stored()).toBeNull()
  provider.faults.add({ kind: 'reset', apply: true, times: 1 })
  await expect(update()).rejects.toThrow()
  expect(stored()).toBe('11.22.33.1')
})

it('sends the status, text and headers of throttling, pages, redirects and empty replies', async () => {
  const replies: [Fault, number, RegExp, string | null][] = [
    [{ kind: 'throttle', retryAfter: 120 }, 429, /too many/, '120'],
    [{ kind: 'html' }, 200, /<!DOCTYPE html>/, null],
    [{ kind: 'empty', status: 204 }, 204, /^$/, null],
    [{ kind: 'empty' }, 200, /^$/, null],
    [{ kind: 'redirect', location: 'http://other.example/' }, 302, /^$/, null],
  ]
  for (const [fault, status, text, retryAfter] of replies) {
    provider.faults.add({ ...fault, times: 1 })
    const response = await update()
    expect([response.status, response.headers.get('retry-after')]).toEqual([status, retryAfter])
    expect(await response.text()).toMatch(text)
    if (fault.kind === 'redirect') expect(response.headers.get('location')).toBe('http://other.example/')
  }
})

it('sends the true answer late, or byte by byte', async () => {
  const startedAt = performance.now()
  provider.faults.add({ kind: 'delay', ms: 120, times: 1 })
  expect(await updateText()).toBe('OK')
  expect(performance.now() - startedAt).toBeGreaterThan(110)
  provider.faults.add({ kind: 'drip', ms: 60, times: 1 })
  const response = await update()
  const headersAt = performance.now()
  expect(await response.text()).toBe('OK')
  expect(performance.now() - headersAt).toBeGreaterThan(90)
})

it('hangs until the client gives up, and the log already has the request', async () => {
  provider.faults.add({ kind: 'hang', times: 1 })
  const pending = update('nas', { signal: AbortSignal.timeout(300) })
  await expect.poll(() => provider.requests()[0]).toMatchObject({ status: null, doneAt: null, fault: 'hang' })
  await expect(pending).rejects.toThrow()
  await expect.poll(() => provider.requests()[0]?.doneAt).not.toBeNull()
})

it('sends bytes as they are, in any encoding', async () => {
  const bytes = Buffer.from('\ufeffgood', 'utf16le')
  provider.faults.add({ kind: 'bytes', base64: bytes.toString('base64'), times: 1 })
  expect(Buffer.from(await (await update()).arrayBuffer())).toEqual(bytes)
  expect(provider.requests()[0]).toMatchObject({ status: 200, answer: '(10 bytes)' })
})

it('breaks off in the middle of a reply', async () => {
  provider.faults.add({ kind: 'truncated', times: 1 })
  await expect(updateText()).rejects.toThrow()
})

it('sends a huge body, and a small one that unpacks to a large one', async () => {
  provider.faults.add({ kind: 'huge', times: 1 })
  expect((await raw(3_000_000)).length).toBeGreaterThan(3_000_000)
  provider.faults.add({ kind: 'gzip-bomb', bytes: 8 * 1024 * 1024, times: 1 })
  const bytes = await raw(1_000_000)
  const body = bytes.subarray(bytes.indexOf('\r\n\r\n') + 4)
  expect(body.length).toBeLessThan(40_000)
  expect(gunzipSync(body).length).toBe(8 * 1024 * 1024)
})

it('is refused with a sentence when it is not valid', () => {
  expect(readFault({ kind: 'surprise' })).toHaveProperty('problem')
  expect(readFault({ kind: 'delay' })).toEqual({ problem: 'the fault "delay" needs ms' })
  expect(readFault({ kind: 'bytes' })).toEqual({ problem: 'the fault "bytes" needs base64' })
  expect(readFault({ kind: 'reset', times: 2 })).toEqual({ fault: { kind: 'reset', times: 2 } })
})

import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import type { HttpRequest } from '../../model/ports.ts'
import { createHttpClient } from './http-client.ts'

const opened: { close(): void }[] = []
afterEach(() => {
  for (const server of opened.splice(0)) server.close()
})

async function listening(server: net.Server, host = '127.0.0.1'): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  opened.push(server)
  const { port } = server.address() as AddressInfo
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** An HTTP server that keeps what it was asked. */
async function serve(answer: http.RequestListener, host?: string) {
  const seen: { url: string; headers: http.IncomingHttpHeaders; body: string; from: string | undefined }[] = []
  let connections = 0
  const server = http.createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      seen.push({ url: request.url ?? '', headers: request.headers, body, from: request.socket.remoteAddress })
      answer(request, response)
    })
  })
  server.on('connection', () => {
    connections += 1
  })
  const url = await listening(server, host)
  opened.push({ close: () => server.closeAllConnections() })
  return { url, seen, connections: () => connections }
}

/** A raw TCP server, for answers no HTTP server would give. */
async function serveRaw(onSocket: (socket: net.Socket) => void, host?: string) {
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    onSocket(socket)
  })
  opened.push({ close: () => [...sockets].map((socket) => socket.destroy()) })
  return listening(server, host)
}

const get = (url: string, options: Partial<HttpRequest> = {}) =>
  createHttpClient().request({ method: 'GET', url, ...options })

describe('the HTTP client', () => {
  it('sends the request and returns the response', async () => {
    const { url, seen } = await serve((_request, response) => {
      response.writeHead(207, { 'X-Two': ['a', 'b'] }).end('grüß')
    })
    const client = createHttpClient({ userAgent: 'Homeward/1.0 (test)' })
    const result = await client.request({
      method: 'POST',
      url: `${url}/p?q=1#f`,
      headers: { 'X-Mine': 'yes' },
      body: 'hello',
    })
    expect(result).toMatchObject({ ok: true, status: 207, body: 'grüß', headers: { 'x-two': 'a, b' } })
    expect(seen[0]).toMatchObject({
      url: '/p?q=1',
      body: 'hello',
      headers: { 'x-mine': 'yes', 'user-agent': 'Homeward/1.0 (test)' },
    })
  })

  it('lets a request set its own User-Agent', async () => {
    const { url, seen } = await serve((_request, response) => response.end())
    await createHttpClient({ userAgent: 'default' }).request({ method: 'GET', url, headers: { 'User-Agent': 'own' } })
    expect(seen[0]?.headers['user-agent']).toBe('own')
  })

  it('follows no redirect', async () => {
    const { url, seen } = await serve((_request, response) => response.writeHead(302, { location: '/elsewhere' }).end())
    expect(await get(url)).toMatchObject({ ok: true, status: 302, headers: { location: '/elsewhere' } })
    expect(seen).toHaveLength(1)
  })

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
  ] as const)('unpacks %s', async (coding, pack) => {
    const { url } = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': coding }).end(pack('good 11.22.33.44')),
    )
    expect(await get(url)).toMatchObject({ ok: true, body: 'good 11.22.33.44' })
  })

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const)('stops a %s bomb at the limit', async (coding, pack) => {
    const bomb = pack(Buffer.alloc(24 * 1024 * 1024))
    const { url } = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': coding }).end(bomb),
    )
    const before = process.memoryUsage().arrayBuffers
    expect(await get(url, { maxBytes: 100_000 })).toMatchObject({ ok: false, fault: 'too-large', sent: true })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024)
  })

  it('stops an endless body at the limit', async () => {
    let written = 0
    const { url } = await serve((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384))) written += 16_384
        written += 16_384
      }
      response.on('drain', more)
      more()
    })
    expect(await get(url)).toMatchObject({ ok: false, fault: 'too-large', sent: true })
    expect(written).toBeLessThan(32 * 1024 * 1024)
  })

  it('accepts a body of exactly the limit', async () => {
    const { url } = await serve((_request, response) => response.end('x'.repeat(4_096)))
    expect(await get(url, { maxBytes: 4_096 })).toMatchObject({ ok: true })
    expect(await get(url, { maxBytes: 4_095 })).toMatchObject({ ok: false, fault: 'too-large' })
  })

  it.each(['zstd', 'gzip, gzip, gzip'])('refuses the content coding "%s"', async (coding) => {
    const { url } = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': coding }).end('x'),
    )
    expect(await get(url)).toMatchObject({ ok: false, fault: 'malformed', sent: true })
  })

  it('refuses a damaged compressed body', async () => {
    const { url } = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip at all'),
    )
    expect(await get(url)).toMatchObject({ ok: false, fault: 'malformed', sent: true })
  })

  it('gives up on a body that arrives too slowly', async () => {
    const { url } = await serve((_request, response) => {
      const drip = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(drip))
    })
    const started = performance.now()
    expect(await get(url, { timeoutMs: 300 })).toMatchObject({ ok: false, fault: 'timeout', sent: true })
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  it('distinguishes a request that was sent from one that was not', async () => {
    const closed = net.createServer()
    const url = await listening(closed)
    await new Promise((resolve) => closed.close(resolve))
    expect(await get(url)).toMatchObject({ ok: false, fault: 'refused', sent: false })

    const resetting = await serveRaw((socket) => socket.once('data', () => socket.resetAndDestroy()))
    expect(await get(resetting)).toMatchObject({ ok: false, fault: 'reset', sent: true })

    const silent = await serveRaw(() => {})
    expect(await get(silent, { timeoutMs: 200 })).toMatchObject({ ok: false, fault: 'timeout', sent: true })
  })

  it('does not take a truncated body for a whole one', async () => {
    const cut = await serveRaw((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\ngood')),
    )
    expect(await get(cut)).toMatchObject({ ok: false, fault: 'reset', sent: true })
  })

  it.each([
    ['is not HTTP', 'SSH-2.0-server\r\n'],
    ['is a body alone', 'good 11.22.33.44\n'],
    ['ends its lines with bare line feeds', 'HTTP/1.1 200 OK\nContent-Type: text/plain\n\ngood 11.22.33.44'],
    ['has a header without a colon', 'HTTP/1.1 200 OK\r\nContent-Type text/plain\r\n\r\ngood'],
    [
      'has two lengths',
      'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ngood\r\n0\r\n\r\n',
    ],
    ['has a chunk without a size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\ngood\r\n'],
    ['goes on after its end', 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood 11.22.33.44'],
    ['changes the protocol', 'HTTP/1.1 101 No\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'],
  ])('tells an answer that %s from one that never came', async (_, answer) => {
    const other = await serveRaw((socket) => socket.once('data', () => socket.end(answer)))
    expect(await get(other)).toMatchObject({ ok: false, fault: 'malformed', sent: true })
  })

  it('limits the size of the headers', async () => {
    const endless = await serveRaw((socket) =>
      socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(200_000)}`)),
    )
    expect(await get(endless)).toMatchObject({ ok: false, fault: 'too-large', sent: true })
  })

  it('says when a name does not resolve', async () => {
    expect(await get('https://name.invalid/')).toMatchObject({ ok: false, fault: 'dns', sent: false })
  })

  it.each(['', 'ftp://127.0.0.1/', 'http://127.0.0.1:99999/'])('answers "%s" with a fault', async (url) => {
    expect(await get(url)).toMatchObject({ ok: false, fault: 'other', sent: false })
  })

  it('puts no path, query or header into its messages', async () => {
    const closed = net.createServer()
    const url = await listening(closed)
    await new Promise((resolve) => closed.close(resolve))
    const result = await get(`${url}/update?token=canary-1`, { headers: { authorization: 'Basic canary-2' } })
    expect(result.ok).toBe(false)
    expect(JSON.stringify(result)).not.toContain('canary')
  })

  it('connects over the requested family', async () => {
    const { url } = await serve((_request, response) => response.end('v4'))
    expect(await get(url, { family: 'ipv4' })).toMatchObject({ ok: true })
    expect(await get(url, { family: 'ipv6' })).toMatchObject({ ok: false, fault: 'unreachable', sent: false })
    const byName = url.replace('127.0.0.1', 'localhost')
    expect(await get(byName, { family: 'ipv4' })).toMatchObject({ ok: true, body: 'v4' })
    expect(await get(byName, { family: 'ipv6' })).toMatchObject({ ok: false, sent: false })
  })

  it.skipIf(
    !Object.values(networkInterfaces())
      .flat()
      .some((it) => it?.address === '::1'),
  )('reaches an IPv6 literal', async () => {
    const { url } = await serve((_request, response) => response.end('v6'), '::1')
    expect(await get(url, { family: 'ipv6' })).toMatchObject({ ok: true, body: 'v6' })
    expect(await get(url, { family: 'ipv4' })).toMatchObject({ ok: false, fault: 'unreachable', sent: false })
  })

  it.skipIf(process.platform !== 'linux')('sends from the address it was told to', async () => {
    const { url, seen } = await serve((_request, response) => response.end())
    expect(await get(url, { localAddress: '127.0.0.7' })).toMatchObject({ ok: true })
    expect(seen[0]?.from).toBe('127.0.0.7')
    expect(await get(url, { localAddress: '11.22.33.44' })).toMatchObject({
      ok: false,
      fault: 'unreachable',
      sent: false,
    })
  })

  it('uses plain http to this machine, to a private address only if allowed, and never to a public address', async () => {
    const { url } = await serve((_request, response) => response.end('here'))
    expect(await get(url)).toMatchObject({ ok: true })
    for (const allowPlainHttp of [false, true]) {
      for (const host of ['11.22.33.44', '[2a0e:1111::1]', '100.64.0.1', '169.254.1.1', '[fe80::1]', '0.0.0.0']) {
        const result = await get(`http://${host}:1/`, { allowPlainHttp, timeoutMs: 500 })
        expect(result, host).toMatchObject({ ok: false, fault: 'plain-http', sent: false })
      }
    }
    for (const host of ['10.255.255.1', '192.168.255.254', '[fd00::1]']) {
      const without = await get(`http://${host}:1/`, { timeoutMs: 300 })
      expect(without, host).toMatchObject({ fault: 'plain-http', sent: false })
      const withLeave = await get(`http://${host}:1/`, { allowPlainHttp: true, timeoutMs: 300 })
      expect(withLeave.ok === false && withLeave.fault, host).not.toBe('plain-http')
    }
  })

  it('uses plain http to anybody for a portal probe alone, and follows no redirect then', async () => {
    for (const host of ['11.22.33.44', '100.64.0.1', '192.168.255.254']) {
      const result = await get(`http://${host}:1/`, { isPortalProbe: true, timeoutMs: 300 })
      expect(result.ok === false && result.fault, host).not.toBe('plain-http')
      // Not on the pool of the probe, either.
      expect(await get(`http://${host}:1/`, { timeoutMs: 300 }), host).toMatchObject({ fault: 'plain-http' })
    }
    const { url } = await serve((_request, response) =>
      response.writeHead(302, { location: 'http://a.example/' }).end(),
    )
    expect(await get(url, { isPortalProbe: true })).toMatchObject({ ok: true, status: 302 })
  })

  it('shares a connection between successive requests, and closes it on reset', async () => {
    const { url, connections } = await serve((_request, response) => response.end('x'))
    const client = createHttpClient()
    const ask = () => client.request({ method: 'GET', url })
    await ask()
    await ask()
    expect(connections()).toBe(1)
    client.reset()
    await ask()
    expect(connections()).toBe(2)
  })

  it('waits longer for a slow response than it keeps an idle connection', async () => {
    const { url, connections } = await serve((request, response) => {
      setTimeout(() => response.end('x'), request.url === '/slow' ? 1_300 : 0)
    })
    const client = createHttpClient()
    await client.request({ method: 'GET', url })
    expect(await client.request({ method: 'GET', url: `${url}/slow` })).toMatchObject({ ok: true, body: 'x' })
    expect(connections()).toBe(1)
  })

  it('closes a connection that has been idle for a second', async () => {
    let closed = 0
    const { url } = await serve((request, response) => {
      request.socket.once('close', () => (closed += 1))
      response.end('x')
    })
    await get(url)
    await expect.poll(() => closed, { timeout: 3_000 }).toBe(1)
  })

  it('takes an unrequested change of protocol for a fault', async () => {
    const url = await serveRaw((socket) =>
      socket.once('data', () => socket.write('HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n')),
    )
    expect(await get(url, { timeoutMs: 2_000 })).toMatchObject({ ok: false, fault: 'malformed', sent: true })
  })

  it('refuses a header that cannot be sent before it connects', async () => {
    const { url, connections } = await serve((_request, response) => response.end())
    const result = await get(url, { headers: { authorization: 'Bearer canary\r\nx: y' } })
    expect(result).toMatchObject({ ok: false, fault: 'other', sent: false })
    expect(JSON.stringify(result)).not.toContain('canary')
    expect(connections()).toBe(0)
  })

  it('lets a request under way finish when it is reset', async () => {
    const { url } = await serve((_request, response) => setTimeout(() => response.end('late'), 150))
    const client = createHttpClient()
    const pending = client.request({ method: 'GET', url })
    setTimeout(() => client.reset(), 50)
    expect(await pending).toMatchObject({ ok: true, body: 'late' })
  })

  it('does not let a slow response delay another request to the same server', async () => {
    const { url } = await serve((request, response) => {
      if (request.url !== '/slow') response.end('quick')
    })
    const client = createHttpClient()
    const slow = client.request({ method: 'GET', url: `${url}/slow`, timeoutMs: 1_000 })
    const quick = await client.request({ method: 'GET', url: `${url}/quick`, timeoutMs: 500 })
    expect(quick).toMatchObject({ ok: true, body: 'quick' })
    expect(await slow).toMatchObject({ ok: false, fault: 'timeout' })
  })
})

/** A private address of this machine, since plain http goes to no public one; null where it has none. */
const ownAddress =
  Object.values(networkInterfaces())
    .flat()
    .find((one) => /^(10\.|172\.(1[6-9]|2\d|3[01])\.|192\.168\.)/.test(one?.address ?? ''))?.address ?? null

describe.skipIf(ownAddress === null)('a request from an address that the machine no longer has', () => {
  const from = { localAddress: ownAddress ?? '', allowPlainHttp: true, method: 'GET' } as const

  it('ends at once when the address is gone, and counts as sent', async () => {
    const url = await serveRaw(() => {}, ownAddress ?? '')
    const client = createHttpClient()
    const result = client.request({ ...from, url })
    await new Promise((resolve) => setTimeout(resolve, 100))
    client.reset(['192.0.2.1'])
    expect(await result).toMatchObject({ ok: false, fault: 'reset', sent: true })
  })

  it('goes on while the address is still there', async () => {
    const { url } = await serve((_request, response) => setTimeout(() => response.end('good'), 300), ownAddress ?? '')
    const client = createHttpClient()
    const result = client.request({ ...from, url })
    await new Promise((resolve) => setTimeout(resolve, 100))
    client.reset([ownAddress ?? ''])
    expect(await result).toMatchObject({ ok: true, body: 'good' })
  })
})

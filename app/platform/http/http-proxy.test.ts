// Real proxies on loopback, kind and hostile, before a real server with TLS.
import http from 'node:http'
import https from 'node:https'
import net, { type AddressInfo, type Server, type Socket } from 'node:net'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { HttpRequest } from '../../model/ports.ts'
import { createTestAuthority, opensslMissing } from '../../testing/certificates.ts'
import { createHttpClient } from './http-client.ts'
import type { ProxyHop, ProxyRoute } from './proxy-rules.ts'

describe.skipIf(opensslMissing)('a request through a proxy (needs the openssl command)', () => {
  const authority = createTestAuthority()
  const opened: (Server | { close(): void })[] = []
  afterEach(() => {
    for (const server of opened.splice(0)) server.close()
  })
  afterAll(() => authority.dispose())

  const hopTo = (port: number, over: Partial<ProxyHop> = {}): ProxyHop => ({
    host: '127.0.0.1',
    port,
    secure: false,
    authorization: null,
    ...over,
  })

  async function listen(server: Server): Promise<number> {
    const sockets = new Set<Socket>()
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.on('error', () => {})
    })
    opened.push(server, {
      close: () => {
        for (const socket of sockets) socket.destroy()
      },
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  }

  /** Only the proxy knows where "service.example" is. */
  async function service() {
    const seen: http.IncomingHttpHeaders[] = []
    const server = https.createServer({ ...authority.sign(['DNS:service.example']) }, (request, response) => {
      seen.push(request.headers)
      response.end('the server')
    })
    server.on('tlsClientError', () => {})
    const port = await listen(server)
    return { port, seen, url: `https://service.example:${port}/` }
  }

  async function proxy(to: number, server: http.Server | https.Server = http.createServer()) {
    const asked: { readonly target: string; readonly headers: http.IncomingHttpHeaders }[] = []
    server.on('connect', (request: http.IncomingMessage, client: Socket) => {
      asked.push({ target: request.url ?? '', headers: request.headers })
      const upstream = net.connect(to, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n')
        upstream.pipe(client).pipe(upstream)
      })
      for (const socket of [upstream, client]) socket.on('error', () => {})
    })
    return { port: await listen(server), asked }
  }

  /** Says its words to whoever connects. */
  const rudeProxy = (words: (socket: Socket) => void) => listen(net.createServer(words))

  const get = (url: string, route: ProxyRoute, over: Partial<HttpRequest> = {}) =>
    createHttpClient({ userAgent: 'Homeward/test', findProxy: async () => route }).request({
      method: 'GET',
      url,
      ca: authority.file,
      throughProxy: true,
      timeoutMs: 8_000,
      ...over,
    })

  it('reaches the server by its name, verifies it, and tells the proxy nothing but the name', async () => {
    const { port, url, seen } = await service()
    const way = await proxy(port)
    const authorization = 'Basic bWU6c2VjcmV0'
    const result = await get(url, [hopTo(way.port, { authorization })], {
      headers: { authorization: 'Basic dG9rZW4=' },
    })
    expect(result).toMatchObject({ ok: true, body: 'the server' })
    expect(way.asked).toMatchObject([{ target: `service.example:${port}` }])
    expect(way.asked[0]?.headers).toEqual({
      host: `service.example:${port}`,
      connection: expect.any(String),
      'proxy-authorization': authorization,
    })
    expect(seen[0]?.['proxy-authorization']).toBeUndefined()
    expect(seen[0]?.authorization).toBe('Basic dG9rZW4=')
  })

  it('refuses a server with another certificate: a proxy cannot stand in for it', async () => {
    const impostor = https.createServer({ ...createTestAuthority('Another').sign(['DNS:service.example']) })
    impostor.on('tlsClientError', () => {})
    const way = await proxy(await listen(impostor))
    expect(await get('https://service.example/', [hopTo(way.port)])).toMatchObject({
      ok: false,
      fault: 'tls',
      sent: false,
    })
  })

  it('reaches a proxy over TLS as well, which is verified as any server', async () => {
    const { port, url } = await service()
    const secureProxy = https.createServer({ ...authority.sign(['IP:127.0.0.1']) })
    secureProxy.on('tlsClientError', () => {})
    const way = await proxy(port, secureProxy)
    // The account's authority is for its server alone.
    expect(await get(url, [hopTo(way.port, { secure: true })])).toMatchObject({ ok: false, fault: 'tls', sent: false })
    expect(way.asked).toEqual([])
  })

  it.each<[string, (socket: Socket) => void, RegExp]>([
    [
      'wants a login',
      (socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 4\r\n\r\ngood'),
      /user name/,
    ],
    ['refuses', (socket) => socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 4\r\n\r\ngood'), /403/],
    ['points elsewhere', (socket) => socket.end('HTTP/1.1 302 Found\r\nlocation: http://evil.example/\r\n\r\n'), /302/],
    [
      'answers in the server’s place',
      (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\ngood 11.22.33.66'),
      /more than/,
    ],
    ['sends garbage', (socket) => socket.end('SSH-2.0-OpenSSH\r\n'), /./],
    ['hangs up', (socket) => socket.destroy(), /./],
    ['sends headers without an end', (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}`), /./],
    ['says nothing', () => {}, /in time|longer/],
  ])('that %s gives a failure before anything was sent, and never an answer', async (_what, words, message) => {
    const port = await rudeProxy((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => words(socket))
    })
    const result = await get('https://service.example/', [hopTo(port, { authorization: 'Basic bWU6c2VjcmV0' })])
    expect(result).toMatchObject({ ok: false, sent: false, message: expect.stringMatching(message) })
    expect(JSON.stringify(result)).not.toContain('bWU6c2VjcmV0')
  })

  it('takes the next way when a proxy is not there', async () => {
    const { port, url } = await service()
    const gone = await rudeProxy(() => {})
    for (const server of opened.splice(-2)) server.close()
    const way = await proxy(port)
    expect(await get(url, [hopTo(gone), hopTo(way.port)])).toMatchObject({ ok: true })
    expect(await get(url, [hopTo(gone)])).toMatchObject({
      ok: false,
      fault: 'refused',
      message: expect.stringContaining('The proxy 127.0.0.1'),
    })
  })

  it('goes directly unless it may take a proxy, and says then that there is one', async () => {
    const way = await proxy(1)
    const route = [hopTo(way.port)]
    expect(await get('https://127.0.0.1:1/', route, { throughProxy: false })).toMatchObject({
      ok: false,
      hasProxy: true,
    })
    expect(await get('https://127.0.0.1:1/', [null], { throughProxy: false })).not.toHaveProperty('hasProxy')
    expect(way.asked).toEqual([])
  })

  it('goes directly from a local address, and over plain http', async () => {
    const way = await proxy(1)
    const plain = http.createServer((_request, response) => response.end('plain'))
    const port = await listen(plain)
    const route = [hopTo(way.port)]
    expect(await get(`http://127.0.0.1:${port}/`, route)).toMatchObject({ ok: true, body: 'plain' })
    expect(await get('https://127.0.0.1:1/', route, { localAddress: '127.0.0.1' })).toMatchObject({
      ok: false,
      fault: 'refused',
    })
    expect(way.asked).toEqual([])
  })

  it('shares its connection with the next request to the same server', async () => {
    const { port, url } = await service()
    const way = await proxy(port)
    const client = createHttpClient({ findProxy: async () => [hopTo(way.port)] })
    for (let i = 0; i < 3; i += 1) {
      expect(await client.request({ method: 'GET', url, ca: authority.file, throughProxy: true })).toMatchObject({
        ok: true,
      })
    }
    expect(way.asked).toHaveLength(1)
  })
})

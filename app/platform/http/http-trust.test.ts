import dns from 'node:dns'
import { writeFileSync } from 'node:fs'
import https from 'node:https'
import net, { type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { createTestAuthority, opensslMissing, type ServerCertificate } from '../../testing/certificates.ts'
import { createHttpClient } from './http-client.ts'
import { systemTrust } from './trust.ts'

describe.skipIf(opensslMissing)('TLS (needs the openssl command)', () => {
  const authority = createTestAuthority()
  const stranger = createTestAuthority('Another authority')
  const opened: { close(): void }[] = []
  const original = process.env.NODE_TLS_REJECT_UNAUTHORIZED

  afterEach(() => {
    for (const server of opened.splice(0)) server.close()
    if (original === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
    else process.env.NODE_TLS_REJECT_UNAUTHORIZED = original
  })
  afterAll(() => {
    authority.dispose()
    stranger.dispose()
  })

  async function serve(certificate: ServerCertificate) {
    let requests = 0
    const server = https.createServer({ ...certificate }, (_request, response) => {
      requests += 1
      response.end('secret-free')
    })
    server.on('tlsClientError', () => {})
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    opened.push(server, { close: () => server.closeAllConnections() })
    return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/`, requests: () => requests }
  }

  const get = (url: string, ca?: string) =>
    createHttpClient().request({ method: 'GET', url, ...(ca === undefined ? {} : { ca }) })
  const refused = { ok: false, fault: 'tls', sent: false }

  it('trusts the authority an account names', async () => {
    const { url } = await serve(authority.sign(['IP:127.0.0.1', 'DNS:localhost']))
    expect(await get(url, authority.file)).toMatchObject({ ok: true, body: 'secret-free' })
    expect(await get(url.replace('127.0.0.1', 'localhost'), authority.file)).toMatchObject({ ok: true })
  })

  it('verifies the name at whichever of its addresses connects', async () => {
    const right = await serve(authority.sign(['DNS:dual.example']))
    const wrong = await serve(authority.sign(['DNS:other.example', 'IP:127.0.0.1']))
    const lookup = vi.spyOn(dns, 'lookup') as unknown as ReturnType<typeof vi.fn>
    opened.push({ close: () => lookup.mockRestore() })
    lookup.mockImplementation((_host: string, _options: object, callback: (...args: unknown[]) => void) =>
      // Nobody listens at the first.
      callback(
        null,
        ['127.0.0.9', '127.0.0.1'].map((address) => ({ address, family: 4 })),
      ),
    )
    const named = (url: string) => url.replace('127.0.0.1', 'dual.example')
    expect(await get(named(right.url), authority.file)).toMatchObject({ ok: true, body: 'secret-free' })
    expect(await get(named(wrong.url), authority.file)).toMatchObject(refused)
    expect(wrong.requests()).toBe(0)
  })

  it('sends nothing to a server with an unknown authority', async () => {
    const { url, requests } = await serve(authority.sign(['IP:127.0.0.1']))
    expect(await get(url)).toMatchObject(refused)
    expect(await get(url, stranger.file)).toMatchObject(refused)
    expect(requests()).toBe(0)
  })

  it('sends nothing when the certificate is for another name', async () => {
    const { url, requests } = await serve(authority.sign(['DNS:example.org']))
    expect(await get(url, authority.file)).toMatchObject(refused)
    expect(requests()).toBe(0)
  })

  it('sends nothing when the certificate has expired', async () => {
    const { url, requests } = await serve(
      authority.sign(['IP:127.0.0.1'], { from: '20200101000000Z', to: '20200201000000Z' }),
    )
    expect(await get(url, authority.file)).toMatchObject(refused)
    expect(requests()).toBe(0)
  })

  it('verifies whatever the environment says', async () => {
    const { url, requests } = await serve(authority.sign(['IP:127.0.0.1']))
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
    expect(await get(url)).toMatchObject(refused)
    expect(requests()).toBe(0)
  })

  it('says which authority file cannot be used', async () => {
    const empty = join(authority.file, '..', 'empty.pem')
    writeFileSync(empty, 'nothing')
    for (const ca of ['/nowhere/ca.pem', empty]) {
      const result = await get('https://127.0.0.1:1/', ca)
      expect(result).toMatchObject(refused)
      expect(result.ok === false && result.message).toContain(ca)
    }
  })

  it('uses a replaced authority file without a restart', async () => {
    const { url } = await serve(authority.sign(['IP:127.0.0.1']))
    const file = join(stranger.file, '..', 'replaced.pem')
    const client = createHttpClient()
    writeFileSync(file, stranger.pem)
    expect(await client.request({ method: 'GET', url, ca: file })).toMatchObject(refused)
    writeFileSync(file, `${authority.pem}\n`)
    expect(await client.request({ method: 'GET', url, ca: file })).toMatchObject({ ok: true })
  })

  it('reports a TLS fault when the server speaks no TLS', async () => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {})
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    opened.push(server)
    expect(await get(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`)).toMatchObject(refused)
  })

  it('adds the operating system’s authorities where the runtime can read them', () => {
    const asked: string[] = []
    const readable = systemTrust({
      getCACertificates: (kind) => {
        asked.push(kind)
        return [authority.pem]
      },
    })
    expect(readable).toBeDefined()
    expect(asked).toEqual(['system', 'default'])
    expect(systemTrust({})).toBeUndefined()
    expect(systemTrust({ getCACertificates: () => ['no certificate'] })).toBeUndefined()
  })
})

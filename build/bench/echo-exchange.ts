// Measures what one question to an echo service takes by https: the app's own client, and a server on this machine with a
// certificate of its own behind a relay that counts.
import { connect, createServer } from 'node:net'
import { createHttpClient } from '../../app/platform/http/http-client.ts'
import { createTestAuthority, opensslMissing } from '../../app/testing/certificates.ts'
import { startEcho } from '../../e2e/servers/echo.ts'

/** Bytes of the connection's data, TLS included. */
export interface EchoExchange {
  readonly sent: number
  readonly received: number
}

/** A public service sends its issuer's certificate as well: as much again as the practice server's own. */
const CERTIFICATES = 2

/** @returns null without openssl, which makes the certificate */
export async function measureEchoExchange(userAgent: string): Promise<EchoExchange | null> {
  if (opensslMissing) return null
  const authority = createTestAuthority()
  const certificate = authority.sign(['IP:127.0.0.1'])
  const echo = await startEcho({ certificate })
  const counted = { sent: 0, received: 0 }
  const relay = createServer((inner) => {
    const outer = connect(Number(new URL(echo.url).port), '127.0.0.1')
    inner.on('data', (bytes) => {
      counted.sent += bytes.length
    })
    outer.on('data', (bytes) => {
      counted.received += bytes.length
    })
    inner.pipe(outer).pipe(inner)
    for (const socket of [inner, outer]) socket.on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  const bound = relay.address()
  const port = typeof bound === 'object' ? bound?.port : null
  const http = createHttpClient({ userAgent })
  try {
    const url = `https://127.0.0.1:${port}/`
    const result = await http.request({ method: 'GET', url, family: 'ipv4', ca: authority.file, timeoutMs: 5_000 })
    if (!result.ok) throw new Error(`the practice echo did not answer: ${result.message}`)
    http.reset([])
    const body = Buffer.from(certificate.cert.replace(/-----[^-]+-----|\s/g, ''), 'base64').length
    return { sent: counted.sent, received: counted.received + (CERTIFICATES - 1) * body }
  } finally {
    relay.close()
    await echo.close()
    authority.dispose()
  }
}

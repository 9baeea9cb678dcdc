import { networkInterfaces } from 'node:os'
import { afterEach, expect, it } from 'vitest'
import { createTestAuthority, opensslMissing } from '../../app/testing/certificates.ts'
import { type EchoOptions, type PracticeEcho, startEcho } from './echo.ts'

const running: PracticeEcho[] = []
async function start(options: EchoOptions = {}) {
  const echo = await startEcho(options)
  running.push(echo)
  return echo
}
afterEach(async () => {
  for (const echo of running.splice(0)) await echo.close()
})
const ask = async (url: string) => (await fetch(url)).text()
const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))

it('answers with the client’s address as plain text', async () => {
  const echo = await start()
  const response = await fetch(`${echo.url}/ip`)
  expect(response.headers.get('content-type')).toBe('text/plain')
  expect(await response.text()).toBe('127.0.0.1')
  expect(echo.requests()).toMatchObject([{ url: '/ip', answer: '127.0.0.1' }])
})

it('answers with another address while one is set', async () => {
  const [one, other] = [await start(), await start()]
  one.answer('ipv4', '11.22.33.9')
  one.answer('ipv6', '2a0e:1111::9')
  expect([await ask(one.url), await ask(other.url)]).toEqual(['11.22.33.9', '127.0.0.1'])
  one.answer('ipv4', null)
  expect(await ask(one.url)).toBe('127.0.0.1')
})

it.skipIf(!hasIpv6)(
  'answers each family separately, and an IPv4 client of a dual-stack socket with its IPv4 address',
  async () => {
    const echo = await start({ listenOn: { host: '::', port: 0 } })
    echo.answer('ipv6', '2a0e:1111::9')
    expect(await ask(`http://127.0.0.1:${echo.port}`)).toBe('127.0.0.1')
    expect(await ask(`http://[::1]:${echo.port}`)).toBe('2a0e:1111::9')
  },
)

it('delivers faults like the provider', async () => {
  const echo = await start()
  echo.faults.add({ kind: 'html', times: 1 })
  expect(await ask(echo.url)).toContain('Sign in')
  expect(await ask(echo.url)).toBe('127.0.0.1')
})

it('speaks TLS with the certificate that it is given', async ({ skip }) => {
  skip(opensslMissing, 'needs openssl; run: sudo apt-get install openssl')
  const { request } = await import('node:https')
  const authority = createTestAuthority()
  try {
    const echo = await start({ certificate: authority.sign(['IP:127.0.0.1']) })
    expect(echo.url).toMatch(/^https:/)
    const askTrusting = () =>
      new Promise<string>((resolve, reject) => {
        request(echo.url, { ca: authority.pem, agent: false }, (response) => {
          response.setEncoding('utf8').once('data', resolve)
        })
          .once('error', reject)
          .end()
      })
    expect(await askTrusting()).toBe('127.0.0.1')
    echo.faults.add({ kind: 'reset', times: 1 })
    await expect(askTrusting()).rejects.toMatchObject({ code: 'ECONNRESET' })
    await expect(ask(echo.url)).rejects.toThrow()
  } finally {
    authority.dispose()
  }
})

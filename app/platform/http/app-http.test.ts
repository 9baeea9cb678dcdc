// Who goes through a proxy, and who never does. A real proxy on loopback counts the tunnels that it is asked for.
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type Settings, settingsSchema } from '../../contract/settings.ts'
import { agreeOnAddress } from '../../detection/agreement/agreement.ts'
import { ownEndpoint } from '../../detection/sources/echo/echo-operators.ts'
import { echoVoter } from '../../detection/sources/echo/echo-request.ts'
import { createClock } from '../clock.ts'
import { createAppHttp } from './app-http.ts'

const opened: http.Server[] = []
afterEach(() => {
  for (const server of opened.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

/** A proxy that leads nowhere. */
async function countingProxy() {
  const asked: string[] = []
  const server = http.createServer()
  server.on('connect', (request, socket) => {
    asked.push(request.url ?? '')
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  opened.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

/** Nothing leads there, on any line. */
const SERVICES = ['https://192.0.2.1:9/ip', 'https://192.0.2.2:9/ip']

async function clients(detection: Partial<Settings['detection']> = {}) {
  const proxy = await countingProxy()
  const settings = settingsSchema.parse({ version: 1, detection, network: { proxy: proxy.url } })
  return { proxy, app: createAppHttp({ settings: () => settings, userAgent: 'Homeward/test' }) }
}

const get = { method: 'GET', url: SERVICES[0] ?? '', timeoutMs: 1_500 } as const

describe('with a proxy in the settings', () => {
  it('providers are reached through it', async () => {
    const { app, proxy } = await clients()
    expect(await app.forProviders.request(get)).toMatchObject({ ok: false, fault: 'refused', sent: false })
    expect(proxy.asked).toEqual(['192.0.2.1:9'])
  })

  it('a service that tells an address is asked directly: it would see the proxy’s address', async () => {
    const { app, proxy } = await clients()
    expect(await app.forSources.request(get)).toMatchObject({ ok: false, hasProxy: true })
    expect(proxy.asked).toEqual([])
  })

  it('and where the direct way does not work, the address is unknown, and the user is told why and what to do', async () => {
    const { app, proxy } = await clients()
    const clock = createClock()
    const voters = SERVICES.map((url) => echoVoter(ownEndpoint(url), app.forSources, clock))
    const question = { family: 'ipv4', current: [], localAddress: null } as const
    const { observation, answers } = await agreeOnAddress(question, { voters, clock })
    expect(observation).toMatchObject({ kind: 'unknown', why: { code: 'proxy-only' } })
    expect(answers.map(({ refused }) => refused?.code)).toEqual(['echo-direct', 'echo-direct'])
    expect(proxy.asked).toEqual([])
  })

  it('a service is asked through it where the user says that its address is theirs', async () => {
    const { app, proxy } = await clients({ throughProxy: true })
    await app.forSources.request(get)
    expect(proxy.asked).toEqual(['192.0.2.1:9'])
    // The router is in the home.
    await app.direct.request(get)
    expect(proxy.asked).toHaveLength(1)
  })
})

it('the system’s own rules count where the settings say nothing, and only the origin is told to them', async () => {
  const proxy = await countingProxy()
  const origins: string[] = []
  const app = createAppHttp({
    settings: () => settingsSchema.parse({ version: 1 }),
    userAgent: 'Homeward/test',
    systemProxy: async (origin) => {
      origins.push(origin)
      return `PROXY ${proxy.url.replace('http://', '')}`
    },
  })
  await app.forProviders.request({ ...get, url: 'https://192.0.2.1:9/update?token=secret' })
  expect(origins).toEqual(['https://192.0.2.1:9/'])
  expect(proxy.asked).toEqual(['192.0.2.1:9'])
})

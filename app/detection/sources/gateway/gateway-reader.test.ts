// One gateway's answers, honest and hostile: each bad one is one failed answer, and never an address.
import { describe, expect, it } from 'vitest'
import type { HttpResult } from '../../../model/ports.ts'
import { createHandClock } from '../../../testing/hand-clock.ts'
import {
  createScriptedRouter,
  description,
  natPmpAnswer,
  ROUTER,
  type RouterScript,
  searchAnswer,
  soapReply,
} from '../../../testing/scripted-router.ts'
import { createGatewayReader } from './gateway-reader.ts'
import { createIgdClient } from './igd-client.ts'

const ADDRESS = '11.22.33.10'
const FORGED = '11.22.33.66'
const gateway = {
  adapterId: 'eth0',
  adapterName: 'eth0',
  localAddress: '192.168.1.7',
  address: ROUTER,
  physicalAddress: null,
}
const ok = (body: string, status = 200, headers: Record<string, string> = {}): HttpResult => ({
  ok: true,
  status,
  headers,
  body,
})

async function openReader(script: Partial<RouterScript>) {
  const clock = createHandClock()
  const router = createScriptedRouter(clock)
  Object.assign(router.script, script)
  const requested: string[] = []
  const http: typeof router.http = {
    request: (request) => {
      requested.push(`${request.method} ${request.url}`)
      return router.http.request(request)
    },
  }
  const ports = { lan: router.lan, http, clock, log: () => {} }
  const reader = createGatewayReader({ ...ports, gateway, igd: createIgdClient(gateway, ports) })
  const read = async () => {
    const pending = reader.read()
    await clock.advance(10_000)
    return (await pending).reading
  }
  return { read, reader, router, requested, clock }
}
const onlyUpnp = { natPmp: null } as const
const onlyNatPmp = { upnp: false } as const

describe('a gateway’s address', () => {
  it('comes by the faster protocol, and from then on by that one alone', async () => {
    const { read, router } = await openReader({})
    expect(await read()).toMatchObject({ protocol: 'nat-pmp', address: ADDRESS, standing: 'public', refused: null })
    router.sent.length = 0
    await read()
    expect(router.sent.map(({ kind }) => kind)).toEqual(['nat-pmp'])
  })

  it('comes by UPnP where there is no NAT-PMP, with one request once the device is known', async () => {
    const { read, requested } = await openReader(onlyUpnp)
    expect(await read()).toMatchObject({ protocol: 'upnp', address: ADDRESS })
    requested.length = 0
    await read()
    expect(requested).toEqual([`POST http://${ROUTER}:5000/ctl`])
  })

  it('is found again when the device moved to another port at a restart', async () => {
    const { read, router } = await openReader(onlyUpnp)
    await read()
    router.script.reply = ({ method, url }) => {
      if (url.startsWith(`http://${ROUTER}:5000/`)) return { ok: false, fault: 'refused', message: '', sent: false }
      return method === 'GET' ? ok(description()) : ok(soapReply('11.22.33.77'))
    }
    router.script.upnp = false
    router.script.forged = [{ bytes: searchAnswer(`http://${ROUTER}:49152/root.xml`, '2') }]
    expect(await read()).toMatchObject({ protocol: 'upnp', address: '11.22.33.77' })
  })

  it('comes although the first request is lost', async () => {
    const { reader, router, clock } = await openReader({ ...onlyNatPmp, natPmp: 'silent' })
    const pending = reader.read()
    await clock.advance(200)
    router.script.natPmp = 'answers'
    await clock.advance(10_000)
    expect((await pending).reading).toMatchObject({ address: ADDRESS })
    expect(router.sent.filter(({ kind }) => kind === 'nat-pmp').map(({ atMs }) => atMs)).toEqual([0, 250])
  })

  it.each([
    ['100.64.0.10', 'carrier-nat', 'gateway-provider-nat'],
    ['100.127.255.254', 'carrier-nat', 'gateway-provider-nat'],
    ['192.0.0.2', 'ds-lite', 'gateway-provider-nat'],
    ['10.1.2.3', 'private', 'gateway-double-nat'],
    ['172.31.0.1', 'private', 'gateway-double-nat'],
    ['192.168.0.5', 'private', 'gateway-double-nat'],
    ['169.254.1.1', 'special', 'address-special-purpose'],
    ['127.0.0.1', 'special', 'address-special-purpose'],
    ['203.0.113.5', 'special', 'address-special-purpose'],
    ['224.0.0.1', 'special', 'address-special-purpose'],
  ])('is a fact and no vote when it is %s', async (address, standing, code) => {
    for (const script of [onlyNatPmp, onlyUpnp]) {
      const { read } = await openReader({ address, ...script })
      expect(await read()).toMatchObject({ address, standing, refused: { code } })
    }
  })

  it.each([onlyNatPmp, onlyUpnp])('is absent while the provider gave none (%o)', async (script) => {
    const { read } = await openReader({ address: '0.0.0.0', ...script })
    expect(await read()).toMatchObject({ address: null, standing: 'no-wan', refused: { code: 'gateway-no-wan' } })
  })

  it('is the public one of several lines', async () => {
    const two = description().replace(
      '</serviceList>',
      `<service><serviceType>urn:schemas-upnp-org:service:WANPPPConnection:1</serviceType>
       <controlURL>/ppp</controlURL></service></serviceList>`,
    )
    const { read } = await openReader({
      ...onlyUpnp,
      reply: ({ method, url }) => {
        if (method === 'GET') return ok(two)
        return ok(soapReply(url.endsWith('/ppp') ? ADDRESS : '100.64.0.3'))
      },
    })
    expect(await read()).toMatchObject({ address: ADDRESS, standing: 'public' })
  })
})

describe('a datagram that is no answer', () => {
  it.each([
    ['from another host', { bytes: natPmpAnswer(FORGED, 1), from: '192.168.1.66' }],
    ['from another port', { bytes: natPmpAnswer(FORGED, 1), port: 4_000 }],
    ['cut short', { bytes: natPmpAnswer(FORGED, 1).subarray(0, 11) }],
    ['too long', { bytes: new Uint8Array([...natPmpAnswer(FORGED, 1), 0]) }],
    ['empty', { bytes: new Uint8Array() }],
    [
      'for another question',
      { bytes: Uint8Array.from(natPmpAnswer(FORGED, 1), (byte, at) => (at === 1 ? 129 : byte)) },
    ],
    ['that asks', { bytes: new Uint8Array([0, 0]) }],
  ])('is passed over: %s', async (_what, forged) => {
    const alone = await openReader({ ...onlyNatPmp, natPmp: 'silent', forged: [forged] })
    expect(await alone.read()).toMatchObject({ address: null, standing: null })
    const beside = await openReader({ ...onlyNatPmp, forged: [forged] })
    expect(await beside.read()).toMatchObject({ address: ADDRESS })
  })
})

describe('a device that is none, or not the gateway', () => {
  const foreign = (location: string) => ({ ...onlyUpnp, upnp: false, forged: [{ bytes: searchAnswer(location) }] })

  it.each([
    'http://192.168.1.66:5000/root.xml',
    'http://evil.example/root.xml',
    `http://${ROUTER}@192.168.1.66/root.xml`,
    `http://user:secret@${ROUTER}/root.xml`,
    `https://${ROUTER}/root.xml`,
    'file:///etc/passwd',
    'http://[::1]/root.xml',
    'http://127.0.0.1/root.xml',
    '',
  ])('is never asked at "%s"', async (location) => {
    const { read, requested } = await openReader(foreign(location))
    expect(await read()).toMatchObject({ address: null, standing: null })
    expect(requested).toEqual([])
  })

  it('is never asked when another host than the gateway offers it', async () => {
    const bytes = searchAnswer(`http://${ROUTER}:5000/root.xml`)
    const { read, requested } = await openReader({ ...foreign(''), forged: [{ bytes, from: '192.168.1.66' }] })
    expect(await read()).toMatchObject({ address: null })
    expect(requested).toEqual([])
  })

  it.each([
    ['redirects', () => ok('', 302, { location: `http://${ROUTER}:5000/other.xml` })],
    ['answers with an error', () => ok(description(), 500)],
    ['sends too much', (): HttpResult => ({ ok: false, fault: 'too-large', message: 'too large', sent: true })],
    ['describes itself with entities', () => ok(`<!DOCTYPE x [<!ENTITY a "b">]>${description()}`)],
    ['has its control elsewhere', () => ok(description('http://192.168.1.66/ctl'))],
    ['has no such service', () => ok('<root/>')],
    ['sends no XML', () => ok('Sign in')],
  ])('is no address when it %s', async (_what, reply) => {
    const { read, requested } = await openReader({
      ...onlyUpnp,
      reply: ({ method }) => (method === 'GET' ? reply() : null),
    })
    expect(await read()).toMatchObject({ address: null, standing: null, refused: { code: 'gateway-failed' } })
    expect(requested.filter((line) => line.startsWith('POST'))).toEqual([])
  })

  it.each([
    ['redirects', ok(soapReply(FORGED), 307, { location: 'http://192.168.1.66/' })],
    ['fails', ok(soapReply(FORGED), 500)],
    ['names a host', ok(soapReply('evil.example'))],
    ['names an IPv6 address', ok(soapReply('2a0e:1111::1'))],
    ['names an octal form', ok(soapReply('011.22.33.44'))],
    ['answers another question', ok(soapReply(FORGED).replaceAll('GetExternalIPAddress', 'GetStatusInfo'))],
    ['sends entities', ok(`<!DOCTYPE x [<!ENTITY a "${FORGED}">]>${soapReply('&a;')}`)],
  ])('is no address when its service %s', async (_what, result) => {
    const { read } = await openReader({ ...onlyUpnp, reply: ({ method }) => (method === 'POST' ? result : null) })
    expect(await read()).toMatchObject({ address: null, standing: null })
  })

  it('is asked by nothing that changes it', async () => {
    const bodies: string[] = []
    const { read } = await openReader({
      ...onlyUpnp,
      reply: ({ body, headers }) => {
        if (body !== undefined) bodies.push(`${headers?.soapaction} ${body}`)
        return null
      },
    })
    await read()
    expect(bodies).toHaveLength(1)
    expect(bodies[0]).toContain('#GetExternalIPAddress"')
    expect(bodies[0]).not.toMatch(/Mapping/)
  })
})

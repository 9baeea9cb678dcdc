import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type PracticeProvider, startProvider } from './provider.ts'

const PASSWORD = 'canary password'
const TOKEN = 'canary-token'
const hostnames = ['a.example.org', 'b.example.org', 'nas.duckdns.org']
const basic = (username: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
})

let provider: PracticeProvider

beforeEach(async () => {
  provider = await startProvider({
    accounts: [{ username: 'u', password: PASSWORD, token: TOKEN, hostnames }],
    bannedAgents: ['library/'],
  })
})
afterEach(() => provider.close())

async function ask(path: string, init: RequestInit = {}) {
  const response = await fetch(provider.url + path, { redirect: 'manual', ...init })
  return { status: response.status, text: await response.text() }
}
const update = (query: string, headers: Record<string, string> = basic('u', PASSWORD)) =>
  ask(`/nic/update?${query}`, { headers })

describe('dyndns2', () => {
  it('answers a line per hostname in the order of the request, and good only when something changed', async () => {
    expect((await update('hostname=a.example.org&myip=11.22.33.1')).text).toBe('good 11.22.33.1\n')
    expect((await update('hostname=b.example.org,A.example.org,c.example.org,single&myip=11.22.33.1')).text).toBe(
      'good 11.22.33.1\nnochg 11.22.33.1\nnohost\nnotfqdn\n',
    )
    expect(provider.zone.entries()['b.example.org']).toEqual({ a: '11.22.33.1', aaaa: null, ttl: 60 })
  })

  it('takes both families in one value, in any notation, and keeps the one that is not given', async () => {
    const both = await update('hostname=a.example.org&myip=11.22.33.1,2A0E:1111:0:0::1')
    expect(both.text).toBe('good 11.22.33.1,2a0e:1111::1\n')
    await update('hostname=a.example.org&myip=11.22.33.2')
    expect(provider.zone.entries()['a.example.org']).toEqual({ a: '11.22.33.2', aaaa: '2a0e:1111::1', ttl: 60 })
  })

  it('takes the address of the connection when none is given, as real services do', async () => {
    expect((await update('hostname=a.example.org&myip=')).text).toBe('good 127.0.0.1\n')
  })

  it('refuses what the protocol refuses, without any change', async () => {
    const many = Array.from({ length: 21 }, (_, i) => `h${i}.example.org`).join(',')
    const address = '&myip=11.22.33.1'
    expect(await update(`hostname=a.example.org${address}`, basic('u', 'wrong'))).toEqual({
      status: 401,
      text: 'badauth\n',
    })
    expect((await update(`hostname=a.example.org${address}`, {})).text).toBe('badauth\n')
    expect((await update(`hostname=${many}${address}`)).text).toBe('numhost\n')
    expect((await update(`hostname=${address}`)).text).toBe('notfqdn\n')
    expect((await update(`hostname=a.example.org&system=other${address}`)).text).toBe('badsys\n')
    expect((await update(`hostname=a.example.org&offline=YES${address}`)).text).toBe('!donator\n')
    expect((await update('hostname=a.example.org&myip=11.22.33.256')).text).toBe('dnserr\n')
    const banned = { ...basic('u', PASSWORD), 'user-agent': 'library/1.0' }
    expect((await update(`hostname=a.example.org${address}`, banned)).text).toBe('badagent\n')
    expect(provider.zone.records()).toEqual([])
  })
})

describe('Duck DNS', () => {
  it('answers OK, and with verbose the stored addresses and whether they are new', async () => {
    const query = `/update?domains=nas&token=${TOKEN}&ip=11.22.33.1&ipv6=2a0e:1111::1&verbose=true`
    expect((await ask(query)).text).toBe('OK\n11.22.33.1\n2a0e:1111::1\nUPDATED')
    expect((await ask(query)).text).toBe('OK\n11.22.33.1\n2a0e:1111::1\nNOCHANGE')
    expect((await ask(`/update?domains=deep.nas.duckdns.org&token=${TOKEN}&ip=11.22.33.2`)).text).toBe('OK')
    expect(provider.zone.entries()['nas.duckdns.org']).toEqual({ a: '11.22.33.2', aaaa: '2a0e:1111::1', ttl: 60 })
  })

  it('answers KO for the whole request when the token or one name is wrong', async () => {
    expect((await ask('/update?domains=nas&token=other&ip=11.22.33.1')).text).toBe('KO')
    expect((await ask(`/update?domains=nas,stranger&token=${TOKEN}&ip=11.22.33.1`)).text).toBe('KO')
    expect(provider.zone.records()).toEqual([])
  })

  it('clears both families on request', async () => {
    await ask(`/update?domains=nas&token=${TOKEN}&ip=11.22.33.1&ipv6=2a0e:1111::1`)
    expect((await ask(`/update?domains=nas&token=${TOKEN}&clear=true&verbose=true`)).text).toBe('OK\n\n\nUPDATED')
    expect(provider.zone.records()).toEqual([])
  })
})

describe('the log', () => {
  it('holds requests and replies, and no secret', async () => {
    await update('hostname=a.example.org&myip=11.22.33.1', { ...basic('u', PASSWORD), 'user-agent': `x ${TOKEN}` })
    await ask(`/update?domains=nas&token=${TOKEN}&ip=11.22.33.1`)
    await ask('/update?domains=nas&token=almost-right&ip=11.22.33.1')
    await ask('/client/v4/zones', { method: 'POST', body: `{"of":"${TOKEN}"}`, headers: basic('u', PASSWORD) })
    const requests = provider.requests()
    expect(requests.map(({ id }) => id)).toEqual([1, 2, 3, 4])
    expect(requests[0]).toMatchObject({
      method: 'GET',
      username: 'u',
      remoteAddress: '127.0.0.1',
      status: 200,
      fault: null,
    })
    expect(requests[0]?.url).toBe('/nic/update?hostname=a.example.org&myip=11.22.33.1')
    expect(requests[0]?.answer).toBe('good 11.22.33.1\n')
    expect(JSON.stringify(requests)).not.toMatch(/canary|almost-right/)
    expect(provider.requests(3)).toHaveLength(1)
  })

  it('is not garbled by a password that occurs in ordinary words', async () => {
    const account = { username: 'u', password: 'p', token: 't', hostnames: ['nas.duckdns.org'] }
    const lax = await startProvider({ accounts: [account] })
    await fetch(`${lax.url}/update?domains=nas&token=t&ip=11.22.33.1`)
    expect(lax.requests()[0]).toMatchObject({ url: '/update?domains=nas&token=[redacted]&ip=11.22.33.1', answer: 'OK' })
    await lax.close()
  })

  it('records when the first byte of each request came, on a kept connection too', async () => {
    const socket = connect(provider.listeners[0]?.port ?? 0, '127.0.0.1')
    const sentAt: number[] = []
    for (const path of ['/one', '/two']) {
      await wait(50)
      sentAt.push(Date.now())
      socket.write('G')
      await wait(150)
      socket.write(`ET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
      await new Promise((resolve) => socket.once('data', resolve))
    }
    socket.destroy()
    const requests = provider.requests()
    expect(requests.map(({ url }) => url)).toEqual(['/one', '/two'])
    for (const [index, { at }] of requests.entries()) {
      // A stamp of the whole request would be 150 ms late.
      expect(at - (sentAt[index] ?? 0)).toBeGreaterThan(-5)
      expect(at - (sentAt[index] ?? 0)).toBeLessThan(100)
    }
  })

  it('reports each request once, when it has ended', async () => {
    const statuses: (number | null)[] = []
    provider.subscribe(({ status }) => statuses.push(status))
    await ask('/nowhere')
    provider.faults.add({ kind: 'reset' })
    await expect(ask('/nowhere')).rejects.toThrow()
    await expect.poll(() => statuses).toEqual([404, null])
  })
})

it('resets to no requests, no faults and the initial records', async () => {
  await update('hostname=a.example.org&myip=11.22.33.1')
  provider.faults.add({ kind: 'word', text: '911' })
  provider.reset()
  expect(provider.zone.records()).toEqual([])
  expect(provider.requests()).toEqual([])
  expect((await update('hostname=a.example.org&myip=11.22.33.1')).text).toBe('good 11.22.33.1\n')
})

import dns from 'node:dns'
import { EventEmitter } from 'node:events'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type BlackHole, openBlackHole } from '../../../e2e/servers/black-hole.ts'
import type { HttpResult } from '../../model/ports.ts'
import { createHttpClient } from './http-client.ts'
import { interleaveFamilies, raceAddresses } from './race-addresses.ts'

const of = (...addresses: string[]) => addresses.map((address) => ({ address, family: net.isIP(address) }))
const error = (code: string) => Object.assign(new Error(code), { code })

describe('the order of addresses', () => {
  it.each([
    [
      ['11.22.33.1', '2a0e:1111::1'],
      ['2a0e:1111::1', '11.22.33.1'],
    ],
    [
      ['2a0e:1111::1', '2a0e:1111::2', '2a0e:1111::3', '11.22.33.1', '11.22.33.2'],
      ['2a0e:1111::1', '11.22.33.1', '2a0e:1111::2', '11.22.33.2', '2a0e:1111::3'],
    ],
    [
      ['11.22.33.2', '11.22.33.1'],
      ['11.22.33.2', '11.22.33.1'],
    ],
    [[], []],
  ])('of %j takes the families in turn, IPv6 first', (given, expected) => {
    expect(interleaveFamilies(of(...given)).map(({ address }) => address)).toEqual(expected)
  })
})

describe('the race of addresses', () => {
  class FakeSocket extends EventEmitter {
    destroyed = false
    destroy(): void {
      this.destroyed = true
    }
  }
  const startedAt = 0
  let opened: { address: string; atMs: number; socket: FakeSocket }[] = []
  let results: { error: string | null; address: string | null; atMs: number }[] = []

  beforeEach(() => {
    vi.useFakeTimers({ now: startedAt })
    opened = []
    results = []
  })
  afterEach(() => vi.useRealTimers())

  const socketOf = (address: string): FakeSocket => {
    const found = opened.find((one) => one.address === address)
    if (found === undefined) throw new Error(`${address} was not tried`)
    return found.socket
  }
  function race(...addresses: string[]): () => void {
    return raceAddresses(
      of(...addresses),
      (address) => {
        const socket = new FakeSocket()
        opened.push({ address, atMs: Date.now(), socket })
        return socket as unknown as net.Socket
      },
      (failure, socket) => {
        const address = opened.find((one) => (one.socket as unknown) === socket)?.address ?? null
        results.push({ error: failure?.message ?? null, address, atMs: Date.now() })
      },
    )
  }
  const tried = () => opened.map(({ address, atMs }) => [address, atMs])

  it('starts the next connection attempt after 250 ms, beside the one before', () => {
    race('11.22.33.1', '2a0e:1111::1', '11.22.33.2')
    vi.advanceTimersByTime(2_000)
    expect(tried()).toEqual([
      ['2a0e:1111::1', 0],
      ['11.22.33.1', 250],
      ['11.22.33.2', 500],
    ])
    expect(opened.some(({ socket }) => socket.destroyed)).toBe(false)
    expect(results).toEqual([])
  })

  it('is won by the first that connects, however late it began, and destroys the losers', () => {
    race('2a0e:1111::1', '11.22.33.1', '11.22.33.2')
    vi.advanceTimersByTime(300)
    socketOf('2a0e:1111::1').emit('connect')
    socketOf('11.22.33.1').emit('connect')
    vi.advanceTimersByTime(5_000)
    expect(results).toEqual([{ error: null, address: '2a0e:1111::1', atMs: 300 }])
    expect(socketOf('2a0e:1111::1').destroyed).toBe(false)
    expect(socketOf('11.22.33.1').destroyed).toBe(true)
    expect(opened).toHaveLength(2)
  })

  it('starts the next connection attempt at once when one fails', () => {
    race('2a0e:1111::1', '11.22.33.1', '11.22.33.2')
    vi.advanceTimersByTime(10)
    socketOf('2a0e:1111::1').emit('error', error('ENETUNREACH'))
    vi.advanceTimersByTime(400)
    expect(tried()).toEqual([
      ['2a0e:1111::1', 0],
      ['11.22.33.1', 10],
      ['11.22.33.2', 260],
    ])
  })

  it('fails once all connection attempts failed, with the error that tells most', () => {
    race('2a0e:1111::1', '11.22.33.1', '11.22.33.2')
    socketOf('2a0e:1111::1').emit('error', error('ENETUNREACH'))
    socketOf('11.22.33.1').emit('error', error('ECONNREFUSED'))
    expect(results).toEqual([])
    socketOf('11.22.33.2').emit('error', error('EHOSTUNREACH'))
    expect(results).toEqual([{ error: 'ECONNREFUSED', address: null, atMs: 0 }])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('can be ended: every socket is destroyed and nobody is called', () => {
    const end = race('2a0e:1111::1', '11.22.33.1', '11.22.33.2')
    vi.advanceTimersByTime(260)
    end()
    socketOf('11.22.33.1').emit('error', error('ECONNRESET'))
    vi.advanceTimersByTime(5_000)
    expect(opened).toHaveLength(2)
    expect(opened.every(({ socket }) => socket.destroyed)).toBe(true)
    expect(results).toEqual([])
  })
})

describe('a host with several addresses', () => {
  const cleanups: (() => unknown)[] = []
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  })

  /** What the system's resolver says about every name. */
  function resolverSays(...addresses: string[]): void {
    const lookup = vi.spyOn(dns, 'lookup') as unknown as ReturnType<typeof vi.fn>
    lookup.mockImplementation((_host: string, _options: object, callback: (...args: unknown[]) => void) =>
      process.nextTick(callback, null, of(...addresses)),
    )
    cleanups.push(() => lookup.mockRestore())
  }
  const get = async (port: string | number, localAddress?: string): Promise<HttpResult & { tookMs: number }> => {
    const started = performance.now()
    const url = `http://dual.example:${port}/`
    const bound = localAddress === undefined ? {} : { localAddress }
    const result = await createHttpClient().request({ method: 'GET', url, ...bound })
    return { ...result, tookMs: performance.now() - started }
  }
  const portOf = ({ authority }: BlackHole) => authority.split(':').at(-1) ?? ''
  async function blackHole(host: string, port?: number): Promise<BlackHole | null> {
    const hole = await openBlackHole({ host, ...(port === undefined ? {} : { port }) })
    cleanups.push(() => hole?.close())
    return hole
  }
  async function serve(host: string): Promise<number> {
    const server = http.createServer((_request, response) => response.end('here'))
    await new Promise<void>((resolve) => server.listen(0, host, resolve))
    cleanups.push(
      () => server.close(),
      () => server.closeAllConnections(),
    )
    return (server.address() as AddressInfo).port
  }

  it('is reached over a slow line, while its other family answers nothing', async (context) => {
    const silent = await blackHole('127.0.0.3')
    const slow = silent && (await blackHole('127.0.0.1', Number(portOf(silent))))
    if (!silent || !slow) return context.skip('this system does not drop connections when the backlog is full')
    resolverSays('127.0.0.3', '127.0.0.1')
    const pending = get(portOf(slow))
    await wait(600)
    slow.accept()
    const result = await pending
    expect(result).toMatchObject({ ok: true, body: 'late' })
    expect(result.tookMs).toBeGreaterThan(600)
    expect(result.tookMs).toBeLessThan(5_000)
  })

  it('is reached over a slow line, while its other address refuses', async (context) => {
    const slow = await blackHole('127.0.0.1')
    if (!slow) return context.skip('this system does not drop connections when the backlog is full')
    resolverSays('127.0.0.1', '127.0.0.9')
    const pending = get(portOf(slow))
    await wait(600)
    slow.accept()
    const result = await pending
    expect(result).toMatchObject({ ok: true, body: 'late' })
    expect(result.tookMs).toBeGreaterThan(600)
  })

  it('is reached by the address that answers, a quarter of a second later', async (context) => {
    const port = await serve('127.0.0.1')
    const silent = await blackHole('127.0.0.3', port)
    if (!silent) return context.skip('this system does not drop connections when the backlog is full')
    resolverSays('127.0.0.3', '127.0.0.1')
    const result = await get(port)
    expect(result).toMatchObject({ ok: true, body: 'here' })
    expect(result.tookMs).toBeGreaterThan(240)
    expect(result.tookMs).toBeLessThan(2_000)
  })

  it('costs the connect timeout once, however many addresses are silent', async (context) => {
    const silent = await blackHole('127.0.0.3')
    const second = silent && (await blackHole('127.0.0.1', Number(portOf(silent))))
    if (!silent || !second) return context.skip('this system does not drop connections when the backlog is full')
    resolverSays('127.0.0.3', '127.0.0.1')
    const result = await get(portOf(silent))
    expect(result).toMatchObject({ ok: false, fault: 'timeout', sent: false })
    expect(result.tookMs).toBeGreaterThan(4_900)
    expect(result.tookMs).toBeLessThan(7_000)
  })

  it('is connected to from a bound address over that family only', async () => {
    const port = await serve('127.0.0.1')
    resolverSays('::1', '127.0.0.1')
    expect(await get(port, '127.0.0.1')).toMatchObject({ ok: true, body: 'here' })
    resolverSays('::1')
    expect(await get(port, '127.0.0.1')).toMatchObject({ ok: false, fault: 'unreachable', sent: false })
  })

  it('gets no request when one of its addresses may not be connected to', async () => {
    const port = await serve('127.0.0.1')
    resolverSays('127.0.0.1', '11.22.33.44')
    expect(await get(port)).toMatchObject({ ok: false, fault: 'plain-http', sent: false })
  })
})

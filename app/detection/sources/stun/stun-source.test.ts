// STUN servers on loopback over real sockets, kind and hostile: each hostile answer is one failed answer, and never an address.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { createClock } from '../../../platform/clock.ts'
import { createLanSockets } from '../../../platform/network/lan-sockets.ts'
import { stunMessage, xorMapped } from '../../../testing/stun-answer.ts'
import { STUN_SERVERS } from './stun-operators.ts'
import { createStunSource } from './stun-source.ts'
import { stunVoter } from './stun-voter.ts'

const TRUE_ADDRESS = '11.22.33.44'
const LIE = '11.22.33.66'

const open: Socket[] = []
afterEach(() => {
  for (const socket of open.splice(0)) socket.close()
})

async function socketOn(address: string): Promise<Socket> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  open.push(socket)
  socket.bind(0, address)
  await once(socket, 'listening')
  return socket
}

type Reply = (socket: Socket, id: Uint8Array, from: RemoteInfo, nth: number) => void

async function serve(reply: Reply, address = '127.0.0.1') {
  const socket = await socketOn(address)
  let asked = 0
  socket.on('message', (bytes, from) => {
    asked += 1
    reply(socket, Uint8Array.from(bytes.subarray(8, 20)), from, asked)
  })
  return { port: socket.address().port, asked: () => asked, address }
}

const answer =
  (text: string): Reply =>
  (socket, id, from) =>
    socket.send(stunMessage(id, [xorMapped(text, id)]), from.port, from.address)

const ports = (address: string) => ({
  datagrams: createLanSockets(),
  clock: createClock(),
  lookup: async () => [address],
  randomBytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)),
})

function voterOf({ port, address }: { port: number; address: string }, operator = 'Somebody') {
  return stunVoter({ id: 'google', operator, docs: '', host: 'stun.example', port }, ports(address))
}

const ask = (server: { port: number; address: string }, timeoutMs = 700, family: 'ipv4' | 'ipv6' = 'ipv4') =>
  voterOf(server).ask({ family, localAddress: null, timeoutMs })

describe('a STUN server', () => {
  it('tells the address that it sees, of either family', async () => {
    expect(await ask(await serve(answer(TRUE_ADDRESS)))).toMatchObject({ address: TRUE_ADDRESS, refused: null })
    const six = await serve(answer('2a0e:1111::44'), '::1')
    expect(await ask(six, 700, 'ipv6')).toMatchObject({ address: '2a0e:1111::44', refused: null })
  })

  it('is asked again after half a second, since a datagram can be lost', async () => {
    const server = await serve((socket, id, from, nth) => {
      if (nth === 2) answer(TRUE_ADDRESS)(socket, id, from, nth)
    })
    expect(await ask(server, 3_000)).toMatchObject({ address: TRUE_ADDRESS })
    expect(server.asked()).toBe(2)
  })

  it('counts although a hundred forged datagrams come before its answer', async () => {
    const server = await serve((socket, id, from, nth) => {
      const other = id.map((byte) => byte ^ 0xff)
      for (let i = 0; i < 100; i += 1) answer(LIE)(socket, other, from, nth)
      answer(TRUE_ADDRESS)(socket, id, from, nth)
    })
    expect(await ask(server)).toMatchObject({ address: TRUE_ADDRESS, refused: null })
  })

  const otherPort: Reply = (_socket, id, from) => {
    const other = createSocket('udp4')
    open.push(other)
    other.send(stunMessage(id, [xorMapped(LIE, id)]), from.port, from.address)
  }
  const send =
    (message: (id: Uint8Array) => Uint8Array): Reply =>
    (socket, id, from) =>
      socket.send(message(id), from.port, from.address)

  const late: Reply = (socket, id, from, nth) => {
    const timer = setTimeout(() => answer(LIE)(socket, id, from, nth), 900)
    socket.once('close', () => clearTimeout(timer))
  }

  it.each<[string, Reply, string]>([
    ['answers from another port', otherPort, 'echo-failed'],
    [
      'answers another question',
      send((id) =>
        stunMessage(
          id.map((byte) => byte ^ 1),
          [xorMapped(LIE, id)],
        ),
      ),
      'echo-unusable',
    ],
    ['answers with garbage', send(() => Buffer.from('HTTP/1.1 200 OK\r\n\r\n11.22.33.66')), 'echo-unusable'],
    ['answers with nothing', send(() => new Uint8Array()), 'echo-unusable'],
    ['answers with 60,000 bytes', send(() => Buffer.alloc(60_000, 1)), 'echo-failed'],
    ['answers with a request', send((id) => stunMessage(id, [xorMapped(LIE, id)], { type: 1 })), 'echo-unusable'],
    ['sends the question back', send((id) => stunMessage(id, [], { type: 1 })), 'echo-unusable'],
    ['refuses', send((id) => stunMessage(id, [{ type: 9, value: [0, 0, 4, 0] }], { type: 0x111 })), 'echo-unusable'],
    ['names a private address', send((id) => stunMessage(id, [xorMapped('10.0.0.1', id)])), 'address-special-purpose'],
    [
      'names an address of the other family',
      send((id) => stunMessage(id, [xorMapped('2a0e:1111::1', id)])),
      'echo-no-address',
    ],
    ['answers too late', late, 'echo-failed'],
    ['does not answer', () => {}, 'echo-failed'],
  ])('that %s gives no address', async (_what, reply, code) => {
    const { address, refused } = await ask(await serve(reply))
    expect(refused?.code).toBe(code)
    expect(address === null || code === 'address-special-purpose').toBe(true)
  })

  it('is known at once to be absent where nobody listens', async () => {
    const server = await serve(() => {})
    open.pop()?.close()
    const begun = performance.now()
    expect(await ask(server, 5_000)).toMatchObject({ address: null, refused: { code: 'echo-failed' } })
    expect(performance.now() - begun).toBeLessThan(2_000)
  })

  it('is not asked from another address than the one that was named', async () => {
    const server = await serve(answer(TRUE_ADDRESS))
    // No adapter of this machine has it.
    const result = await voterOf(server).ask({ family: 'ipv4', localAddress: '11.22.33.99', timeoutMs: 700 })
    expect(result).toMatchObject({ address: null, refused: { code: 'echo-failed' } })
    expect(server.asked()).toBe(0)
  })
})

describe('the source `stun`', () => {
  /** Each operator's server is the practice server of its place in the list; a name without one is not found. */
  async function detect(
    replies: readonly Reply[],
    operator?: 'cloudflare' | 'google' | 'nextcloud',
    current: string[] = [],
  ) {
    const servers = await Promise.all(replies.map((reply) => serve(reply)))
    const hosts = STUN_SERVERS.map(({ host }) => host)
    const source = createStunSource({
      bestRoute: async () => null,
      ...ports('127.0.0.1'),
      lookup: async (host) => (hosts.indexOf(host) < servers.length ? ['127.0.0.1'] : []),
      datagrams: {
        openDatagrams: (options) => {
          const index = STUN_SERVERS.findIndex(({ port }) => port === options.peer?.port)
          const server = servers[index]
          const peer = { address: '127.0.0.1', port: server?.port ?? 0 }
          return createLanSockets().openDatagrams({
            ...options,
            peer,
            // The source is to believe that the operator's own port answered.
            onDatagram: (datagram) => options.onDatagram({ ...datagram, port: options.peer?.port ?? 0 }),
          })
        },
      },
    })
    const policy = operator === undefined ? ({ source: 'stun' } as const) : ({ source: 'stun', operator } as const)
    const result = await source.detect({ family: 'ipv4', policy, current, adapters: [] })
    return { ...result, asked: servers.map((server) => server.asked()) }
  }

  it('takes a new address once two operators agree', async () => {
    const { observation } = await detect([answer(TRUE_ADDRESS), answer(TRUE_ADDRESS), answer(LIE)])
    expect(observation).toMatchObject({ kind: 'known', address: TRUE_ADDRESS, why: { code: 'echo-agreed' } })
  })

  it('takes none that one operator alone sees', async () => {
    const { observation } = await detect([answer(LIE)])
    expect(observation.kind).toBe('unknown')
  })

  it('asks one operator alone while nothing changed', async () => {
    const { observation, asked } = await detect([answer(TRUE_ADDRESS), answer(TRUE_ADDRESS)], undefined, [TRUE_ADDRESS])
    expect(observation).toMatchObject({ kind: 'known', address: TRUE_ADDRESS, why: { code: 'echo-still' } })
    expect(asked).toEqual([1, 0])
  })

  it('trusts the one operator that the settings name alone', async () => {
    const { observation, asked } = await detect([answer(LIE), answer(TRUE_ADDRESS)], 'google')
    expect(observation).toMatchObject({ kind: 'known', address: TRUE_ADDRESS, why: { code: 'echo-single' } })
    expect(asked).toEqual([0, 1])
  })
})

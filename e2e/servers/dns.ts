// The practice authoritative DNS server: answers from the zone as it is now, over UDP and TCP (RFC 1035, 2308, 6891).
import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer, isIP, isIPv6, type Server, type Socket } from 'node:net'
import { answerQuery, type DnsQuestion } from './dns-answer.ts'
import type { Zone } from './live-zone.ts'
import type { ListenAddress } from './practice-http.ts'

export interface PracticeDns extends ListenAddress {
  /** Questions received, oldest first. */
  readonly questions: readonly DnsQuestion[]
  close(): Promise<void>
}

export interface DnsOptions {
  readonly zone: Zone
  /** Default: a free port of 127.0.0.1, the same one for UDP and TCP. */
  readonly listenOn?: ListenAddress
}

const TRIES = 20

async function bindUdp({ host, port }: ListenAddress): Promise<UdpSocket> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
  socket.bind(port, host)
  await once(socket, 'listening')
  return socket
}

/** One port for both. A port that is free for UDP may be taken for TCP: then another one is tried. */
async function bindBoth(listenOn: ListenAddress): Promise<{ udp: UdpSocket; tcp: Server }> {
  for (let left = TRIES; ; left--) {
    const udp = await bindUdp(listenOn)
    const tcp = createServer()
    tcp.listen(udp.address().port, listenOn.host)
    try {
      await once(tcp, 'listening')
      return { udp, tcp }
    } catch (error) {
      udp.close()
      if (listenOn.port !== 0 || left <= 1) throw error
    }
  }
}

/** Calls back for each message of a TCP stream: a length of two bytes, then the message (RFC 1035, section 4.2.2). */
function readMessages(socket: Socket, message: (bytes: Buffer) => void) {
  let rest = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
      const end = 2 + rest.readUInt16BE(0)
      message(rest.subarray(2, end))
      rest = rest.subarray(end)
    }
  })
}

export async function startDns({ zone, listenOn = { host: '127.0.0.1', port: 0 } }: DnsOptions): Promise<PracticeDns> {
  const { udp, tcp } = await bindBoth(listenOn)
  const questions: DnsQuestion[] = []
  const serverAddress = isIP(listenOn.host) === 0 || ['0.0.0.0', '::'].includes(listenOn.host) ? null : listenOn.host
  const answer = (bytes: Buffer, transport: 'udp' | 'tcp') =>
    answerQuery({ zone, serverAddress, onQuestion: (question) => questions.push(question) }, bytes, transport)

  udp.on('message', (bytes, from) => {
    const reply = answer(bytes, 'udp')
    if (reply) udp.send(reply, from.port, from.address)
  })
  const open = new Set<Socket>()
  tcp.on('connection', (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    // A resolver may close the connection at any time.
    socket.on('error', () => socket.destroy())
    readMessages(socket, (bytes) => {
      const reply = answer(bytes, 'tcp')
      if (!reply) return
      const length = Buffer.alloc(2)
      length.writeUInt16BE(reply.length)
      socket.write(Buffer.concat([length, reply]))
    })
  })
  return {
    host: listenOn.host,
    port: (tcp.address() as AddressInfo).port,
    questions,
    close: async () => {
      for (const socket of open) socket.destroy()
      await Promise.all([new Promise<void>((done) => udp.close(done)), new Promise((done) => tcp.close(done))])
    },
  }
}

// Sends one DNS question over UDP or TCP and receives its answer. Any other packet is ignored.
import { randomInt } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { connect, isIPv6 } from 'node:net'
import { type DecodedPacket, decode, encode, RECURSION_DESIRED } from 'dns-packet'
import { type DnsFault, type DnsQuestion, plainName } from '../../model/dns.ts'

/** Fits into one packet on every path, without fragments (DNS flag day 2020). */
const EDNS_SIZE = 1_232

export type ReplyPacket = DecodedPacket & { readonly rcode?: string }
export type Received = { readonly packet: ReplyPacket } | { readonly fault: DnsFault; readonly message: string }

/** One question as it is sent. */
export interface SentQuery {
  readonly question: DnsQuestion
  readonly id: number
  /** In the case in which it is sent. */
  readonly name: string
}

/** Each letter in the one case or the other: https://datatracker.ietf.org/doc/html/draft-vixie-dnsext-dns0x20-00 */
const mixedCase = (name: string): string =>
  [...name].map((letter) => (randomInt(2) === 0 ? letter.toLowerCase() : letter.toUpperCase())).join('')

const newQuery = (question: DnsQuestion): SentQuery => ({
  question,
  id: randomInt(0x10000),
  name: question.mixCase ? mixedCase(question.name) : question.name,
})

function encodeQuery({ question, id, name }: SentQuery, edns: boolean): Buffer {
  const { type, recursive } = question
  return encode({
    type: 'query',
    id,
    flags: recursive ? RECURSION_DESIRED : 0,
    questions: [{ name, type, class: question.class ?? 'IN' }],
    additionals: edns
      ? [
          {
            type: 'OPT',
            name: '.',
            udpPayloadSize: EDNS_SIZE,
            extendedRcode: 0,
            ednsVersion: 0,
            flags: 0,
            flag_do: false,
            options: [],
          },
        ]
      : [],
  })
}

/** @returns null when the packet is not the answer to this question: forged, late or malformed. */
export function decodeReply(bytes: Buffer, { question, id, name }: SentQuery): ReplyPacket | null {
  try {
    const packet: ReplyPacket = decode(bytes)
    const [asked] = packet.questions ?? []
    // A refusal may omit the question. A packet with answers must repeat it.
    const isOurs =
      asked === undefined
        ? (packet.answers?.length ?? 0) === 0 && packet.rcode !== 'NOERROR'
        : asked.type === question.type &&
          asked.class === (question.class ?? 'IN') &&
          (question.mixCase ? asked.name === name : plainName(asked.name) === plainName(name))
    return packet.id === id && packet.flag_qr && isOurs ? packet : null
  } catch {
    return null
  }
}

const faultOf = (error: NodeJS.ErrnoException): Received => ({
  fault: error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET' ? 'refused' : 'unreachable',
  message: error.message,
})

/** Uses a connected socket: the system then drops datagrams from other sources, and reports a port that nobody listens on. */
export function overUdp(question: DnsQuestion, edns: boolean, timeoutMs: number): Promise<Received> {
  const { server, localAddress } = question
  const query = newQuery(question)
  return new Promise((resolve) => {
    const socket: Socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4')
    let unreadable = false
    let ended = false
    const end = (received: Received) => {
      if (ended) return
      ended = true
      clearTimeout(timer)
      socket.close()
      resolve(received)
    }
    const timer = setTimeout(
      () =>
        end(
          unreadable
            ? { fault: 'malformed', message: 'the answer could not be read' }
            : { fault: 'timeout', message: `no answer within ${Math.round(timeoutMs)} ms` },
        ),
      timeoutMs,
    )
    socket.on('error', (error) => end(faultOf(error)))
    socket.on('message', (bytes) => {
      const packet = decodeReply(bytes, query)
      // The real answer may still come after a forged one.
      if (packet === null) unreadable = true
      else end({ packet })
    })
    socket.on('connect', () => {
      if (!ended) socket.send(encodeQuery(query, edns))
    })
    const connectSocket = () => {
      if (ended) return
      try {
        socket.connect(server.port, server.address)
      } catch (error) {
        end(faultOf(error as NodeJS.ErrnoException))
      }
    }
    if (localAddress === undefined) connectSocket()
    else socket.bind({ address: localAddress, exclusive: true }, connectSocket)
  })
}

/** Two bytes of length, then the message (RFC 1035, section 4.2.2). */
export function overTcp(question: DnsQuestion, edns: boolean, timeoutMs: number): Promise<Received> {
  const { server, localAddress } = question
  const query = newQuery(question)
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0)
    const end = (received: Received) => {
      clearTimeout(timer)
      resolve(received)
      socket.destroy()
    }
    const timer = setTimeout(
      () => end({ fault: 'timeout', message: 'no answer over TCP in time' }),
      Math.max(1, timeoutMs),
    )
    const to = { port: server.port, host: server.address, ...(localAddress === undefined ? {} : { localAddress }) }
    const socket = connect(to, () => {
      const message = encodeQuery(query, edns)
      const length = Buffer.alloc(2)
      length.writeUInt16BE(message.length)
      socket.write(Buffer.concat([length, message]))
    })
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk])
      if (bytes.length < 2 || bytes.length < 2 + bytes.readUInt16BE(0)) return
      const packet = decodeReply(bytes.subarray(2, 2 + bytes.readUInt16BE(0)), query)
      end(packet === null ? { fault: 'malformed', message: 'the answer over TCP could not be read' } : { packet })
    })
    socket.on('error', (error) => end(faultOf(error)))
    socket.on('end', () => end({ fault: 'refused', message: 'the server closed the connection without an answer' }))
  })
}

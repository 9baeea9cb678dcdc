// Answers one DNS query from the zone: bytes in, bytes out.
import { isIPv4 } from 'node:net'
import { type Answer, AUTHORITATIVE_ANSWER, decode, encode, type Packet, TRUNCATED_RESPONSE } from 'dns-packet'
import { plainName, type Zone, type ZoneRecord } from './live-zone.ts'

export interface DnsQuestion {
  readonly name: string
  readonly type: string
  readonly transport: 'udp' | 'tcp'
}

export interface DnsBackend {
  readonly zone: Zone
  /** The address that the zone's name servers have; null when the server does not listen on a single one. */
  readonly serverAddress: string | null
  readonly onQuestion: (question: DnsQuestion) => void
}

const RCODE = { formatError: 1, nameError: 3, notImplemented: 4, refused: 5 }
const PLAIN_UDP_SIZE = 512
const HEADER_SIZE = 12
/** What DNS shows for a proxied name: the proxy's own addresses. */
export const PROXY_ADDRESS = { A: '104.16.1.1', AAAA: '2606:4700::6810:101' }

/** A header without a body, for queries that cannot be read or are not served. */
function bareReply(bytes: Buffer, rcode: number): Buffer {
  const reply = Buffer.alloc(HEADER_SIZE)
  bytes.copy(reply, 0, 0, 2)
  reply[2] = 0x80 | ((bytes[2] ?? 0) & 0x79)
  reply[3] = rcode
  return reply
}

const soaOf = (zone: Zone, apex: string): Answer => ({
  type: 'SOA',
  name: apex,
  ttl: zone.ttl,
  data: {
    mname: `ns1.${apex}`,
    rname: `hostmaster.${apex}`,
    serial: zone.serial,
    refresh: 3_600,
    retry: 600,
    expire: 86_400,
    minimum: zone.ttl,
  },
})

const addressOf = (zone: Zone, name: string, { type, content, ttl, proxied }: ZoneRecord): Answer => ({
  type,
  name,
  ttl: ttl > 1 ? ttl : zone.ttl,
  data: proxied ? PROXY_ADDRESS[type] : content,
})

/** All records of a name, under the name as the query spells it. */
function recordsOf({ zone, serverAddress }: DnsBackend, apex: string, asked: string): Answer[] {
  const name = plainName(asked)
  const own: Answer[] = zone.records({ name }).map((record) => addressOf(zone, asked, record))
  if (name === apex)
    own.push({ ...soaOf(zone, apex), name: asked }, { type: 'NS', name: asked, ttl: zone.ttl, data: `ns1.${apex}` })
  if (name === `ns1.${apex}` && serverAddress !== null && own.length === 0) {
    own.push({ type: isIPv4(serverAddress) ? 'A' : 'AAAA', name: asked, ttl: zone.ttl, data: serverAddress })
  }
  return own
}

/** @returns null for what gets no reply: a reply, or less than a header */
export function answerQuery(backend: DnsBackend, bytes: Buffer, transport: 'udp' | 'tcp'): Buffer | null {
  const { zone } = backend
  if (bytes.length < HEADER_SIZE || ((bytes[2] ?? 0) & 0x80) !== 0) return null
  if (((bytes[2] ?? 0) & 0x78) !== 0) return bareReply(bytes, RCODE.notImplemented)
  let query: Packet
  try {
    query = decode(bytes)
  } catch {
    return bareReply(bytes, RCODE.formatError)
  }
  const [question, ...more] = query.questions ?? []
  if (!question || more.length > 0) return bareReply(bytes, RCODE.formatError)
  backend.onQuestion({ name: question.name, type: question.type, transport })

  const asked = query.additionals?.find((record) => record.type === 'OPT')
  const apex = zone.apexOf(question.name)
  const all = apex === null ? [] : recordsOf(backend, apex, question.name)
  const wanted = all.filter(({ type }) => question.type === type || (question.type as string) === 'ANY')
  const hasBelow = zone.records().some(({ name }) => name.endsWith(`.${plainName(question.name)}`))
  const exists = all.length > 0 || hasBelow
  const rcode = apex === null || (question.class ?? 'IN') !== 'IN' ? RCODE.refused : exists ? 0 : RCODE.nameError
  const served = rcode !== RCODE.refused && apex !== null
  const reply: Packet = {
    type: 'response',
    id: query.id ?? 0,
    // The response code is the lowest four bits of the flags.
    flags: ((query.flags ?? 0) & 0x0100) | (served ? AUTHORITATIVE_ANSWER : 0) | rcode,
    questions: [question],
    answers: served ? wanted : [],
    authorities: served && wanted.length === 0 ? [soaOf(zone, apex)] : [],
    additionals: asked
      ? [
          {
            type: 'OPT',
            name: '.',
            udpPayloadSize: 1_232,
            extendedRcode: 0,
            ednsVersion: 0,
            flags: 0,
            flag_do: false,
            options: [],
          },
        ]
      : [],
  }
  const encoded = encode(reply)
  const room = asked?.type === 'OPT' ? Math.max(asked.udpPayloadSize, PLAIN_UDP_SIZE) : PLAIN_UDP_SIZE
  if (transport === 'tcp' || encoded.length <= room) return encoded
  return encode({ ...reply, flags: (reply.flags ?? 0) | TRUNCATED_RESPONSE, answers: [], authorities: [] })
}

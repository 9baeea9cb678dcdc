// A resolver of the lab, on UDP port 53 of an address: honest, or broken in one of the ways in which a user's is.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv4, isIPv6 } from 'node:net'
import { type Answer, decode, encode, type Packet } from 'dns-packet'
import { answerQuery } from '../../servers/dns-answer.ts'
import type { Zone } from '../../servers/live-zone.ts'

export type ResolverBehaviour =
  | { readonly kind: 'honest' }
  /** Says of every name that it does not exist. */
  | { readonly kind: 'no-such-name' }
  /** Gives every name this one address, as a captive portal does. */
  | { readonly kind: 'one-address'; readonly address: string }
  /** Never answers. */
  | { readonly kind: 'silent' }
  /** Answers honestly, this late. */
  | { readonly kind: 'late'; readonly ms: number }

export interface ResolverOptions {
  readonly address: string
  /** The names of the practice internet, in lower case, with their addresses of both families. */
  readonly names: Readonly<Record<string, readonly string[]>>
  /** Names that this resolver knows otherwise than the rest of the world. */
  readonly own?: Readonly<Record<string, readonly string[]>>
  /** The provider's zone and its server's address; null where the resolver knows of none. */
  readonly zone: { readonly zone: Zone; readonly server: string } | null
  /** Makes IPv6 addresses for names that have only IPv4 ones (RFC 6147), such as "64:ff9b::". */
  readonly dns64?: string
}

export interface LabResolver {
  behave(behaviour: ResolverBehaviour): void
  own(name: string, addresses: readonly string[]): void
}

const NAME_ERROR = 3
const RECURSION_AVAILABLE = 0x0080
const TTL_S = 5

type Question = NonNullable<Packet['questions']>[number]

/** Marks the answer as a resolver's: not authoritative, recursion available (RFC 1035, section 4.1.1). */
function asResolver(answer: Buffer): Buffer {
  answer[2] = (answer[2] ?? 0) & ~0x04
  answer[3] = (answer[3] ?? 0) | 0x80
  return answer
}

/** The addresses that answer a question. */
function answersFor({ type, name }: Question, addresses: readonly string[], dns64: string | undefined): Answer[] {
  const ipv4 = addresses.filter(isIPv4)
  const ipv6 = addresses.filter(isIPv6)
  const made = ipv6.length === 0 && dns64 !== undefined ? ipv4.map((address) => `${dns64}${address}`) : ipv6
  if (type !== 'A' && type !== 'AAAA') return []
  return (type === 'A' ? ipv4 : made).map((data): Answer => ({ type, name, ttl: TTL_S, data }))
}

function reply(query: Packet, question: Question, answers: Answer[], rcode: number): Buffer {
  const flags = ((query.flags ?? 0) & 0x0100) | RECURSION_AVAILABLE | rcode
  return encode({ type: 'response', id: query.id ?? 0, flags, questions: [question], answers })
}

export async function startResolver(options: ResolverOptions): Promise<LabResolver> {
  const { address, names, zone, dns64 } = options
  const own = new Map(Object.entries(options.own ?? {}))
  let behaviour: ResolverBehaviour = { kind: 'honest' }
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')

  function honest(bytes: Buffer, query: Packet, question: Question): Buffer {
    const name = question.name.toLowerCase()
    const known = own.get(name) ?? names[name]
    if (known !== undefined) return reply(query, question, answersFor(question, known, dns64), 0)
    if (zone === null || zone.zone.apexOf(name) === null) return reply(query, question, [], NAME_ERROR)
    const backend = { zone: zone.zone, serverAddress: zone.server, onQuestion: () => {} }
    return asResolver(answerQuery(backend, bytes, 'udp') ?? reply(query, question, [], NAME_ERROR))
  }

  socket.on('message', (bytes, from) => {
    const query = decode(bytes)
    const [question] = query.questions ?? []
    if (question === undefined || behaviour.kind === 'silent') return
    const send = (answer: Buffer) => socket.send(answer, from.port, from.address)
    if (behaviour.kind === 'no-such-name') return send(reply(query, question, [], NAME_ERROR))
    if (behaviour.kind === 'one-address') {
      return send(reply(query, question, answersFor(question, [behaviour.address], undefined), 0))
    }
    const answer = honest(bytes, query, question)
    if (behaviour.kind === 'late') setTimeout(send, behaviour.ms, answer)
    else send(answer)
  })
  socket.bind(53, address)
  await once(socket, 'listening')
  return {
    behave: (next) => {
      behaviour = next
    },
    own: (name, addresses) => void own.set(name.toLowerCase(), addresses),
  }
}

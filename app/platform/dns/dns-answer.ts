// Turns a DNS message into the model's DnsAnswer: the addresses of the name in the question, its aliases and its zone.
import type { Answer, DecodedPacket, SoaData } from 'dns-packet'
import { parseAddress } from '../../model/address.ts'
import { type DnsAddress, type DnsAnswer, type DnsQuestion, plainName } from '../../model/dns.ts'

/** A longer chain of aliases is a loop or an attack. */
const LONGEST_CHAIN = 8

/** Only records of the name in the question and of its aliases count (RFC 2181, 5.4.1), and only those of its class. */
export function readDnsAnswer(
  packet: DecodedPacket & { readonly rcode?: string },
  question: Pick<DnsQuestion, 'name' | 'type' | 'class'>,
): DnsAnswer {
  const answers = (packet.answers ?? []).filter((record) => classOf(record) === (question.class ?? 'IN'))
  const name = plainName(question.name)
  const chain = followAliases(answers, name)
  const own = answers.filter((record) => record.type === 'NS' && plainName(record.name) === name)
  const soa = (packet.authorities ?? []).find((record) => record.type === 'SOA')
  return {
    ok: true,
    rcode: packet.rcode ?? 'NOERROR',
    authoritative: packet.flag_aa,
    addresses: addressesOf(answers, chain),
    ...(question.type === 'TXT' ? { texts: textsOf(answers, name) } : {}),
    alias: chain.name === name ? null : chain.name,
    nameServers: own.map((record) => plainName(String((record as { data: unknown }).data))),
    nameServersTtl: Math.min(...own.map(ttlOf), 86_400),
    zone: soa === undefined ? null : plainName(soa.name),
    negativeTtl: soa === undefined ? null : Math.min(ttlOf(soa), (soa as { data: SoaData }).data.minimum ?? 0),
  }
}

const ttlOf = (record: Answer): number => ('ttl' in record && typeof record.ttl === 'number' ? record.ttl : 0)

const classOf = (record: Answer): string => ('class' in record ? String(record.class ?? 'IN') : 'IN')

function textsOf(answers: readonly Answer[], name: string): string[] {
  return answers.flatMap((record) => {
    if (record.type !== 'TXT' || plainName(record.name) !== name) return []
    return [[record.data].flat().map(String).join('')]
  })
}

interface Chain {
  readonly name: string
  readonly ttl: number
}

function followAliases(answers: readonly Answer[], from: string): Chain {
  let chain: Chain = { name: from, ttl: Number.POSITIVE_INFINITY }
  for (let step = 0; step < LONGEST_CHAIN; step += 1) {
    const next = answers.find((record) => record.type === 'CNAME' && plainName(record.name) === chain.name)
    if (next === undefined || next.type !== 'CNAME') break
    chain = { name: plainName(next.data), ttl: Math.min(chain.ttl, ttlOf(next)) }
  }
  return chain
}

function addressesOf(answers: readonly Answer[], chain: Chain): DnsAddress[] {
  return answers.flatMap((record) => {
    if (record.type !== 'A' && record.type !== 'AAAA') return []
    if (plainName(record.name) !== chain.name) return []
    const parsed = parseAddress(String(record.data))
    return parsed === null
      ? []
      : [{ family: parsed.family, address: parsed.text, ttl: Math.min(ttlOf(record), chain.ttl) }]
  })
}

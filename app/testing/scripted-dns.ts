// Name servers for tests, as data: an answer for each server address and question. Any other question gets no answer.
import { parseAddress } from '../model/address.ts'
import type { DnsAnswer, DnsClient, DnsQuestion, DnsResult } from '../model/dns.ts'

export type Script = Readonly<
  Record<string, Partial<DnsAnswer> | readonly string[] | 'timeout' | 'refused' | 'unreachable'>
>

export interface ScriptedDns extends DnsClient {
  readonly asked: DnsQuestion[]
  /** "server name type" -> an answer, or just the addresses or name servers that it lists. */
  script: Script
  resolvers: string[]
}

const EMPTY: DnsAnswer = {
  ok: true,
  rcode: 'NOERROR',
  authoritative: true,
  addresses: [],
  alias: null,
  nameServers: [],
  nameServersTtl: 3_600,
  zone: null,
  negativeTtl: null,
}

export const addressList = (texts: readonly string[], ttl = 60): DnsAnswer['addresses'] =>
  texts.map((text) => {
    const parsed = parseAddress(text)
    if (parsed === null) throw new Error(`${text} is not an address`)
    return { family: parsed.family, address: parsed.text, ttl }
  })

export function createScriptedDns(script: Script = {}, resolvers: string[] = ['192.168.1.1']): ScriptedDns {
  const client: ScriptedDns = {
    asked: [],
    script,
    resolvers,
    ask: async (question): Promise<DnsResult> => {
      client.asked.push(question)
      const said = client.script[`${question.server.address} ${question.name} ${question.type}`] ?? 'timeout'
      if (typeof said === 'string') return { ok: false, fault: said, message: said }
      const authoritative = !question.recursive
      if (!Array.isArray(said)) return { ...EMPTY, authoritative, ...said }
      const texts = said as readonly string[]
      return question.type === 'NS'
        ? { ...EMPTY, authoritative, nameServers: texts }
        : { ...EMPTY, authoritative, addresses: addressList(texts) }
    },
    systemServers: () => client.resolvers.map((address) => ({ address, port: 53 })),
  }
  return client
}

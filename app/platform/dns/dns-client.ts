// The DNS client: UDP first, a second time when no answer comes, TCP when the answer is truncated (RFC 1035, 5452, 6891, 7766).
import { Resolver } from 'node:dns'
import { isIPv6 } from 'node:net'
import { performance } from 'node:perf_hooks'
import { DNS_PORT, type DnsClient, type DnsQuestion, type DnsServer } from '../../model/dns.ts'
import { readDnsAnswer } from './dns-answer.ts'
import { overTcp, overUdp, type Received } from './dns-transport.ts'

/** Timeout of one UDP query, and of the whole question. */
const UDP_TIMEOUT_MS = 2_000
const TIMEOUT_MS = 4_500
const UDP_TRIES = 2

export function createDnsClient(): DnsClient {
  return {
    ask: async (question) => {
      const deadline = performance.now() + (question.budgetMs ?? TIMEOUT_MS)
      const received = await exchange(question, deadline)
      if ('fault' in received) return { ok: false, ...received }
      return readDnsAnswer(received.packet, question)
    },
    // A new resolver each time: an old one keeps the servers of the network in which it was created.
    systemServers: () => new Resolver().getServers().map(parseServer),
  }
}

/** @param text as Node prints it: "192.0.2.1", "192.0.2.1:5353", "2001:db8::1", "fe80::1%eth0" or "[2001:db8::1]:5353" */
export function parseServer(text: string): DnsServer {
  const [, bracketed, bracketedPort] = /^\[(.+)\](?::(\d+))?$/.exec(text) ?? []
  if (bracketed !== undefined) return { address: bracketed, port: Number(bracketedPort ?? DNS_PORT) }
  if (isIPv6(text)) return { address: text, port: DNS_PORT }
  const [address = text, port] = text.split(':')
  return { address, port: Number(port ?? DNS_PORT) }
}

async function exchange(question: DnsQuestion, deadline: number): Promise<Received> {
  let edns = true
  let received: Received = { fault: 'timeout', message: 'no time was left for a query' }
  for (let tries = 0; tries < UDP_TRIES; ) {
    const left = deadline - performance.now()
    if (left <= 0) break
    received = await overUdp(question, edns, Math.min(UDP_TIMEOUT_MS, left))
    if ('packet' in received && received.packet.flag_tc) return overTcp(question, edns, deadline - performance.now())
    // Servers older than EDNS refuse a question with EDNS and answer one without it (RFC 6891, section 7).
    if (edns && 'packet' in received && (received.packet.rcode === 'FORMERR' || received.packet.rcode === 'NOTIMP')) {
      edns = false
      continue
    }
    if ('packet' in received || received.fault !== 'timeout') return received
    tries += 1
  }
  return received
}

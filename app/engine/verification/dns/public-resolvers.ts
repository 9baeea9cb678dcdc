// Resolvers that anybody may ask. Their answers are what much of the world sees.
import { type Family, recordType } from '../../../model/address.ts'
import { DNS_PORT, type DnsClient, type DnsResult } from '../../../model/dns.ts'

export interface PublicResolver {
  readonly name: string
  readonly address: string
  /** Asked instead when `address` is unreachable from this machine. */
  readonly ipv6?: string
  readonly port?: number
}

/** Three large operators: https://developers.cloudflare.com/1.1.1.1/, https://developers.google.com/speed/public-dns, https://quad9.net */
export const PUBLIC_RESOLVERS: readonly PublicResolver[] = [
  { name: 'Cloudflare', address: '1.1.1.1', ipv6: '2606:4700:4700::1111' },
  { name: 'Google', address: '8.8.8.8', ipv6: '2001:4860:4860::8888' },
  { name: 'Quad9', address: '9.9.9.9', ipv6: '2620:fe::fe' },
]

const BUDGET_MS = 5_000

/** @returns the result, and the address of the resolver that was asked */
export async function askResolver(
  dns: Pick<DnsClient, 'ask'>,
  { address, ipv6, port = DNS_PORT }: PublicResolver,
  hostname: string,
  family: Family,
): Promise<{ readonly address: string; readonly answer: DnsResult }> {
  const ask = async (at: string) => {
    const server = { address: at, port }
    const question = { server, name: hostname, type: recordType(family), recursive: true, budgetMs: BUDGET_MS } as const
    return { address: at, answer: await dns.ask(question) }
  }
  const result = await ask(address)
  return ipv6 !== undefined && !result.answer.ok && result.answer.fault === 'unreachable' ? ask(ipv6) : result
}

// Reads the answer of a server that tells the asker's address: exactly one address of the family, or the reason why not. Pure.
import { type Reason, reason } from '../../../contract/reason.ts'
import { type Family, parseAddress } from '../../../model/address.ts'
import type { DnsResult } from '../../../model/dns.ts'
import { specialPurposeReason } from '../publishable-reason.ts'
import type { DnsOperator } from './dns-operators.ts'

export interface DnsReading {
  readonly address: string | null
  readonly refused: Reason | null
  readonly detail: string | null
}

/**
 * @param server its name or address, shown to the user
 * @param result of the question that the operator's entry describes
 */
export function readDnsEcho(
  result: DnsResult,
  { type, isResolver }: Pick<DnsOperator, 'type' | 'isResolver'>,
  family: Family,
  server: string,
): DnsReading {
  const refuse = (refused: Reason, detail: string | null = null, address: string | null = null): DnsReading => ({
    address,
    refused,
    detail,
  })
  const operator = server
  if (!result.ok) return refuse(reason('echo-failed', { operator }), `${result.fault}: ${result.message}`)
  if (result.rcode !== 'NOERROR') return refuse(reason('echo-unusable', { operator }), result.rcode)
  // A resolver on the way that answers in the server's place tells its own address, and no authority.
  if (!isResolver && !result.authoritative) {
    return refuse(reason('echo-unusable', { operator }), 'the answer is not the server’s own')
  }
  if (result.alias !== null) return refuse(reason('echo-unusable', { operator }), 'the answer is an alias')
  const isText = type[family] === 'TXT'
  const found = isText ? (result.texts ?? []) : result.addresses.map(({ address }) => address)
  const addresses = found.map(parseAddress)
  // A text beside the address, such as a client's subnet, is put in by a resolver on the way.
  if (addresses.some((address) => address === null)) {
    return refuse(reason('echo-unusable', { operator }), 'the answer holds something else than an address')
  }
  const distinct = new Set(addresses.map((address) => address?.text))
  if (distinct.size > 1) return refuse(reason('echo-several', { operator, count: distinct.size }))
  const [address] = addresses
  if (address === undefined || address?.family !== family) {
    return refuse(reason('echo-no-address', { operator, family: family === 'ipv4' ? 'IPv4' : 'IPv6' }))
  }
  const special = specialPurposeReason(address.text)
  if (special !== null) return refuse(special, null, address.text)
  return { address: address.text, refused: null, detail: null }
}

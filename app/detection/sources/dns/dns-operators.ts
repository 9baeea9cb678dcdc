// Operators of DNS servers that answer with the address that a question came from.
import type { DNS_OPERATORS } from '../../../contract/address-sources.ts'
import type { Family } from '../../../model/address.ts'
import type { DnsQuestion, DnsType } from '../../../model/dns.ts'

export type DnsOperatorId = keyof typeof DNS_OPERATORS

export interface DnsOperator {
  readonly id: DnsOperatorId
  /** Spelt as in `echo-operators.ts`: a company has one vote. */
  readonly operator: string
  /** The operator's page about the servers or the question. */
  readonly docs: string
  /** Asked one after the other, by their addresses of the family in question: the answer is of that family then. */
  readonly servers: Readonly<Record<Family, readonly string[]>>
  readonly name: string
  readonly type: Readonly<Record<Family, DnsType>>
  readonly class: NonNullable<DnsQuestion['class']>
  /** A resolver: it is asked to find the answer. Otherwise the server of the zone itself has to answer. */
  readonly isResolver: boolean
  readonly mixCase: boolean
}

const both = (servers: readonly string[]): DnsOperator['servers'] => ({ ipv4: servers, ipv6: servers })

/** In the order in which they are asked. */
export const DNS_ECHO_OPERATORS: readonly DnsOperator[] = [
  {
    id: 'opendns',
    operator: 'OpenDNS',
    docs: 'https://www.opendns.com/setupguide/',
    servers: both(['resolver1.opendns.com', 'resolver2.opendns.com', 'resolver3.opendns.com', 'resolver4.opendns.com']),
    name: 'myip.opendns.com',
    type: { ipv4: 'A', ipv6: 'AAAA' },
    class: 'IN',
    isResolver: true,
    mixCase: true,
  },
  {
    id: 'google',
    operator: 'Google',
    docs: 'https://developers.google.com/speed/public-dns/docs/troubleshooting',
    servers: both(['ns1.google.com', 'ns2.google.com', 'ns3.google.com', 'ns4.google.com']),
    name: 'o-o.myaddr.l.google.com',
    type: { ipv4: 'TXT', ipv6: 'TXT' },
    class: 'IN',
    isResolver: false,
    mixCase: true,
  },
  {
    id: 'cloudflare',
    operator: 'Cloudflare',
    docs: 'https://developers.cloudflare.com/1.1.1.1/ip-addresses/',
    servers: {
      ipv4: ['1.1.1.1', '1.0.0.1'],
      ipv6: ['2606:4700:4700::1111', '2606:4700:4700::1001'],
    },
    name: 'whoami.cloudflare',
    type: { ipv4: 'TXT', ipv6: 'TXT' },
    class: 'CH',
    isResolver: true,
    mixCase: false,
  },
]

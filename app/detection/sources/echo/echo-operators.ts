// The echo services: each answers with the address that a request came from. Two endpoints of one operator are one vote.
// The user's own URLs replace the built-in services, and each counts as an operator.
import type { DetectionSettings } from '../../../contract/settings.ts'
import type { Family } from '../../../model/address.ts'

export interface EchoEndpoint {
  /** Who runs it. Each operator has one vote. */
  readonly operator: string
  /** Its host, shown to the user. */
  readonly name: string
  readonly url: string
}

export interface EchoOperator {
  readonly operator: string
  /** The operator's page about the service. */
  readonly docs: string
  readonly urls: Readonly<Record<Family, string>>
}

/**
 * The built-in services, in the order in which they are asked. Only as many are asked as an answer needs; where one fails,
 * the next one follows. With six operators four may fail and two can still agree. icanhazip.com is run by Cloudflare and
 * would add no vote.
 */
export const ECHO_OPERATORS: readonly EchoOperator[] = [
  {
    operator: 'ipify',
    docs: 'https://www.ipify.org',
    urls: { ipv4: 'https://api.ipify.org/', ipv6: 'https://api6.ipify.org/' },
  },
  {
    operator: 'Cloudflare',
    docs: 'https://developers.cloudflare.com/fundamentals/reference/cdn-cgi-endpoint/',
    urls: { ipv4: 'https://api.cloudflare.com/cdn-cgi/trace', ipv6: 'https://api.cloudflare.com/cdn-cgi/trace' },
  },
  {
    operator: 'Amazon Web Services',
    docs: 'https://checkip.amazonaws.com',
    urls: { ipv4: 'https://checkip.amazonaws.com/', ipv6: 'https://checkip.global.api.aws/' },
  },
  {
    operator: 'ident.me',
    docs: 'https://api.ident.me',
    urls: { ipv4: 'https://v4.ident.me/', ipv6: 'https://v6.ident.me/' },
  },
  {
    operator: 'deSEC',
    docs: 'https://desec.readthedocs.io/en/latest/dyndns/configure.html',
    urls: { ipv4: 'https://checkipv4.dedyn.io/', ipv6: 'https://checkipv6.dedyn.io/' },
  },
  {
    operator: 'nsupdate.info',
    docs: 'https://nsupdateinfo.readthedocs.io',
    urls: { ipv4: 'https://ipv4.nsupdate.info/myip', ipv6: 'https://ipv6.nsupdate.info/myip' },
  },
]

const builtIn = (family: Family): readonly EchoEndpoint[] =>
  ECHO_OPERATORS.map(({ operator, urls }) => ({ operator, name: new URL(urls[family]).host, url: urls[family] }))

const BUILT_IN: Readonly<Record<Family, readonly EchoEndpoint[]>> = { ipv4: builtIn('ipv4'), ipv6: builtIn('ipv6') }

/** An endpoint that the user names, as a separate operator. Text that is no URL fails when the endpoint is asked. */
export function ownEndpoint(url: string): EchoEndpoint {
  try {
    const { href, host } = new URL(url)
    return { operator: href, name: host, url: href }
  } catch {
    return { operator: url, name: url, url }
  }
}

/** The endpoints for a family: the user's, each once, or else the built-in ones. */
export function echoEndpoints(family: Family, echo: DetectionSettings['echo']): readonly EchoEndpoint[] {
  const own = echo[family]
  if (own === undefined) return BUILT_IN[family]
  const endpoints = own.map(ownEndpoint)
  return endpoints.filter((endpoint, index) => endpoints.findIndex(({ url }) => url === endpoint.url) === index)
}

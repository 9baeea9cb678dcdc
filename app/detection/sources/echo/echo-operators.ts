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

const IPIFY = 'ipify'
const CLOUDFLARE = 'Cloudflare'
const AMAZON = 'Amazon Web Services'
const IDENT_ME = 'ident.me'

/**
 * Asked in this order. With three operators one may fail and two can still agree. Sources: https://www.ipify.org,
 * https://developers.cloudflare.com/fundamentals/reference/cdn-cgi-endpoint/, https://checkip.amazonaws.com,
 * https://api.ident.me. icanhazip.com is run by Cloudflare and would add no vote.
 */
const BUILT_IN: Readonly<Record<Family, readonly EchoEndpoint[]>> = {
  ipv4: [
    { operator: IPIFY, name: 'api.ipify.org', url: 'https://api.ipify.org/' },
    { operator: CLOUDFLARE, name: 'api.cloudflare.com', url: 'https://api.cloudflare.com/cdn-cgi/trace' },
    { operator: AMAZON, name: 'checkip.amazonaws.com', url: 'https://checkip.amazonaws.com/' },
  ],
  ipv6: [
    { operator: IPIFY, name: 'api6.ipify.org', url: 'https://api6.ipify.org/' },
    { operator: CLOUDFLARE, name: 'api.cloudflare.com', url: 'https://api.cloudflare.com/cdn-cgi/trace' },
    { operator: IDENT_ME, name: 'v6.ident.me', url: 'https://v6.ident.me/' },
  ],
}

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

// SSDP's search and its answers (UPnP Device Architecture 2.0, section 1.3). Only what the gateway says of itself counts.

export const SSDP_PORT = 1900
export const SSDP_GROUP = '239.255.255.250'

/** Both versions of the Internet Gateway Device. A device of version 2 also answers to 1. */
export const GATEWAY_DEVICES = [
  'urn:schemas-upnp-org:device:InternetGatewayDevice:1',
  'urn:schemas-upnp-org:device:InternetGatewayDevice:2',
] as const

const MAX_BYTES = 2_048

/** @param host the address it is sent to: the group, or the gateway's own */
export function searchRequest(host: string, target: string): Uint8Array {
  const lines = [
    'M-SEARCH * HTTP/1.1',
    `HOST: ${host}:${SSDP_PORT}`,
    'MAN: "ssdp:discover"',
    'MX: 1',
    `ST: ${target}`,
    '',
    '',
  ]
  return new TextEncoder().encode(lines.join('\r\n'))
}

export interface SearchAnswer {
  /** Where the description is: plain http at the gateway itself. */
  readonly location: string
  /** Another one after each start of the device; null where it tells none. */
  readonly bootId: string | null
}

/** The header's value, without white space round it; the first one of several. Names count in any case. */
function headerOf(lines: readonly string[], name: string): string | null {
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon > 0 && line.slice(0, colon).trim().toLowerCase() === name) return line.slice(colon + 1).trim()
  }
  return null
}

/** @returns the URL as text when it is plain http at this very address; null for every other host, name or scheme */
export function urlAt(gateway: string, text: string, base?: string): string | null {
  try {
    const url = new URL(text, base)
    const isOwn = url.protocol === 'http:' && url.hostname === gateway && url.username === '' && url.password === ''
    return isOwn ? url.href : null
  } catch {
    return null
  }
}

/** @returns null when it is no answer to a search, or points anywhere but to the gateway */
export function readSearchAnswer(bytes: Uint8Array, gateway: string): SearchAnswer | null {
  if (bytes.length > MAX_BYTES) return null
  const [status = '', ...lines] = new TextDecoder('latin1').decode(bytes).split(/\r?\n/)
  if (!/^HTTP\/1\.[01] 200(?: |$)/i.test(status)) return null
  const location = urlAt(gateway, headerOf(lines, 'location') ?? '')
  if (location === null) return null
  return { location, bootId: headerOf(lines, 'bootid.upnp.org') ?? headerOf(lines, '01-nls') }
}

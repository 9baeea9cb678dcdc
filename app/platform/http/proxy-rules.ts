// Which proxy a URL takes: by the settings, by the environment, or by what the system's own rules answered. Pure.
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import type { NetworkSettings } from '../../contract/settings.ts'
import { FaultError } from './http-fault.ts'

/** A proxy that opens tunnels by CONNECT. */
export interface ProxyHop {
  readonly host: string
  readonly port: number
  /** It is reached over TLS. */
  readonly secure: boolean
  /** Value of Proxy-Authorization. A secret: it goes to the proxy alone, and into no message. */
  readonly authorization: string | null
}

/** Null is the direct way. Each is tried when the one before cannot be reached. */
export type ProxyRoute = readonly (ProxyHop | null)[]

/** Asked for each request that may take a proxy. Rejects with a FaultError where there is one that is not spoken. */
export type FindProxy = (url: URL) => Promise<ProxyRoute>

export const DIRECT: ProxyRoute = [null]
export const isDirect = (route: ProxyRoute): boolean => route.every((hop) => hop === null)

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }

/** @returns null when it is no http or https address */
export function readProxy(text: string): ProxyHop | null {
  let url: URL
  try {
    // As curl has it: without a scheme it is http.
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`)
  } catch {
    return null
  }
  const usual = DEFAULT_PORTS[url.protocol]
  if (usual === undefined || url.hostname === '') return null
  const port = url.port === '' ? usual : Number(url.port)
  const login = `${decodeURIComponentSafely(url.username)}:${decodeURIComponentSafely(url.password)}`
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port,
    secure: url.protocol === 'https:',
    authorization: login === ':' ? null : `Basic ${Buffer.from(login).toString('base64')}`,
  }
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * What Chromium answers for a URL, such as "PROXY proxy.example:3128; DIRECT".
 * https://developer.mozilla.org/docs/Web/HTTP/Guides/Proxy_servers_and_tunneling/Proxy_Auto-Configuration_PAC_file
 * @throws FaultError where there is a way, and none that is spoken: SOCKS
 */
export function readProxyList(text: string): ProxyRoute {
  const route = text.split(';').flatMap((entry): (ProxyHop | null)[] => {
    const [kind = '', place = ''] = entry.trim().split(/\s+/)
    if (/^direct$/i.test(kind)) return [null]
    if (!/^(?:proxy|http|https)$/i.test(kind)) return []
    const hop = readProxy(`${/^https$/i.test(kind) ? 'https' : 'http'}://${place}`)
    return hop === null ? [] : [hop]
  })
  if (route.length > 0) return route
  if (/\bsocks/i.test(text)) throw unspoken()
  return DIRECT
}

/** To go directly instead would be another way than the one that was asked for. */
const unspoken = (): FaultError =>
  new FaultError('other', 'The proxy is of a kind that Homeward does not speak: only http and https proxies are.')

/** This machine is never reached by a proxy. */
const isOwn = (host: string): boolean => host === 'localhost' || /^127\./.test(host) || host === '::1'

/**
 * Whether a host is one of those that need no proxy: "*", a name with its subdomains, an address, or a block of addresses, each
 * with a port where only that is meant.
 */
export function isExcepted(url: URL, exceptions: readonly string[]): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  const port = url.port === '' ? DEFAULT_PORTS[url.protocol] : Number(url.port)
  return isOwn(host) || exceptions.some((exception) => matches(host, port, exception.trim().toLowerCase()))
}

function matches(host: string, port: number | undefined, exception: string): boolean {
  if (exception === '') return false
  if (exception === '*') return true
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(exception)
  const named = /^([^:]+):(\d+)$/.exec(exception)
  const [, place = exception, only] = bracketed ?? named ?? []
  if (only !== undefined && Number(only) !== port) return false
  if (isIP(host) !== 0) return isInBlock(host, place)
  const name = place.replace(/^\*?\./, '')
  return host === name || host.endsWith(`.${name}`)
}

function isInBlock(host: string, block: string): boolean {
  try {
    const address = ipaddr.process(host)
    if (!block.includes('/')) return ipaddr.process(block).toString() === address.toString()
    const [network, bits] = ipaddr.parseCIDR(block)
    return network.kind() === address.kind() && address.match([network, bits] as never)
  } catch {
    return false
  }
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * HTTPS_PROXY, or else ALL_PROXY, except for what NO_PROXY names; in lower case, too, which comes first. HTTP_PROXY is for plain
 * http, which never takes a proxy here.
 * @throws FaultError for a proxy that is not spoken
 */
export function environmentProxy(url: URL, env: Environment): ProxyRoute {
  const read = (name: string) => env[name.toLowerCase()] || env[name.toUpperCase()] || ''
  const text = read('https_proxy') || read('all_proxy')
  if (text === '' || isExcepted(url, read('no_proxy').split(/[\s,]+/))) return DIRECT
  const proxy = readProxy(text)
  if (proxy === null) throw unspoken()
  return [proxy]
}

/** @returns null when the settings leave it to the system */
export function settingsProxy(url: URL, { proxy, noProxy = [] }: NetworkSettings): ProxyRoute | null {
  if (proxy === undefined || /^system$/i.test(proxy)) return null
  const hop = /^direct$/i.test(proxy) ? null : readProxy(proxy)
  return hop === null || isExcepted(url, noProxy) ? DIRECT : [hop]
}

// Finds the address in the answer of an echo service: plain text, key=value lines, JSON or a small HTML page. An address
// counts only as the whole of a line, of a value or of a text node. Part of something longer, such as a version or a
// hostname, is never an address.
import ipaddr from 'ipaddr.js'
import { type Family, type IpAddress, parseAddress } from '../../../model/address.ts'

/** A text that may be an address, and how well its label says so. The lowest rank in an answer decides alone. */
interface Value {
  readonly text: string
  readonly rank: number
}

/** `ip=…`, `"ip": …`, "Current IP address: …": the service names it as the answer. */
const NAMED = 0
/** A bare text, or a label that mentions an address. */
const LIKELY = 1
/** Any other JSON value. */
const UNNAMED = 2

const WHOSE = '(?:your|my|current|client|public|external|internet|wan|remote|source|visitor)*'
const ADDRESS_NAME = new RegExp(`^(?:the)?${WHOSE}(?:ip(?:v?[46])?(?:addr(?:ess)?)?|addr(?:ess)?|query|origin)(?:is)?$`)
const MENTIONS_ADDRESS = /(?:^|[^a-z])ip(?:v?[46])?(?![a-z])|ip_?addr|addr(?:ess)?(?![a-z])/i
/** Keys whose value is an address of somebody else, or no address at all. */
const OTHER_NAME = /version|server|host|gateway|router|proxy|resolver|dns|edge|node|peer|forward|agent|(?:^|_)via$/i

function rankOf(label: string, otherwise: number | null): number | null {
  if (ADDRESS_NAME.test(label.toLowerCase().replace(/[^a-z0-9]/g, ''))) return NAMED
  if (OTHER_NAME.test(label)) return null
  // "clientIp" becomes "client_Ip".
  return MENTIONS_ADDRESS.test(label.replace(/([a-z0-9])([A-Z])/g, '$1_$2')) ? LIKELY : otherwise
}

/** An IPv6 form of an IPv4 address (RFC 4291, section 2.5.5.2) is that IPv4 address: a dual-stack socket reports it so. */
function unmapped(address: IpAddress): IpAddress {
  if (address.family === 'ipv4') return address
  const parsed = ipaddr.IPv6.parse(address.text)
  return parsed.isIPv4MappedAddress() ? { family: 'ipv4', text: parsed.toIPv4Address().toString() } : address
}

/** Reads "11.22.33.44", "11.22.33.44:8080", "[2a0e:1111::1]" and "[2a0e:1111::1]:8080". */
function readAddress(text: string): IpAddress | null {
  // The deprecated "IPv4-compatible" form: the library takes it for the IPv4-mapped one.
  if (/^\[?::\d+\./.test(text)) return null
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1]
  const withPort = /^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/.exec(text)?.[1]
  const address = parseAddress(bracketed ?? withPort ?? text)
  return address === null ? null : unmapped(address)
}

/** Every address of a value. A list counts only when it holds nothing else. */
function readAddresses(text: string): IpAddress[] {
  const words = text
    .trim()
    .replace(/^(["'])(.*)\1;?$/, '$2')
    .split(/[\s,;]+/)
    .filter((word) => word !== '')
  const addresses = words.map(readAddress)
  return addresses.every((address) => address !== null) ? addresses : []
}

/** "ip=11.22.33.44", "Current IP Address: 11.22.33.44", and the first fields of "IPv4,11.22.33.44,v1.1". */
const LABELLED = /^(?<label>\D[^:：=]*?)[:：=](?<text>.*)$/
const CSV = /^(?<label>ipv[46]),(?<text>[^,]*)/i
const SENTENCE = /^(?<label>\D[^:：=]*?)\sis\s(?<text>.*?)\.?$/i

function valuesOfLine(line: string): Value[] {
  const text = line.replace(/&nbsp;|&#160;|&#xa0;/gi, ' ').trim()
  if (readAddresses(text).length > 0) return [{ text, rank: LIKELY }]
  return [LABELLED, CSV, SENTENCE].flatMap((form) => {
    const found = form.exec(text)?.groups
    const rank = rankOf(found?.label?.trim() ?? '', null)
    return rank === null ? [] : [{ text: found?.text ?? '', rank }]
  })
}

/** Text between tags; comments, scripts and styles hold none. */
const textNodes = (body: string): string[] =>
  body
    .replace(/<!--[\s\S]*?-->/g, '<!>')
    .replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, '<!>')
    .split(/<[a-z/!?][^>]*>/i)

/** No echo service nests its answer deeper. */
const MAX_DEPTH = 8

interface Depth {
  readonly key: string
  readonly depth: number
}

/** The texts of a JSON answer. Of several values that are named as the address, the outermost counts. */
function valuesOfJson(json: unknown, { key, depth }: Depth = { key: '', depth: 0 }): Value[] {
  if (typeof json === 'string') {
    const rank = key === '' ? LIKELY : rankOf(key, UNNAMED)
    if (rank === null) return []
    return [{ text: json, rank: rank === NAMED ? NAMED + depth / (MAX_DEPTH + 1) : rank }]
  }
  if (json === null || typeof json !== 'object' || depth === MAX_DEPTH) return []
  if (Array.isArray(json)) return json.flatMap((entry) => valuesOfJson(entry, { key, depth: depth + 1 }))
  return Object.entries(json).flatMap(([name, entry]) => valuesOfJson(entry, { key: name, depth: depth + 1 }))
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function valuesOf(body: string): Value[] {
  const json = /^\s*[[{"]/.test(body) ? parseJson(body) : undefined
  if (json !== undefined) return valuesOfJson(json)
  return textNodes(body).flatMap((node) => node.split(/\r\n?|\n/).flatMap(valuesOfLine))
}

/** Whether a text is at least meant as an address: "unknown" and a postal address are not. */
const isMeantAsAddress = ({ text }: Value): boolean =>
  readAddresses(text).length > 0 || (/\d/.test(text) && /[.:]/.test(text))

/**
 * Every distinct address of the family that the answer names, in canonical form and in the order of first mention. What the
 * service labels as the address counts alone, even if it cannot be read or is of the other family.
 */
export function addressesIn(body: string, family: Family): readonly string[] {
  const values = valuesOf(body).filter(isMeantAsAddress)
  const best = Math.min(...values.map(({ rank }) => rank))
  const addresses = values.filter(({ rank }) => rank === best).flatMap(({ text }) => readAddresses(text))
  return [...new Set(addresses.filter((address) => address.family === family).map(({ text }) => text))]
}

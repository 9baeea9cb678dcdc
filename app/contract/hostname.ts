// How hostnames are read as people type them, compared, and shown. Homeward keeps their ASCII form, as DNS does.
import { cleanPasted } from './pasted-text.ts'
import { decodePunycode } from './punycode.ts'

/** What people give in place of a hostname. The window has a sentence for each. */
export type HostnameMistake = 'url' | 'address' | 'user' | 'port' | 'several' | 'international' | 'long' | 'name'

export type HostnameReading =
  | { readonly ok: true; readonly hostname: string }
  /** `problem` follows the key or the field's name. It quotes nothing, since a misplaced value may be a secret. */
  | { readonly ok: false; readonly mistake: HostnameMistake; readonly problem: string }

const LONGEST = 253
/** RFC 1123 labels, with the underscore that some names have; a leading "*." for wildcards. The last label is no number. */
const FULL_HOSTNAME =
  /^(\*\.)?([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)+(?![0-9]+$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])$/

const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|\[?[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*\]?)$/i

const PROBLEMS: Readonly<Record<HostnameMistake, string>> = {
  url: 'must be a hostname alone, not a web address: leave out https:// and all after the name',
  address: 'must be a hostname, not an IP address',
  user: 'must be a hostname alone, without a user name',
  port: 'must be a hostname alone, without a port',
  several: 'must be one hostname without blanks or commas: each name is an entry of its own',
  international: 'is not a valid internationalised hostname',
  long: `must have at most ${LONGEST} characters`,
  name: 'must be a full hostname such as nas.example.org',
}

/** In the order in which they are looked for. */
const SIGNS: readonly (readonly [HostnameMistake, RegExp])[] = [
  ['url', /^[a-z][a-z0-9+.-]*:\/|[/\\?#]/i],
  ['address', ADDRESS],
  ['user', /@/],
  ['port', /:\d*$/],
  ['several', /[\s,;]/],
]

const refused = (mistake: HostnameMistake): HostnameReading => ({ ok: false, mistake, problem: PROBLEMS[mistake] })

/** @returns the ASCII form (UTS 46, as browsers do it) in lower case; null when there is none */
function toAscii(name: string): string | null {
  // A URL would decode it.
  if (name.includes('%')) return null
  try {
    const { hostname } = new URL(`http://${name}`)
    return /^[a-z0-9_.-]+$/.test(hostname) ? hostname : null
  } catch {
    return null
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with them
const isAscii = (text: string): boolean => /^[\u0000-\u007f]*$/.test(text)

/** Reads a hostname in any case, internationalised or not, with or without the final dot of a full DNS name. */
export function readHostname(typed: string): HostnameReading {
  const text = cleanPasted(typed)
  const [mistake] = SIGNS.find(([, sign]) => sign.test(text)) ?? []
  if (mistake !== undefined) return refused(mistake)
  const [, wildcard = '', name = ''] = /^(\*[.\u3002\uff0e\uff61])?(.*)$/s.exec(text) ?? []
  // An ASCII name is kept and shown as it was typed.
  const ascii = isAscii(name) ? name : toAscii(name)
  if (ascii === null) return refused('international')
  const hostname = `${wildcard === '' ? '' : '*.'}${ascii.replace(/\.$/, '')}`
  if (hostname.length > LONGEST) return refused('long')
  return FULL_HOSTNAME.test(hostname) ? { ok: true, hostname } : refused('name')
}

/** @returns the form that is kept; the text itself where it is no hostname */
export function keptHostname(typed: string): string {
  const reading = readHostname(typed)
  return reading.ok ? reading.hostname : typed
}

/** Hostnames are compared without case, as in DNS (RFC 4343). */
export const sameHostname = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/** @param hostname as it is kept */
export const isTypedHostname = (typed: string, hostname: string): boolean => sameHostname(keptHostname(typed), hostname)

const shownLabel = (label: string): string =>
  label.toLowerCase().startsWith('xn--') ? (decodePunycode(label.slice(4).toLowerCase()) ?? label) : label

/** @returns the hostname as people write it: "bücher.example" for "xn--bcher-kva.example" */
export function shownHostname(hostname: string): string {
  if (!/(^|\.)xn--/i.test(hostname)) return hostname
  const shown = hostname.split('.').map(shownLabel).join('.')
  // A label that does not encode back to itself stays in ASCII: it could look like another name.
  return toAscii(shown.replace(/^\*\./, '')) === hostname.replace(/^\*\./, '').toLowerCase() ? shown : hostname
}

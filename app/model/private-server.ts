// Whether a server's address says that it is in the user's own network. Pure: no name is looked up.
import { parseAddress } from './address.ts'
import { publishable } from './special-purpose.ts'

/** RFC 6761 and RFC 6762, RFC 8375, and the name that ICANN reserved for private use. */
const PRIVATE_SUFFIXES: readonly string[] = ['localhost', 'local', 'home.arpa', 'internal', 'lan']

/** @param url an account's own server */
export function isPrivateServer(url: string): boolean {
  const [, host = ''] = /^https?:\/\/(\[[^\]]*\]|[^/:?#]+)/i.exec(url) ?? []
  const name = host
    .replace(/^\[|\]$/g, '')
    .toLowerCase()
    .replace(/\.$/, '')
  if (name === '') return false
  if (parseAddress(name) !== null) return !publishable(name).ok
  return !name.includes('.') || PRIVATE_SUFFIXES.some((suffix) => name.endsWith(`.${suffix}`))
}

// Reads the text of a file or the output of a program: addresses, one a line, and nothing else. Pure.
import { type Reason, reason } from '../../contract/reason.ts'
import { type Family, parseAddress } from '../../model/address.ts'
import { specialPurposeReason } from './publishable-reason.ts'

export interface TextReading {
  readonly address: string | null
  readonly refused: Reason | null
}

/**
 * Exactly one address of the family has to stand there; one of the other family may stand beside it. Blank lines, a byte order
 * mark and either kind of line end are passed over. What is anything else makes the whole text unusable.
 * @param name of the program or file, shown to the user. The text itself is never shown.
 */
export function readAddressText(bytes: Uint8Array, family: Family, name: string): TextReading {
  const refuse = (refused: Reason, address: string | null = null): TextReading => ({ address, refused })
  const lines = linesOf(bytes)
  const addresses = lines?.map(parseAddress)
  if (addresses === undefined || addresses.includes(null)) return refuse(reason('text-other', { name }))
  const own = new Set(addresses.flatMap((address) => (address?.family === family ? [address.text] : [])))
  const [address] = own
  if (address === undefined) {
    return refuse(reason('echo-no-address', { operator: name, family: family === 'ipv4' ? 'IPv4' : 'IPv6' }))
  }
  if (own.size > 1) return refuse(reason('echo-several', { operator: name, count: own.size }))
  const special = specialPurposeReason(address)
  return special === null ? { address, refused: null } : refuse(special, address)
}

/** @returns null for what is no UTF-8 text */
function linesOf(bytes: Uint8Array): readonly string[] | null {
  if (bytes.includes(0)) return null
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return text
      .split(/\r\n?|\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '')
  } catch {
    return null
  }
}

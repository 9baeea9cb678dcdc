// Most services repeat the address they stored. One that repeats another address did not do what was asked.
import type { Failure } from '../../contract/failure.ts'
import { parseAddress } from '../../model/address.ts'
import type { HostAnswer } from '../../model/provider.ts'

/** What the text begins with: addresses in canonical form, and whether it goes on with a piece of one. */
export interface Echo {
  readonly addresses: readonly string[]
  /** An answer that was cut off ends in half an address. */
  readonly isBroken: boolean
}

/** Digits and dots, or hexadecimal digits and colons, as addresses are made of. */
const LIKE_AN_ADDRESS = /^(?:\d+\.[\d.]*|[0-9a-f]*:[0-9a-f:.]*)$/i

/** The literal addresses at the start of a text, separated by commas or blanks; a /prefix is dropped. */
export function readEcho(text: string): Echo {
  const addresses: string[] = []
  for (const token of text.split(/[\s,]+/).filter((part) => part !== '')) {
    const bare = token.replace(/\/\d{1,3}$/, '')
    const address = parseAddress(bare)
    if (address === null) return { addresses, isBroken: LIKE_AN_ADDRESS.test(bare) }
    addresses.push(address.text)
  }
  return { addresses, isBroken: false }
}

export const otherAddress = (detail: string | null): Failure => ({
  kind: 'unrecognised',
  code: 'other-address',
  detail,
  retryAt: null,
})

const isIpv6 = (address: string): boolean => address.includes(':')

/**
 * A success is believed for an address when nothing was repeated, or that address was and no other of its family. What is
 * repeated of the other family does not concern it: a name that holds both is often repeated whole.
 * @param detail the answer's words, redacted
 */
export function checkEcho(success: HostAnswer, text: string, address: string, detail: string | null): HostAnswer {
  const { addresses, isBroken } = readEcho(text)
  const own = parseAddress(address)?.text ?? ''
  const isRight =
    !isBroken &&
    (addresses.length === 0 || addresses.includes(own)) &&
    addresses.every((one) => one === own || isIpv6(one) !== isIpv6(own))
  return isRight ? success : { kind: 'failed', failure: otherAddress(detail) }
}

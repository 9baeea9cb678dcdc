// Compares the address that a service repeats in its reply with the one that was sent. A service that repeats another
// address did not store ours.
import type { Failure } from '../../contract/failure.ts'
import { parseAddress } from '../../model/address.ts'
import type { HostAnswer } from '../../model/provider.ts'

/** The addresses at the start of a text. */
export interface Echo {
  /** In canonical form. */
  readonly addresses: readonly string[]
  /** The text continues with a piece of an address, as a truncated reply does. */
  readonly isBroken: boolean
}

/** Digits and dots, or hexadecimal digits and colons: the characters of an address. */
const LIKE_AN_ADDRESS = /^(?:\d+\.[\d.]*|[0-9a-f]*:[0-9a-f:.]*)$/i

/** Reads the addresses at the start of a text, separated by commas or blanks; a /prefix is dropped. */
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
 * What a success means for an address. It is confirmed where the reply repeats this very address and no other of its family,
 * accepted where the reply repeats none, and a failure otherwise. Addresses of the other family do not matter: services often
 * repeat everything that a name holds.
 * @param success the confirmation
 * @param text the reply after its success code
 * @param detail the reply, redacted
 */
export function checkEcho(success: HostAnswer, text: string, address: string, detail: string | null): HostAnswer {
  const { addresses, isBroken } = readEcho(text)
  const own = parseAddress(address)?.text ?? ''
  if (!isBroken && addresses.length === 0) {
    const isUnchanged = success.kind === 'confirmed' && !success.changed
    return { kind: 'accepted', ...(isUnchanged ? { isUnchanged } : {}) }
  }
  const isRight =
    !isBroken && addresses.includes(own) && addresses.every((one) => one === own || isIpv6(one) !== isIpv6(own))
  return isRight ? success : { kind: 'failed', failure: otherAddress(detail) }
}

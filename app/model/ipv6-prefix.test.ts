// The arithmetic of prefixes against big integers, over random addresses and every prefix length.
import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { describe, expect, it } from 'vitest'
import { readSuffix } from '../contract/ipv6-suffix.ts'
import { compareByValue, eui64Suffix, isEui64, samePrefix, suffixText, withSuffix } from './ipv6-prefix.ts'

const ALL = (1n << 128n) - 1n
const anyAddress = fc.bigInt({ min: 0n, max: ALL })
const anyLength = fc.integer({ min: 1, max: 127 })
const hostMask = (prefixLength: number) => (1n << BigInt(128 - prefixLength)) - 1n

const textOf = (value: bigint): string => {
  const groups = Array.from({ length: 8 }, (_each, index) => Number((value >> BigInt(16 * (7 - index))) & 0xffffn))
  return new ipaddr.IPv6(groups).toRFC5952String()
}
const numberOf = (text: string): bigint =>
  ipaddr.IPv6.parse(text).parts.reduce((value, part) => (value << 16n) | BigInt(part), 0n)

/** With a seed of the time, which a failure prints. */
const holds = <T>(input: fc.Arbitrary<T>, check: (value: T) => void) =>
  fc.assert(fc.property(input, check), { numRuns: 2_000, seed: Date.now() })

describe('a suffix on a prefix', { timeout: 60_000 }, () => {
  it('keeps every bit of the prefix and every bit of the suffix, for each prefix length', () => {
    holds(fc.tuple(anyAddress, anyAddress, anyLength), ([own, host, prefixLength]) => {
      const end = host & hostMask(prefixLength)
      fc.pre(end !== 0n)
      const reading = readSuffix(`${textOf(end)}/${prefixLength}`)
      if (!reading.ok) throw new Error(reading.problem)
      const made = withSuffix(textOf(own), reading.suffix)
      expect(made).toBe(textOf((own & (ALL ^ hostMask(prefixLength))) | end))
      expect(samePrefix(made ?? '', textOf(own), prefixLength)).toBe(true)
      expect(readSuffix(suffixText(reading.suffix))).toEqual(reading)
    })
  })

  it('is refused when it has a bit of the prefix', () => {
    holds(fc.tuple(anyAddress, anyLength), ([host, prefixLength]) => {
      fc.pre(host > hostMask(prefixLength))
      expect(readSuffix(`${textOf(host)}/${prefixLength}`).ok).toBe(false)
    })
  })

  it('compares prefixes and addresses as numbers', () => {
    holds(fc.tuple(anyAddress, anyAddress, anyLength, fc.boolean()), ([one, random, prefixLength, isNear]) => {
      const other = isNear ? (one & (ALL ^ hostMask(prefixLength))) | (random & hostMask(prefixLength)) : random
      const shift = BigInt(128 - prefixLength)
      expect(samePrefix(textOf(one), textOf(other), prefixLength)).toBe(one >> shift === other >> shift)
      expect(Math.sign(compareByValue(textOf(one), textOf(other)))).toBe(one < other ? -1 : Number(one > other))
    })
  })

  it('takes no text that is no IPv6 address', () => {
    for (const text of ['', '11.22.33.44', 'fe80::1%eth0', 'nas.example.org', '[::1]']) {
      expect(withSuffix(text, { groups: [0, 0, 0, 0, 0, 0, 0, 1], prefixLength: 64 })).toBeNull()
      expect(samePrefix(text, '::1', 64)).toBe(false)
    }
  })
})

describe('an address made from a hardware address', () => {
  it('is that of RFC 4291 appendix A', () => {
    const suffix = eui64Suffix('34:56:78:9a:bc:de')
    expect(suffix && suffixText(suffix)).toBe('::3656:78ff:fe9a:bcde/64')
    expect(isEui64('2a0e:1111::3656:78ff:fe9a:bcde', '34:56:78:9a:bc:de')).toBe(true)
    expect(isEui64('2a0e:1111::3656:78ff:fe9a:bcdf', '34:56:78:9a:bc:de')).toBe(false)
  })

  it('has the bits of the hardware address, with the seventh one inverted', () => {
    holds(fc.uint8Array({ minLength: 6, maxLength: 6 }), (bytes) => {
      const mac = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(':')
      const number = [...bytes].reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)
      const low = ((((number >> 24n) << 16n) | 0xfffen) << 24n) | (number & 0xffffffn)
      const suffix = eui64Suffix(mac)
      if (suffix === null) throw new Error(`${mac} has no suffix`)
      expect(numberOf(withSuffix('2a0e:1111::', suffix) ?? '') & hostMask(64)).toBe(low ^ (1n << 57n))
    })
  })

  it('does not exist for hardware addresses of other lengths', () => {
    for (const mac of ['', '02:11:22:33:44', '02:11:22:33:44:55:66:77', 'nas']) expect(eui64Suffix(mac)).toBeNull()
  })
})

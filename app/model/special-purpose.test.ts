import ipaddr from 'ipaddr.js'
import { describe, expect, it } from 'vitest'
import {
  IPV4_SPECIAL_PURPOSE,
  IPV6_SPECIAL_PURPOSE,
  publishable,
  SPECIAL_PURPOSE_SOURCES,
  type SpecialPurposeBlock,
} from './special-purpose.ts'

const toNumber = (text: string): bigint =>
  ipaddr
    .parse(text)
    .toByteArray()
    .reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)

function toText(value: bigint, bits: 32 | 128): string {
  const bytes = Array.from({ length: bits / 8 }, (_, i) => Number((value >> BigInt(bits - 8 - 8 * i)) & 0xffn))
  return ipaddr.fromByteArray(bytes).toString()
}

function range(row: SpecialPurposeBlock): { first: bigint; last: bigint; bits: 32 | 128 } {
  const [network, length] = ipaddr.parseCIDR(row.block)
  const bits = network.kind() === 'ipv4' ? 32 : 128
  const first = toNumber(network.toString())
  return { first, last: first + (1n << BigInt(bits - length)) - 1n, bits }
}

// Worked out apart from the code under test: numbers compared as numbers, no prefix arithmetic on bytes.
function expected(value: bigint, table: readonly SpecialPurposeBlock[]): boolean {
  return table.every((row) => {
    const { first, last } = range(row)
    return value < first || value > last
  })
}

describe.each([
  ['ipv4', IPV4_SPECIAL_PURPOSE],
  ['ipv6', IPV6_SPECIAL_PURPOSE],
] as const)('the %s table', (_family, table) => {
  it.each(table.map((row) => [row.block, row] as const))('refuses the first, middle and last of %s', (_block, row) => {
    const { first, last, bits } = range(row)
    for (const value of [first, first + (last - first) / 2n, last]) {
      expect(publishable(toText(value, bits)), toText(value, bits)).toMatchObject({ ok: false })
    }
  })

  it.each(table.map((row) => [row.block, row] as const))(
    'judges the neighbours of %s by the table alone',
    (_b, row) => {
      const { first, last, bits } = range(row)
      for (const value of [first - 1n, last + 1n]) {
        if (value < 0n || value >= 1n << BigInt(bits)) continue
        expect(publishable(toText(value, bits)).ok, toText(value, bits)).toBe(expected(value, table))
      }
    },
  )

  it('has each block aligned to its prefix and named once', () => {
    for (const row of table) {
      const { first, last } = range(row)
      expect(first % (last - first + 1n), row.block).toBe(0n)
    }
    expect(new Set(table.map((row) => row.block)).size).toBe(table.length)
  })
})

describe('publishable', () => {
  it.each([
    '1.0.0.0',
    '9.255.255.255',
    '11.0.0.0',
    '11.22.33.44',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '169.253.255.255',
    '169.255.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '191.255.255.255',
    '192.0.1.0',
    '192.0.3.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '203.0.112.255',
    '203.0.114.0',
    '223.255.255.255',
  ])('lets %s through', (address) => {
    expect(publishable(address)).toEqual({ ok: true })
  })

  it.each([
    '2000::',
    '2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    '2001:200::1',
    '2001:db7:ffff::1',
    '2001:db9::1',
    '2003::1',
    '2620:4f:7fff::1',
    '2620:4f:8001::1',
    '2a0e:1111::1',
    '3ffe:ffff::1',
    '3fff:1000::1',
  ])('lets %s through', (address) => {
    expect(publishable(address)).toEqual({ ok: true })
  })

  it.each([
    ['192.0.0.9', '192.0.0.9/32'],
    ['192.0.0.200', '192.0.0.0/24'],
    ['255.255.255.255', '255.255.255.255/32'],
    ['2001:1::1', '2001:1::1/128'],
    ['2001:5::1', '2001::/23'],
    ['2001::1', '2001::/32'],
    ['::ffff:11.22.33.44', '::ffff:0:0/96'],
    ['fd12:3456::1', 'fc00::/7'],
    ['4000::1', '4000::/2'],
  ])('names the narrowest block for %s: %s', (address, block) => {
    expect(publishable(address)).toMatchObject({ ok: false, block })
  })

  it('lets no IPv6 address outside 2000::/3 through', () => {
    for (let top = 0; top < 0x100; top += 1) {
      const text = `${(top << 8).toString(16)}:1234::1`
      if (top >= 0x20 && top <= 0x3f) continue
      expect(publishable(text).ok, text).toBe(false)
    }
  })

  it('lets no IPv4 address through whose first octet is 0, 10, 127 or 224 and above', () => {
    for (const first of [0, 10, 127, ...Array.from({ length: 32 }, (_, i) => 224 + i)]) {
      expect(publishable(`${first}.7.7.7`).ok, String(first)).toBe(false)
    }
  })

  it.each(['', 'example.org', '1.2.3', '0x0b.22.33.44', '11.22.33.44/24', '2a0e:1111::1%eth0', ' 11.22.33.44'])(
    'refuses text that is not one literal: "%s"',
    (text) => {
      expect(publishable(text)).toEqual({ ok: false, block: text, name: 'not an address' })
    },
  )

  it('says where its rows come from', () => {
    expect(SPECIAL_PURPOSE_SOURCES.urls.every((url) => url.startsWith('https://www.iana.org/assignments/'))).toBe(true)
    expect(SPECIAL_PURPOSE_SOURCES.newestRow).toMatch(/^\d{4}-\d{2}$/)
  })
})

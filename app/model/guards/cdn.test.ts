import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { expect, it } from 'vitest'
import { reason } from '../../contract/reason.ts'
import { publishable } from '../special-purpose.ts'
import { cdnOf, judgeCdn } from './cdn.ts'
import { CDN_RANGES } from './cdn-ranges.ts'

const BLOCKS = CDN_RANGES.flatMap((range) => range.blocks.map((block) => ({ block, operator: range.operator })))
const bits = (address: string): bigint =>
  ipaddr
    .parse(address)
    .toByteArray()
    .reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
const text = (value: bigint, length: number): string => {
  const bytes = Array.from({ length }, (_, index) => Number((value >> BigInt(8 * (length - 1 - index))) & 255n))
  const parsed = ipaddr.fromByteArray(bytes)
  return parsed.kind() === 'ipv6' ? (parsed as ipaddr.IPv6).toRFC5952String() : parsed.toString()
}

it.each(BLOCKS)(
  '$block is $operator’s, from its first to its last address, and not the ones around it',
  ({ block, operator }) => {
    const [network = '', prefix = '0'] = block.split('/')
    const length = network.includes(':') ? 16 : 4
    const size = 1n << BigInt(8 * length - Number(prefix))
    const first = bits(network)
    expect(first % size).toBe(0n)
    expect(cdnOf(text(first, length))?.operator).toBe(operator)
    expect(cdnOf(text(first + size - 1n, length))?.operator).toBe(operator)
    for (const outside of [first - 1n, first + size]) {
      const isOther = BLOCKS.some(({ block: other }) => {
        const [start = '', bitsOfOther = '0'] = other.split('/')
        const sizeOfOther = 1n << BigInt(8 * length - Number(bitsOfOther))
        return start.includes(':') === (length === 16) && outside >= bits(start) && outside < bits(start) + sizeOfOther
      })
      expect(cdnOf(text(outside, length)) !== null).toBe(isOther)
    }
  },
)

it('agrees with plain arithmetic for any address', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const isIn = BLOCKS.some(({ block }) => {
        const [start = '', prefix = '0'] = block.split('/')
        if (start.includes(':')) return false
        const size = 1n << BigInt(32 - Number(prefix))
        return bits(address) / size === bits(start) / size
      })
      expect(cdnOf(address) !== null).toBe(isIn)
    }),
    { numRuns: 2_000 },
  )
})

it('holds the address and names the operator; passes any other; says nothing without an address', () => {
  const known = (address: string) => ({ kind: 'known', address, why: reason('echo-agreed') }) as const
  expect(judgeCdn(known('151.101.1.1'))).toEqual({
    ...{ guard: 'cdn', effect: 'hold' },
    why: reason('cdn-range', { address: '151.101.1.1', operator: 'Fastly' }),
  })
  expect(judgeCdn(known('2606:4700::1'))).toMatchObject({ effect: 'hold', why: { params: { operator: 'Cloudflare' } } })
  expect(judgeCdn(known('11.22.33.1'))).toMatchObject({ effect: 'pass', why: null })
  expect(judgeCdn({ kind: 'unknown', why: reason('echo-none') })).toBeNull()
  expect(cdnOf('no address')).toBeNull()
})

it('every operator has a page and a day, and ranges that could be published otherwise', () => {
  for (const { page, asOf, blocks } of CDN_RANGES) {
    expect(page).toMatch(/^https:\/\//)
    expect(asOf).toMatch(/^20\d\d-\d\d-\d\d$/)
    for (const block of blocks) expect(publishable(block.split('/')[0] ?? '').ok, block).toBe(true)
  }
})

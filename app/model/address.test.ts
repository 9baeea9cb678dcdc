import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { describe, expect, it } from 'vitest'
import { parseAddress, sameAddress } from './address.ts'

describe('an address', () => {
  it('is read as the library reads it, and in canonical form', () => {
    const like = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc
        .array(
          fc.constantFrom('0', '1', '9', '00', '25', '256', '010', '.', '..', ':', '::', 'f', ' ', '%eth0', '/24'),
          {
            maxLength: 9,
          },
        )
        .map((parts) => parts.join('')),
      fc.array(fc.integer({ min: -1, max: 300 }), { minLength: 3, maxLength: 5 }).map((parts) => parts.join('.')),
    )
    fc.assert(
      fc.property(like, (text) => {
        const read = parseAddress(text)
        if (ipaddr.IPv4.isValidFourPartDecimal(text)) expect(read).toEqual({ family: 'ipv4', text })
        else if (text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text)) {
          expect(read).toEqual({ family: 'ipv6', text: ipaddr.IPv6.parse(text).toRFC5952String() })
        } else expect(read).toBeNull()
      }),
      { numRuns: 2_000 },
    )
  })

  it.each(['01.2.3.4', '0x1.2.3.4', '1.2.3', '1.2.3.4.', '.1.2.3.4', '1.2.3.4 ', '1.2.3.256', '1..2.3', '١.2.3.4', ''])(
    '"%s" is none',
    (text) => {
      expect(parseAddress(text)).toBeNull()
    },
  )

  it('is the same however it is written', () => {
    expect(sameAddress('2A0E:1111:0::1', '2a0e:1111::1')).toBe(true)
    expect(sameAddress('11.22.33.1', '11.22.33.2')).toBe(false)
    expect(sameAddress(null, '11.22.33.1')).toBe(false)
  })
})

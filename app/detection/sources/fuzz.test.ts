// Hostile and damaged input for each parser of what services outside, programs and files say: 100,000 inputs each, half of them
// with a fixed seed, half with one drawn from the time, which a failure prints. The gateway's parsers have their own file.
import { AUTHORITATIVE_ANSWER, encode } from 'dns-packet'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../model/address.ts'
import type { DnsQuestion } from '../../model/dns.ts'
import { publishable } from '../../model/special-purpose.ts'
import { readDnsAnswer } from '../../platform/dns/dns-answer.ts'
import { decodeReply } from '../../platform/dns/dns-transport.ts'
import { addressValue, stunMessage, xorMapped } from '../../testing/stun-answer.ts'
import { readAddressText } from './address-text.ts'
import { DNS_ECHO_OPERATORS } from './dns/dns-operators.ts'
import { readDnsEcho } from './dns/read-dns-echo.ts'
import { readBindingAnswer } from './stun/wire/stun.ts'

const HALF = 50_000
const FIXED_SEED = 8_489

function withManyInputs<T>(input: fc.Arbitrary<T>, check: (value: T) => void): void {
  for (const seed of [FIXED_SEED, Date.now()]) fc.assert(fc.property(input, check), { numRuns: HALF, seed })
}

/** A valid message with some of its bytes replaced, cut off or repeated, or anything at all. */
function damaged(valid: readonly Uint8Array[]): fc.Arbitrary<Buffer> {
  const edits = fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { maxLength: 4 })
  const edited = fc
    .tuple(fc.constantFrom(...valid), edits, fc.nat(120), fc.boolean())
    .map(([bytes, all, size, isCut]) => {
      const copy = Buffer.alloc(isCut ? Math.min(size, bytes.length) : bytes.length + (size % 8 === 0 ? size : 0))
      copy.set(bytes.subarray(0, copy.length))
      for (const [at, value] of all) if (copy.length > 0) copy[at % copy.length] = value
      return copy
    })
  const anything = fc.uint8Array({ maxLength: 96 }).map((bytes) => Buffer.from(bytes))
  return fc.oneof({ arbitrary: edited, weight: 3 }, { arbitrary: anything, weight: 1 })
}

describe('a parser of what the world outside says', () => {
  it('takes any datagram for an answer of a STUN server, or for nothing', () => {
    const id = Uint8Array.from({ length: 12 }, (_, index) => index * 7)
    const valid = [
      stunMessage(id, [xorMapped('11.22.33.44', id)], { fingerprint: true }),
      stunMessage(id, [xorMapped('2a0e:1111::1', id), { type: 0x8022, value: [65, 66, 67] }]),
      stunMessage(id, [{ type: 1, value: addressValue('10.0.0.1', null) }, xorMapped('11.22.33.44', id)]),
      stunMessage(id, [{ type: 9, value: [0, 0, 4, 0] }], { type: 0x0111 }),
    ]
    let addresses = 0
    withManyInputs(damaged(valid), (bytes) => {
      const answer = readBindingAnswer(bytes, id)
      if (answer?.kind !== 'address') return
      addresses += 1
      expect(parseAddress(answer.address.text)).toEqual(answer.address)
      // Nothing but a whole success with this very transaction id is an answer.
      expect([bytes.readUInt16BE(0), bytes.readUInt32BE(4)]).toEqual([0x0101, 0x2112a442])
      expect([...bytes.subarray(8, 20)]).toEqual([...id])
    })
    expect(addresses).toBeGreaterThan(1_000)
  }, 120_000)

  it.each(DNS_ECHO_OPERATORS)(
    'reads one address of the family or none from any datagram in place of $operator’s',
    (operator) => {
      const question: DnsQuestion = {
        server: { address: '192.0.2.53', port: 53 },
        name: operator.name,
        type: operator.type.ipv4,
        class: operator.class,
        recursive: operator.isResolver,
      }
      const id = 4_711
      const asked = { name: operator.name, type: operator.type.ipv4, class: operator.class }
      const base = { id, type: 'response' as const, questions: [asked], flags: AUTHORITATIVE_ANSWER }
      const answer =
        operator.type.ipv4 === 'A'
          ? ({ type: 'A', name: operator.name, ttl: 0, data: '11.22.33.44' } as const)
          : ({ type: 'TXT', name: operator.name, ttl: 0, class: operator.class, data: '11.22.33.44' } as const)
      const alias = { type: 'CNAME', name: operator.name, ttl: 0, data: 'evil.example' } as const
      const valid = [
        encode({ ...base, answers: [answer] }),
        encode({ ...base, answers: [answer, answer] }),
        encode({ ...base, answers: [alias, { ...answer, name: 'evil.example' }] }),
        encode({ ...base, answers: [] }),
      ]
      let addresses = 0
      withManyInputs(damaged(valid), (bytes) => {
        const packet = decodeReply(bytes, { question, id, name: operator.name })
        if (packet === null) return
        const reading = readDnsEcho(readDnsAnswer(packet, question), operator, 'ipv4', 'server')
        if (reading.address === null || reading.refused !== null) return
        addresses += 1
        expect(parseAddress(reading.address)?.family).toBe('ipv4')
        expect(publishable(reading.address).ok).toBe(true)
        expect(packet.id).toBe(id)
        expect(operator.isResolver || packet.flag_aa).toBe(true)
      })
      expect(addresses).toBeGreaterThan(1_000)
    },
    240_000,
  )

  it('reads one address of the family or none from any output and any file', () => {
    const piece = fc.constantFrom(
      ...[
        '11.22.33.44',
        '2a0e:1111::1',
        '10.0.0.1',
        '::ffff:1.2.3.4',
        '1.2.3.4.5',
        '0x7f.1',
        '\ufeff',
        '\0',
        '\r',
        '\n',
      ],
      ...[' ', '\t', '#', 'ip=', '\u2028', '"', '999.1.1.1', '1.1.1.1', 'fe80::1%eth0', '\r\n', '1.2.3.4/24'],
    )
    const text = fc.array(
      fc.oneof({ arbitrary: piece, weight: 6 }, { arbitrary: fc.string({ maxLength: 3 }), weight: 1 }),
      {
        maxLength: 6,
      },
    )
    const bytes = fc.oneof(
      { arbitrary: text.map((pieces) => Buffer.from(pieces.join(''))), weight: 4 },
      { arbitrary: fc.uint8Array({ maxLength: 40 }).map((some) => Buffer.from(some)), weight: 1 },
    )
    withManyInputs(fc.tuple(bytes, fc.constantFrom('ipv4' as const, 'ipv6' as const)), ([some, family]) => {
      const { address, refused } = readAddressText(some, family, 'it')
      if (address === null || refused !== null) return
      expect(parseAddress(address)?.family).toBe(family)
      expect(publishable(address).ok).toBe(true)
      // Nothing was cut out of something longer.
      expect(
        some
          .toString('utf8')
          .split(/[\s\ufeff]+/)
          .some((word) => parseAddress(word)?.text === address),
      ).toBe(true)
    })
  }, 120_000)
})

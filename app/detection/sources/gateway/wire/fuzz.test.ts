// Hostile and damaged input for each parser of the gateway: 100,000 inputs each, half of them with a fixed seed, half with one
// drawn from the time, which a failure prints.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../../model/address.ts'
import {
  description,
  natPmpAnswer,
  pcpAnnouncement,
  searchAnswer,
  soapReply,
} from '../../../../testing/scripted-router.ts'
import { readEvent, readSubscribed } from './gena.ts'
import { readAddressReply, readDescription } from './igd.ts'
import { readNatPmp } from './nat-pmp.ts'
import { readPcpAnnouncement } from './pcp.ts'
import { readSearchAnswer } from './ssdp.ts'
import { readXml } from './xml.ts'

const GATEWAY = '192.168.1.1'
const HALF = 50_000
const FIXED_SEED = 6_886

function withManyInputs<T>(input: fc.Arbitrary<T>, check: (value: T) => void): void {
  for (const seed of [FIXED_SEED, Date.now()]) fc.assert(fc.property(input, check), { numRuns: HALF, seed })
}

/** A valid message with some of its bytes replaced, cut off or repeated, or anything at all. */
function damaged(valid: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const edits = fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 4 })
  const edited = fc
    .tuple(fc.constantFrom(...valid), edits, fc.nat(40), fc.boolean())
    .map(([bytes, all, size, isCut]) => {
      const copy = new Uint8Array(isCut ? Math.min(size, bytes.length) : bytes.length + (size % 8 === 0 ? size : 0))
      copy.set(bytes.subarray(0, copy.length))
      for (const [at, value] of all) if (copy.length > 0) copy[at % copy.length] = value
      return copy
    })
  return fc.oneof({ arbitrary: edited, weight: 3 }, { arbitrary: fc.uint8Array({ maxLength: 64 }), weight: 1 })
}

/** Pieces of markup in any order, and valid documents with pieces put in. */
function damagedText(valid: readonly string[]): fc.Arbitrary<string> {
  const piece = fc.constantFrom(
    '<!DOCTYPE a [<!ENTITY x "y">]>',
    '<!ENTITY % p SYSTEM "http://evil.example/x">',
    '&x;',
    '&#x41;',
    '&#99999999;',
    '<![CDATA[10.0.0.1]]>',
    '<?xml version="1.1"?>',
    '<a><a><a>',
    '</a>',
    '<service>',
    '<NewExternalIPAddress>11.22.33.44</NewExternalIPAddress>',
    '<controlURL>http://evil.example/</controlURL>',
    '<URLBase>http://evil.example/</URLBase>',
    '<__proto__>',
    '<constructor>x</constructor>',
    '\u0000',
    '\ud800',
    '-->',
    '<',
    '999.1.1.1',
  )
  const edits = fc.array(fc.tuple(fc.nat(1_000), fc.oneof(piece, fc.string({ maxLength: 3 })), fc.nat(20)), {
    maxLength: 3,
  })
  return fc.tuple(fc.constantFrom('', ...valid), edits).map(([text, all]) =>
    all.reduce((result, [at, put, drop]) => {
      const from = at % (result.length + 1)
      return result.slice(0, from) + put + result.slice(from + drop)
    }, text),
  )
}

const isIpv4 = (address: string) => parseAddress(address)?.family === 'ipv4'

describe('a parser of what a gateway sends', () => {
  const datagrams = [natPmpAnswer('11.22.33.44', 7), natPmpAnswer('0.0.0.0', 7), pcpAnnouncement(9)]

  it('takes any datagram for NAT-PMP, or for nothing', () => {
    withManyInputs(damaged(datagrams), (bytes) => {
      const answer = readNatPmp(bytes)
      if (answer?.kind !== 'address') return
      expect(isIpv4(answer.address)).toBe(true)
      expect([bytes.length, bytes[0], bytes[1], bytes[2], bytes[3]]).toEqual([12, 0, 128, 0, 0])
    })
  }, 60_000)

  it('takes any datagram for PCP’s announcement, or for nothing', () => {
    withManyInputs(damaged(datagrams), (bytes) => {
      const read = readPcpAnnouncement(bytes)
      if (read === null) return
      expect([bytes[0], bytes[1], bytes[3]]).toEqual([2, 128, 0])
      expect(read.epochS).toBeLessThan(2 ** 32)
    })
  }, 60_000)

  it('finds no other host than the gateway in any answer to a search', () => {
    const valid = [
      searchAnswer(`http://${GATEWAY}:5000/root.xml`),
      searchAnswer(`http://${GATEWAY}@evil.example/`),
      searchAnswer('http://192.168.1.10/'),
      searchAnswer(`http://${GATEWAY}.evil.example/`),
      searchAnswer(`https://${GATEWAY}/`),
      searchAnswer('http://3232235777/'),
    ]
    withManyInputs(damaged(valid), (bytes) => {
      const answer = readSearchAnswer(bytes, GATEWAY)
      if (answer !== null) expect(new URL(answer.location)).toMatchObject({ protocol: 'http:', hostname: GATEWAY })
    })
  }, 60_000)

  it('finds no other host than the gateway in any description', () => {
    const valid = [description(), description(`http://${GATEWAY}:80/c`), description('//evil.example/c')]
    withManyInputs(damagedText(valid), (text) => {
      for (const { controlUrl, eventUrl } of readDescription(text, `http://${GATEWAY}:5000/root.xml`, GATEWAY)) {
        expect(new URL(controlUrl)).toMatchObject({ protocol: 'http:', hostname: GATEWAY })
        if (eventUrl !== null) expect(new URL(eventUrl).hostname).toBe(GATEWAY)
      }
    })
  }, 120_000)

  it('reads one IPv4 address or none from any reply', () => {
    withManyInputs(damagedText([soapReply('11.22.33.44'), soapReply(''), soapReply('2a0e:1111::1')]), (text) => {
      const answer = readAddressReply(text)
      if (answer?.kind === 'address') expect(isIpv4(answer.address)).toBe(true)
    })
  }, 120_000)

  it('takes any headers for an event or a subscription, or for nothing', () => {
    const text = fc.oneof(
      fc.constantFrom('upnp:event', 'upnp:propchange', 'uuid:1', '0', '4294967295', 'Second-1800', 'Second-infinite'),
      fc.string({ maxLength: 12 }),
    )
    const headers = fc.dictionary(fc.constantFrom('sid', 'nt', 'nts', 'seq', 'timeout', 'callback'), text)
    withManyInputs(headers, (some) => {
      const event = readEvent(some)
      if (event !== null) expect(Number.isSafeInteger(event.seq)).toBe(true)
      const granted = readSubscribed(some)
      if (granted === null) return
      expect(granted.sid).toMatch(/^[\x21-\x7e]+$/)
      expect(granted.seconds).toBeGreaterThanOrEqual(60)
      expect(granted.seconds).toBeLessThanOrEqual(86_400)
    })
  }, 60_000)
})

describe('XML that means harm', () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">${Array.from(
    { length: 9 },
    (_, i) => `<!ENTITY ${'abcdefghij'[i + 1]} "${`&${'abcdefghij'[i]};`.repeat(10)}">`,
  ).join('')}]><b>&j;</b>`

  it.each([
    ['entities within entities', bomb],
    ['a file of this computer', '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>'],
    ['a document type of another host', '<!DOCTYPE a SYSTEM "http://evil.example/a.dtd"><a/>'],
    ['a thousand levels', '<a>'.repeat(1_000) + '</a>'.repeat(1_000)],
    ['ten thousand elements', `<a>${'<b/>'.repeat(10_000)}</a>`],
    ['more than 64 KiB', `<a>${' '.repeat(65_536)}</a>`],
    ['nothing', ''],
    ['a web page’s beginning', 'HTTP/1.1 200 OK'],
  ])('is refused: %s', (_what, text) => {
    expect(readXml(text)).toBeNull()
  })

  it('is read where it is only careless', () => {
    const text = '<root><device><friendlyName>Tom & Jerry</friendlyName><x>&nbsp;1</x></device></root>'
    expect(readXml(text)?.name).toBe('root')
  })

  it('gives elements no way to the prototype', () => {
    expect(readXml('<__proto__><constructor>x</constructor></__proto__>')).toEqual({
      name: '__proto__',
      text: '',
      children: [{ name: 'constructor', text: 'x', children: [] }],
    })
    expect(({} as Record<string, unknown>).text).toBeUndefined()
  })
})

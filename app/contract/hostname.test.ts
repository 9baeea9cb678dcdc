import { domainToASCII, domainToUnicode } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTypedHostname, keptHostname, readHostname, shownHostname } from './hostname.ts'
import { decodePunycode } from './punycode.ts'

const problemOf = (typed: string): string => {
  const reading = readHostname(typed)
  return reading.ok ? '' : reading.problem
}

describe('a hostname as it is typed', () => {
  it.each([
    ['nas.example.org', 'nas.example.org'],
    ['NAS.Example.org', 'NAS.Example.org'],
    ['nas.example.org.', 'nas.example.org'],
    ['\u00a0nas.example.org\u200b\r\n', 'nas.example.org'],
    ['*.example.org', '*.example.org'],
    ['_dmarc.example.org', '_dmarc.example.org'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.Example.', 'xn--bcher-kva.example'],
    ['*.Bücher.example', '*.xn--bcher-kva.example'],
    ['家.例え.jp', 'xn--fct.xn--r8jz45g.jp'],
    ['家。例え。jp。', 'xn--fct.xn--r8jz45g.jp'],
    ['ｎａｓ．example．org', 'nas.example.org'],
    ['faß.example', 'xn--fa-hia.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ])('%j is kept as %s', (typed, hostname) => {
    expect(readHostname(typed)).toEqual({ ok: true, hostname })
  })

  it.each([
    ['https://nas.example.org/', 'web address'],
    ['HTTPS://nas.example.org', 'web address'],
    ['nas.example.org/update?x=1', 'web address'],
    ['nas.example.org:8080', 'without a port'],
    ['bücher.example:443', 'without a port'],
    ['me@nas.example.org', 'without a user name'],
    ['11.22.33.44', 'not an IP address'],
    ['2a0e:1111::1', 'not an IP address'],
    ['[2a0e:1111::1]', 'not an IP address'],
    ['nas.example.org, cam.example.org', 'one hostname'],
    ['nas example.org', 'one hostname'],
    ['nas', 'full hostname'],
    ['', 'full hostname'],
    ['nas..example.org', 'full hostname'],
    ['-nas.example.org', 'full hostname'],
    ['nas.example.123', 'full hostname'],
    ['nas.*.example.org', 'full hostname'],
    ['bü%2fcher.example', 'internationalised'],
    ['bü%41cher.example', 'internationalised'],
    ['bü\u0000cher.example', 'internationalised'],
    [`${'a'.repeat(63)}.`.repeat(4).concat('example.org'), 'at most 253'],
  ])('%j is told as what it is: %s', (typed, words) => {
    expect(problemOf(typed)).toContain(words)
  })

  it('is never quoted', () => {
    expect(['https://canary/', 'canary', 'canary canary', 'ü canary%'].map(problemOf).join()).not.toContain('canary')
  })

  it('is found among the kept ones, however it is spelt', () => {
    expect(isTypedHostname('Bücher.EXAMPLE.', 'xn--bcher-kva.example')).toBe(true)
    expect(isTypedHostname('XN--BCHER-KVA.example', 'xn--bcher-kva.example')).toBe(true)
    expect(isTypedHostname('NAS.example.org.', 'nas.example.org')).toBe(true)
    expect(isTypedHostname('cam.example.org', 'nas.example.org')).toBe(false)
    expect(keptHostname('nobody')).toBe('nobody')
  })

  it('is read as Node reads it', () => {
    const label = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'abcäöüßéñ家例えдом한국ı') })
    fc.assert(
      fc.property(label, (text) => {
        const ascii = domainToASCII(`${text}.example`)
        const reading = readHostname(`${text}.example`)
        if (ascii === '') expect(reading.ok).toBe(false)
        else expect(reading).toEqual({ ok: true, hostname: ascii })
      }),
    )
  })
})

describe('a hostname as it is shown', () => {
  it.each([
    ['xn--bcher-kva.example', 'bücher.example'],
    ['*.XN--Bcher-kva.example', '*.bücher.example'],
    ['xn--fct.xn--r8jz45g.jp', '家.例え.jp'],
    ['NAS.example.org', 'NAS.example.org'],
    // Not what any name is written as.
    ['xn--example-.org', 'xn--example-.org'],
    ['xn--99999999.org', 'xn--99999999.org'],
    ['xn--a.org', 'xn--a.org'],
  ])('%s is shown as %s', (hostname, shown) => {
    expect(shownHostname(hostname)).toBe(shown)
  })

  it('leads back to the kept one, and is what Node shows', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }), (text) => {
        const hostname = domainToASCII(`${text}.example`)
        const reading = readHostname(hostname)
        // Node keeps a final dot, which Homeward takes off.
        fc.pre(reading.ok && reading.hostname === hostname)
        const shown = shownHostname(hostname)
        expect(keptHostname(shown)).toBe(hostname)
        expect(shown).toBe(domainToUnicode(hostname))
      }),
      { numRuns: 1_000 },
    )
  })

  it('is decoded without an error, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => ['string', 'object'].includes(typeof decodePunycode(text))))
  })
})

// What may follow "good" and "nochg" for the reply to count as a success.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AnswerOf, readReply } from './reply.ts'

const V4 = '11.22.33.4'
const V6 = '2a0e:1111::4'
const read = (body: string, sent: readonly string[] = [V4]): AnswerOf | null =>
  readReply(body, { hosts: 1, sent, now: 0, quote: (text) => text })
const kindOf = (body: string, address = V4, sent: readonly string[] = [address]): string | null => {
  const answer = read(body, sent)?.(0, address === V4 ? 'ipv4' : 'ipv6', address)
  if (answer === undefined) return null
  return answer.kind === 'failed' ? answer.failure.code : answer.kind
}

describe('a success code', () => {
  it('confirms with the address that was sent, also with the other family beside it', () => {
    for (const body of [`good ${V4}`, `nochg ${V4}/32`, `good ${V4},${V6}`]) {
      expect(kindOf(body), body).toBe('confirmed')
    }
    expect(kindOf('good 2A0E:1111:0:0:0:0:0:4', V6)).toBe('confirmed')
  })

  it('is only accepted where it names no address', () => {
    for (const body of ['good', 'GOOD\r\n', 'nochg', 'nochg nothing to do']) expect(kindOf(body), body).toBe('accepted')
  })

  it('does not count with another address of the same family, with none of it, or with half an address', () => {
    for (const body of ['good 11.22.33.5', `good ${V4},11.22.33.5`, `good ${V6}`, 'good 11.22.']) {
      expect(kindOf(body), body).toBe('other-address')
    }
  })

  it('does not count as the greeting of a sign-in page', () => {
    expect(kindOf('Good afternoon, please sign in')).toBe('unknown-word')
    expect(kindOf('good: everything')).toBe(null)
  })

  it('lets one family fail without the other', () => {
    const body = `good ${V4},2a0e:1111::dead`
    expect(kindOf(body, V4, [V4, V6])).toBe('confirmed')
    expect(kindOf(body, V6, [V4, V6])).toBe('other-address')
  })

  it('with 127.0.0.1 means a blocked client', () => {
    expect(kindOf('good 127.0.0.1')).toBe('good-127.0.0.1')
  })

  it('does not count in any text that continues with anything but an address', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.string().map((text) => `good ${text}`),
      fc.string().map((text) => `nochg${text}`),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const names = /^\s*(good|nochg)[\s,]+[^\r\n]*11\.22\.33\.4/i.test(text)
        const isValid = /^\s*(good\s*(\n|\r|$|[\s,]*11\.22\.33\.4)|nochg(\s|$))/i.test(text)
        const kind = kindOf(text)
        return (kind !== 'confirmed' || (names && isValid)) && (kind !== 'accepted' || isValid)
      }),
    )
  })
})

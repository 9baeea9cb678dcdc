// What must follow "good" and "nochg" for the word to be believed.
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

describe('a success word', () => {
  it('is believed alone, with the address sent, and with the other family beside it', () => {
    for (const body of [
      'good',
      'GOOD\r\n',
      `good ${V4}`,
      `nochg ${V4}/32`,
      `good ${V4},${V6}`,
      'nochg nothing to do',
    ]) {
      expect(kindOf(body), body).toBe('confirmed')
    }
    expect(kindOf('good 2A0E:1111:0:0:0:0:0:4', V6)).toBe('confirmed')
  })

  it('is not believed with another address of the same family, none of it, or half of one', () => {
    for (const body of ['good 11.22.33.5', `good ${V4},11.22.33.5`, `good ${V6}`, 'good 11.22.']) {
      expect(kindOf(body), body).toBe('other-address')
    }
  })

  it('is not believed as the greeting of a sign-in page', () => {
    expect(kindOf('Good afternoon, please sign in')).toBe('unknown-word')
    expect(kindOf('good: everything')).toBe(null)
  })

  it('lets one family fail without the other', () => {
    const body = `good ${V4},2a0e:1111::dead`
    expect(kindOf(body, V4, [V4, V6])).toBe('confirmed')
    expect(kindOf(body, V6, [V4, V6])).toBe('other-address')
  })

  it('means a blocked client where it comes with 127.0.0.1', () => {
    expect(kindOf('good 127.0.0.1')).toBe('good-127.0.0.1')
  })

  it('is believed of no text that goes on with anything but an address', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.string().map((text) => `good ${text}`),
      fc.string().map((text) => `nochg${text}`),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const isSound = /^\s*(good\s*(\n|\r|$|[\s,]*11\.22\.33\.4)|nochg(\s|$))/i.test(text)
        return kindOf(text) !== 'confirmed' || isSound
      }),
    )
  })
})

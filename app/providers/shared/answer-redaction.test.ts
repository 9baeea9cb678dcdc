import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { base64, percentEncoded } from '../../model/encoding.ts'
import type { ProviderAccount } from '../../model/provider.ts'
import { REDACTED } from '../../model/redaction.ts'
import { firstLine, redact } from './answer-redaction.ts'

const SECRET = 'a+b/ç&"d\' <e>'
const account: ProviderAccount = {
  id: 'home',
  endpoint: null,
  ca: null,
  allowPlainHttp: false,
  fields: { username: 'me' },
  secrets: { password: SECRET, unused: '' },
}
const withSecret = (secret: string): ProviderAccount => ({ ...account, secrets: { password: secret } })

describe('redaction', () => {
  it.each([
    ['as it is', SECRET],
    ['in other letters', SECRET.toUpperCase()],
    ['percent-encoded', encodeURIComponent(SECRET)],
    ['percent-encoded to the last sign', percentEncoded(SECRET)],
    ['percent-encoded in small hex', encodeURIComponent(SECRET).toLowerCase()],
    ['as a form value', new URLSearchParams({ '': SECRET }).toString().slice(1)],
    ['in JSON', JSON.stringify({ SECRET }).slice(11, -2)],
    ['in HTML', 'a+b/ç&amp;&quot;d&#39; &lt;e&gt;'],
    ['in base64', base64(SECRET)],
    ['as Basic', base64(`me:${SECRET}`)],
    ['as Basic without padding', base64(`me:${SECRET}`).replace(/=+$/, '')],
    ['as Basic without a user', base64(`:${SECRET}`)],
  ])('finds a secret %s', (_, form) => {
    expect(redact(`first\nbefore ${form} after\nlast`, account)).toBe(`first\n${REDACTED}\nlast`)
  })

  it.each(['latin1', 'utf16le'] as const)('finds a secret in a text that was %s instead of UTF-8', (encoding) => {
    const clean = redact(Buffer.from(`before ${SECRET} after`, encoding).toString('utf8'), account)
    expect(clean).toBe(REDACTED)
  })

  it('finds the pieces of a secret whose other characters were lost', () => {
    const russian = withSecret('start-Пароль-end')
    expect(redact('start-??????-end', russian)).toBe(REDACTED)
  })

  it('leaves nothing of a secret whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, unit: 'binary' }), (secret) => {
        const forms = [secret, percentEncoded(secret)].join(' | ')
        const clean = redact(`x ${forms} y`, withSecret(secret))
        return !clean.includes(secret) || REDACTED.includes(secret)
      }),
    )
  })

  it('removes the lines of all secrets, and no other line', () => {
    const two: ProviderAccount = { ...account, secrets: { a: 'abcd', b: 'wxyz-0123' } }
    expect(redact('one abcd\r\ntwo\nthree wxyz-0123 abcd', two)).toBe(`${REDACTED}\r\ntwo\n${REDACTED}`)
  })

  it('survives a secret that no URL can carry', () => {
    expect(redact('fine', withSecret('\ud800'))).toBe('fine')
  })
})

describe('the first line', () => {
  it('is the first that is not blank, printable and short; null where there is none', () => {
    expect(firstLine('\uFEFF\r\n \n nohost\tx\u0007 \nsecond', account)).toBe('nohost x')
    expect(firstLine(' \r\n', account)).toBeNull()
    const long = firstLine('y'.repeat(500), account)
    expect(long).toHaveLength(200)
    expect(long?.endsWith('…')).toBe(true)
  })

  it('is redacted before it is cut, so that no half of a secret stays', () => {
    const clean = firstLine(`${'y'.repeat(195)}${SECRET}`, account)
    expect(clean).toBe(REDACTED)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { base64, htmlEscaped, percentEncoded } from './encoding.ts'
import { createRedactor, REDACTED, secretForms } from './redaction.ts'

describe('redaction', () => {
  it('removes a registered value in every form in which it travels', () => {
    const redactor = createRedactor()
    const secret = 'p@ss "word"&ü'
    redactor.register(secret)
    const travelling = [
      secret,
      percentEncoded(secret),
      percentEncoded(secret).toLowerCase(),
      htmlEscaped(secret),
      base64(secret),
      base64(`:${secret}`).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
      encodeURIComponent(secret),
      encodeURIComponent(secret).replace(/%20/g, '+'),
      JSON.stringify({ x: secret }),
    ]
    for (const text of travelling) {
      const clean = redactor.redact(`before ${text} after`)
      expect(clean, text).toMatch(/^before .*\[redacted\].* after$/)
      expect(clean, text).not.toMatch(/word/i)
    }
  })

  it('keeps short values, which occur in ordinary words', () => {
    const redactor = createRedactor()
    redactor.register('1234')
    expect(redactor.redact('port 12345')).toBe('port 12345')
  })

  it.each([
    'https://u:canary99@host/path',
    'GET /update?domains=nas&token=canary99&ip=',
    'Authorization: Basic Y2FuYXJ5OTk6Y2FuYXJ5OTk=',
    '{"authorization":"Bearer canary99canary99"}',
    'password=canary99',
    'api_key: "canary99"',
    'HOMEWARD_SECRET_HOME_TOKEN=canary99',
    'x-auth-token=canary99; other',
    '-----BEGIN EC PRIVATE KEY-----\ncanary99\n-----END EC PRIVATE KEY-----',
    'jwt eyJcanary99xx.canary99.canary99',
  ])('knows a secret by its shape: %s', (text) => {
    const clean = createRedactor().redact(text)
    expect(clean).toContain(REDACTED)
    expect(clean).not.toMatch(/canary99|Y2FuYXJ5/)
  })

  it.each([
    'nas.example.org changed from 11.22.33.1 to 11.22.33.2',
    'settings.yaml, line 4: accounts[0].id is missing',
    'https://api.ipify.org/ answered in 12 ms',
    'The token was refused',
  ])('keeps ordinary text: %s', (text) => {
    expect(createRedactor().redact(text)).toBe(text)
  })

  it('redacts values at any depth and under keys such as "token", and survives cycles and errors', () => {
    const redactor = createRedactor()
    redactor.register('canary-value')
    const cyclic: Record<string, unknown> = {
      plain: 'a canary-value',
      token: 'short',
      nested: { apiKey: 'x', list: ['canary-value'] },
    }
    cyclic.self = cyclic
    cyclic.error = new Error('failed with canary-value', { cause: new Error('canary-value') })
    cyclic.big = 10n
    const text = JSON.stringify(redactor.redactValue(cyclic))
    expect(text).not.toMatch(/canary-value|"token":"short"|"apiKey":"x"/)
    expect(JSON.parse(text)).toMatchObject({
      plain: `a ${REDACTED}`,
      token: REDACTED,
      big: '10',
      error: { name: 'Error' },
    })
  })

  it('removes the longer of two secrets first', () => {
    const redactor = createRedactor()
    for (const secret of ['canary', 'canary-long']) redactor.register(secret)
    expect(redactor.redact('canary-long canary')).toBe(`${REDACTED} ${REDACTED}`)
  })

  it('knows the forms of a secret, longest first, with the users it is sent with', () => {
    const forms = secretForms('p&ss', ['me'])
    expect(forms).toEqual(expect.arrayContaining(['p&ss', 'p%26ss', 'p&amp;ss', base64('me:p&ss').replaceAll('=', '')]))
    expect([...forms].sort((a, b) => b.length - a.length)).toEqual(forms)
    expect(secretForms('')).toEqual([])
    expect(secretForms('\ud800').length).toBeGreaterThan(0)
  })

  it('leaves no registered value in any text', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 6, unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        (secret, before, after) => {
          fc.pre(!REDACTED.includes(secret))
          const redactor = createRedactor()
          redactor.register(secret)
          expect(redactor.redact(before + secret + after)).not.toContain(secret)
        },
      ),
      { numRuns: 500 },
    )
  })
})

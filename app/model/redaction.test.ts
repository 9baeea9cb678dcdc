import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { base64, htmlEscaped, percentEncoded } from './encoding.ts'
import { createRedactor, REDACTED } from './redaction.ts'

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
      expect(clean, text).toBe(REDACTED)
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
      plain: REDACTED,
      token: REDACTED,
      big: '10',
      error: { name: 'Error' },
    })
  })

  it('removes the whole line that holds a registered value, and keeps the others', () => {
    const redactor = createRedactor()
    for (const secret of ['canary', 'canary-long', 'two\nlines']) redactor.register(secret)
    expect(redactor.redact('one\r\ntwo canary-long canary\nthree')).toBe(`one\r\n${REDACTED}\nthree`)
    // It is in no line alone.
    expect(redactor.redact('before two\nlines after')).toBe(REDACTED)
  })

  it('finds a registered value under several layers of encodings', () => {
    const redactor = createRedactor()
    const secret = 'S3cr&t/"%41+ü'
    redactor.register(secret)
    const percent = encodeURIComponent(secret)
    const decimal = [...secret].map((character) => `&#${character.codePointAt(0)};`).join('')
    const hex = [...secret].map((character) => `&#x${character.codePointAt(0)?.toString(16)};`).join('')
    const unicode = [...secret].map((it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
    const bytes = Buffer.from(secret)
    const travelling = [
      decimal,
      hex.toUpperCase().replaceAll('&#X', '&#x'),
      decimal.replaceAll(';', '; ').replaceAll('; ', ';'),
      'S3cr&amp;t&sol;&quot;&percnt;41&plus;&uuml;',
      'S3cr&amp;t\\/\\"%41+\\u00fc',
      unicode,
      unicode.toUpperCase().replaceAll('\\U', '\\u'),
      encodeURIComponent(percent),
      encodeURIComponent(encodeURIComponent(percent)),
      htmlEscaped(htmlEscaped(secret)),
      JSON.stringify(JSON.stringify(percent)),
      encodeURIComponent(htmlEscaped(JSON.stringify(secret))),
      bytes.toString('hex'),
      bytes.toString('hex').toUpperCase(),
      [...bytes].map((byte) => `\\x${byte.toString(16)}`).join(''),
      ...['', 'a', 'ab', 'me:'].flatMap((before) => {
        const text = base64(`${before}${secret} and more`)
        return [text, text.replace(/=+$/, ''), text.replaceAll('+', '-').replaceAll('/', '_'), encodeURIComponent(text)]
      }),
      base64(`user:${secret}`).replaceAll('/', '\\/'),
    ]
    for (const text of travelling) expect(redactor.redact(`x=${text}&y`), text).toBe(REDACTED)
  })

  it('removes a line in which a secret shows by its shape once it is decoded', () => {
    const redactor = createRedactor()
    for (const text of [
      'GET /login?back=%2Fx%3Ftoken%3Dcanary99%26y',
      'said &#123;&quot;password&quot;:&quot;canary99&quot;&#125;',
      '{\\"api_key\\":\\"canary99\\"}',
    ]) {
      expect(redactor.redact(text)).toBe(REDACTED)
    }
    expect(redactor.redact('C:\\Users\\me\\nas.log is 100% full &c.')).toBe('C:\\Users\\me\\nas.log is 100% full &c.')
  })

  it('finds one of many secrets, and finds none where none is', () => {
    const redactor = createRedactor()
    for (let index = 0; index < 1_000; index += 1) redactor.register(`token-${index}-canary`)
    expect(redactor.redact('x token-777-canary y')).toBe(REDACTED)
    expect(redactor.redact('x token-1000-canary y token-')).toBe('x token-1000-canary y token-')
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

describe('the time of redaction', () => {
  /** CPU time, as the tests run beside others; the better of two. */
  function cpuMs(work: () => void): number {
    const times = [1, 2].map(() => {
      const before = process.cpuUsage()
      work()
      const { user, system } = process.cpuUsage(before)
      return (user + system) / 1_000
    })
    return Math.min(...times)
  }
  const hostile = [
    'a.',
    'eyJ-',
    'eyJaaaaaaaaa.',
    '%2525',
    '%',
    '&amp;',
    '&a',
    '\\u005c',
    '\\',
    'authorization ',
    'authorization:"',
    'token =',
    'x://',
    '-----BEGIN ',
    '-----BEGIN PRIVATE KEY-----',
    '-----BEGIN A PRIVATE KEY----- -----END A',
    'Y2FuYXJ5',
    '\n',
    'canar',
    ' ',
  ]

  /** A beginning that many ends are tried for, a long run, and an end that does not fit. */
  const fitted: readonly (readonly [string, string, string])[] = [
    ['authorization', ' ', ','],
    ['authorization:', ' ', ','],
    ['authorization: basic', ' ', ','],
    ['basic', ' ', '!'],
    ['?token=', ' ', ','],
    ['?token', '\t', ','],
    ['eyJaaaaaaaa.', 'a', '!'],
    ['eyJaaaaaaaa.a', '-', '.'],
    ['a.a.a.a.a.a.a.a.a.a.a://', 'x', ' '],
    ['-----BEGIN PRIVATE KEY-----', '-----END ', 'x'],
    ['-----BEGIN ', 'A ', 'PRIVATE KEY----'],
    ['&', 'a1', ';'],
    ['\\u00', '5c\\u00', '!'],
    ['canary-token-', 'canary-token-', '!'],
    ['c', 'canary-token-3', ''],
  ]

  it.each(fitted)(
    'grows with the length of a run amid other text: %j, %j, %j',
    (before, run, after) => {
      const redactor = createRedactor()
      for (let index = 0; index < 40; index += 1) redactor.register(`canary-token-${index}x`)
      const text = (bytes: number) => `${before}${run.repeat(Math.ceil(bytes / run.length))}${after}`
      const [small, large] = [text(128 * 1024), text(1024 * 1024)]
      const quick = cpuMs(() => redactor.redact(small))
      const slow = cpuMs(() => redactor.redact(large))
      expect(slow / Math.max(quick, 5)).toBeLessThan(24)
    },
    60_000,
  )

  it.each(hostile)(
    'grows with the length of the text, not with its square: %j',
    (part) => {
      const redactor = createRedactor()
      for (let index = 0; index < 40; index += 1) redactor.register(`canary-token-${index}`)
      const text = (bytes: number) => part.repeat(Math.ceil(bytes / part.length)).slice(0, bytes)
      const small = text(128 * 1024)
      const large = text(1024 * 1024)
      const quick = cpuMs(() => redactor.redact(small))
      const slow = cpuMs(() => redactor.redact(large))
      // Eight times the text: the square would be sixty-four times the time. The floor is for what is too quick to measure.
      expect(slow / Math.max(quick, 5)).toBeLessThan(24)
    },
    60_000,
  )
})

import { describe, expect, it } from 'vitest'
import { providerCode } from '../failure-codes.ts'
import { LOCALES } from '../locale.ts'
import { failureSentence } from './failure.ts'
import { quotableWords, quotedAnswer, wasSent } from './quoted-answer.ts'

const silent = { kind: 'network', code: 'timeout', detail: 'connect\n  ETIMEDOUT' } as const
const refused = { kind: 'credentials', code: providerCode('badauth'), detail: null } as const
const page = { kind: 'unrecognised', code: 'html', detail: '<h1>Sign in</h1>' } as const
const unsent = { kind: 'credentials', code: 'secret-missing', detail: 'token' } as const

it('quotes the words on one line, and the stable code where there are none', () => {
  expect(quotableWords(silent)).toBe('connect ETIMEDOUT')
  expect(quotableWords(refused)).toBe('badauth')
  expect(quotableWords({ kind: 'provider', code: 'http-503', detail: '' })).toBe('HTTP 503')
})

it('quotes nothing of a failure that was found before anything was sent', () => {
  expect(quotableWords(unsent)).toBeNull()
  expect([silent, refused, page, unsent].map(wasSent)).toEqual([true, true, true, false])
})

it.each(['quota', 'named-time'] as const)('quotes no word of our own as an answer (%s)', (code) => {
  const waits = { kind: 'throttled', code, detail: null } as const
  expect(quotableWords(waits)).toBeNull()
  expect(quotedAnswer('en', waits, '')).toBeNull()
})

describe.each(LOCALES)('in %s', (locale) => {
  it('calls the words of a network an error, and those of a provider an answer', () => {
    const [error, answer] = [quotedAnswer(locale, silent, ''), quotedAnswer(locale, refused, '')]
    expect(error).toContain('connect ETIMEDOUT')
    expect(answer).toContain('badauth')
    expect(error?.replace('connect ETIMEDOUT', '')).not.toBe(answer?.replace('badauth', ''))
  })

  it('says nothing twice', () => {
    expect(quotedAnswer(locale, page, failureSentence(locale, page))).toBeNull()
  })
})

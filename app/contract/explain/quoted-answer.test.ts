import { describe, expect, it } from 'vitest'
import { LOCALES } from '../locale.ts'
import { failureSentence } from './failure.ts'
import { lastAnswer, lastWords, wasSent } from './quoted-answer.ts'

const silent = { kind: 'network', code: 'timeout', detail: 'connect\n  ETIMEDOUT' } as const
const refused = { kind: 'credentials', code: 'badauth', detail: null } as const
const page = { kind: 'unrecognised', code: 'html', detail: '<h1>Sign in</h1>' } as const
const unsent = { kind: 'credentials', code: 'secret-missing', detail: 'token' } as const

it('quotes what was heard on one line, and the stable code where nothing was said', () => {
  expect(lastWords(silent)).toBe('connect ETIMEDOUT')
  expect(lastWords(refused)).toBe('badauth')
  expect(lastWords({ kind: 'provider', code: 'http-503', detail: '' })).toBe('HTTP 503')
})

it('quotes nothing of a failure that was found before anything was sent', () => {
  expect(lastWords(unsent)).toBeNull()
  expect([silent, refused, page, unsent].map(wasSent)).toEqual([true, true, true, false])
})

it.each(['quota', 'named-time'])('quotes no word of our own as an answer (%s)', (code) => {
  const waits = { kind: 'throttled', code, detail: null } as const
  expect(lastWords(waits)).toBeNull()
  expect(lastAnswer('en', waits, '')).toBeNull()
})

describe.each(LOCALES)('in %s', (locale) => {
  it('calls the words of a network an error, and those of a provider an answer', () => {
    const [error, answer] = [lastAnswer(locale, silent, ''), lastAnswer(locale, refused, '')]
    expect(error).toContain('connect ETIMEDOUT')
    expect(answer).toContain('badauth')
    expect(error?.replace('connect ETIMEDOUT', '')).not.toBe(answer?.replace('badauth', ''))
  })

  it('says nothing twice', () => {
    expect(lastAnswer(locale, page, failureSentence(locale, page))).toBeNull()
  })
})

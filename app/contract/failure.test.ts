import { describe, expect, it } from 'vitest'
import { failureScope } from './failure.ts'

describe('the scope of a failure', () => {
  it.each(['other-address', 'missing-line', 'no-outcome'])('is the name where %s was answered', (code) => {
    expect(failureScope({ kind: 'unrecognised', code })).toBe('record')
    expect(failureScope({ kind: 'account', code })).toBe('account')
  })

  it.each(['html', 'empty', 'unknown-word', 'redirect', 'too-large'])(
    'is the account where %s was answered',
    (code) => {
      expect(failureScope({ kind: 'unrecognised', code })).toBe('account')
    },
  )

  it('goes by the kind otherwise', () => {
    expect(failureScope({ kind: 'hostname', code: 'nohost' })).toBe('record')
    expect(failureScope({ kind: 'throttled', code: 'http-429' })).toBe('account')
  })

  describe('of a word about one host', () => {
    const words = ['dnserr', 'abuse', 'w30m', 'w86400s'] as const
    const kindOf = { dnserr: 'provider', abuse: 'blocked', w30m: 'throttled', w86400s: 'throttled' } as const

    it.each(words)('is the name where %s was said of it and another name fared differently', (code) => {
      const failure = { kind: kindOf[code], code }
      expect(failureScope(failure, [{ failure: null }, { failure }])).toBe('record')
      expect(failureScope(failure, [{ failure }, { failure: { code: 'nohost' } }])).toBe('record')
    })

    it.each(words)('is the account where %s was said of every name, or of the only one', (code) => {
      const failure = { kind: kindOf[code], code }
      expect(failureScope(failure, [{ failure }, { failure }])).toBe('account')
      expect(failureScope(failure, [{ failure }])).toBe('account')
      expect(failureScope(failure)).toBe('account')
    })
  })

  it.each([
    ['credentials', 'badauth'],
    ['account', 'badagent'],
    ['account', '!donator'],
    ['provider', '911'],
    ['throttled', 'http-429'],
    ['blocked', 'good-127.0.0.1'],
  ] as const)('stays the account where the word is about it (%s: %s), whoever else was confirmed', (kind, code) => {
    expect(failureScope({ kind, code }, [{ failure: null }, { failure: { code } }])).toBe('account')
  })
})

import { describe, expect, it } from 'vitest'
import { affectedBy, mayHaveBeenApplied } from './failure.ts'
import { OUR_CODES, providerCode, rulesOfCode } from './failure-codes.ts'

describe('what a failure affects', () => {
  it.each(['other-address', 'missing-line', 'no-outcome'] as const)('is the name for %s', (code) => {
    expect(affectedBy({ kind: 'unrecognised', code })).toBe('record')
    expect(affectedBy({ kind: 'account', code })).toBe('account')
  })

  it.each(['html', 'empty', 'unknown-word', 'redirect', 'too-large'] as const)('is the account for %s', (code) => {
    expect(affectedBy({ kind: 'unrecognised', code })).toBe('account')
  })

  it('goes by the kind otherwise', () => {
    expect(affectedBy({ kind: 'hostname', code: providerCode('nohost') })).toBe('record')
    expect(affectedBy({ kind: 'throttled', code: 'http-429' })).toBe('account')
  })

  describe('of a return code about one host', () => {
    const words = ['dnserr', 'abuse', 'w30m', 'w86400s'] as const
    const kindOf = { dnserr: 'provider', abuse: 'blocked', w30m: 'throttled', w86400s: 'throttled' } as const

    it.each(words)('is the name where one name got %s and another fared differently', (code) => {
      const failure = { kind: kindOf[code], code: providerCode(code) }
      expect(affectedBy(failure, [{ failure: null }, { failure }])).toBe('record')
      expect(affectedBy(failure, [{ failure }, { failure: { code: providerCode('nohost') } }])).toBe('record')
    })

    it.each(words)('is the account where every name got %s, or the only one', (code) => {
      const failure = { kind: kindOf[code], code: providerCode(code) }
      expect(affectedBy(failure, [{ failure }, { failure }])).toBe('account')
      expect(affectedBy(failure, [{ failure }])).toBe('account')
      expect(affectedBy(failure)).toBe('account')
    })
  })

  it.each([
    ['credentials', 'badauth'],
    ['account', 'badagent'],
    ['account', '!donator'],
    ['provider', '911'],
    ['throttled', 'http-429'],
    ['blocked', 'good-127.0.0.1'],
  ] as const)('stays the account where the code is about it (%s: %s), whoever else was confirmed', (kind, word) => {
    const code = providerCode(word)
    expect(affectedBy({ kind, code }, [{ failure: null }, { failure: { code } }])).toBe('account')
  })
})

describe('an update that failed may have been applied', () => {
  it.each([
    ['network', 'timeout', true],
    ['network', 'reset', true],
    ['network', 'http-408', true],
    ['network', 'refused', false],
    ['network', 'dns', false],
    ['network', 'tls', false],
    ['provider', 'http-502', true],
    ['provider', providerCode('911'), false],
    ['unrecognised', 'html', true],
    ['unrecognised', providerCode('never-seen'), true],
    ['unrecognised', 'http-418', false],
    ['unrecognised', 'redirect', false],
    ['credentials', providerCode('badauth'), false],
    ['account', 'plain-http', false],
  ] as const)('%s %s: %s', (kind, code, expected) => {
    expect(mayHaveBeenApplied({ kind, code, detail: null, retryAt: null })).toBe(expected)
  })

  it('not when the provider named a time', () => {
    expect(mayHaveBeenApplied({ kind: 'provider', code: 'http-503', detail: null, retryAt: 1 })).toBe(false)
  })
})

describe('a code of ours', () => {
  it('is known by its own name only, not by a word that JavaScript gives every object', () => {
    expect(rulesOfCode('constructor')).toBeNull()
    expect(rulesOfCode('quota')?.words).toBe('none')
  })

  it('quotes no reply where nothing was sent', () => {
    const unsent = Object.entries(OUR_CODES).filter(([, rules]) => !rules.sent)
    expect(unsent.length).toBeGreaterThan(0)
    for (const [, rules] of unsent) expect(rules.inDoubt).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { FAILURE_KINDS } from '../failure.ts'
import { providerCode } from '../failure-codes.ts'
import { LOCALES } from '../locale.ts'
import { en } from '../messages/en/index.ts'
import { failureSentence } from './failure.ts'

describe.each(LOCALES)('a failure in %s', (locale) => {
  it('has a sentence for every kind, even when its code is new', () => {
    const texts = FAILURE_KINDS.map((kind) =>
      failureSentence(locale, { kind, code: providerCode('never-heard-of'), detail: null }),
    )
    for (const text of texts) expect(text).toMatch(/[.。]$/)
    expect(new Set(texts).size).toBe(FAILURE_KINDS.length)
  })

  it('has a sentence of its own for every code the catalogue names', () => {
    for (const kind of FAILURE_KINDS) {
      const general = failureSentence(locale, { kind, code: providerCode('never-heard-of'), detail: null })
      for (const code of Object.keys(en.failure[kind])) {
        if (code === 'other') continue
        expect(failureSentence(locale, { kind, code: providerCode(code), detail: null })).not.toBe(general)
      }
    }
  })
})

it('takes a code whatever its case', () => {
  expect(failureSentence('en', { kind: 'credentials', code: providerCode('KO'), detail: null })).toContain('DuckDNS')
})

it('is not fooled by a code that is a word of JavaScript', () => {
  const text = failureSentence('en', { kind: 'network', code: providerCode('constructor'), detail: null })
  expect(text).toBe(en.failure.network.other)
})

it('quotes the provider where its words help, and only there', () => {
  const detail = 'Your plan has expired'
  expect(failureSentence('en', { kind: 'account', code: providerCode('x'), detail })).toContain(`"${detail}"`)
  expect(failureSentence('zh-CN', { kind: 'unrecognised', code: providerCode('x'), detail })).toContain(`“${detail}”`)
  expect(failureSentence('en', { kind: 'hostname', code: 'http-400', detail })).toContain(`"${detail}"`)
  expect(failureSentence('en', { kind: 'network', code: 'timeout', detail: 'ETIMEDOUT' })).not.toContain('ETIMEDOUT')
})

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
})

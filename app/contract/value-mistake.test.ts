import { describe, expect, it } from 'vitest'
import { valueMistake } from './value-mistake.ts'

const token = { holds: 'token' } as const

describe('the value of a field', () => {
  it.each(['"abc"', "'abc'", '`abc`', 'abc,', ',abc', 'abc;', '“abc”', '„abc“', '«abc»', '"abc', 'abc"'])(
    'is refused where a token stands in something else: %s',
    (value) => {
      expect(valueMistake(token, value)).toBe('quoted')
      expect(valueMistake({}, value)).toBeNull()
    },
  )

  it('is refused for what is not seen inside a token, and for a line break inside anything', () => {
    expect(valueMistake(token, 'ab\u200bc')).toBe('unseen')
    expect(valueMistake({}, 'ab\u200bc')).toBeNull()
    for (const value of ['a\nb', 'a\u0000b', 'a\u2028b', 'a\ud800b']) expect(valueMistake({}, value)).toBe('control')
  })

  it('is refused for a colon in a user name, which ends it', () => {
    expect(valueMistake({ holds: 'user-name' }, 'me:too')).toBe('colon')
    expect(valueMistake({ holds: 'user-name' }, 'me@example.org')).toBeNull()
  })

  it('is fine otherwise', () => {
    for (const value of ['3f1c-9a', 'a"b,c', 'abc=', '']) expect(valueMistake(token, value)).toBeNull()
    expect(valueMistake({}, 'pass: "word",')).toBeNull()
  })
})

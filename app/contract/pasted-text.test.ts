import { describe, expect, it } from 'vitest'
import { cleanPasted } from './pasted-text.ts'

describe('a pasted value', () => {
  it.each([
    '\ufeff',
    '\u00a0',
    '\u200b',
    '\u200d',
    '\u2060',
    '\u00ad',
    '\u202f',
    '\u3000',
    ' \t\r\n',
    '\u200e',
    '\u001a',
    '\u2028',
  ])('loses %j round it, and keeps it inside', (unseen) => {
    expect(cleanPasted(`${unseen}${unseen}p${unseen}w${unseen}`)).toBe(`p${unseen}w`)
    expect(cleanPasted(unseen)).toBe('')
  })

  it('keeps everything that can be seen, at its ends as well', () => {
    for (const text of ['"quoted"', ',;', 'ü家é', '🔑', '=', '']) expect(cleanPasted(text)).toBe(text)
  })
})

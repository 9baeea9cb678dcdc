import { describe, expect, it } from 'vitest'
import { closingLines, emptyResult, single, sum } from './summary.mjs'

describe('the end of a test run', () => {
  it('sums the stages and ends with the line that scripts read', () => {
    const total = sum([single('types', true), { ...emptyResult(), passed: 4 }, single('lint', false)])
    expect(closingLines(total).at(-1)).toBe('5 passed, 1 failed, 0 skipped')
    expect(closingLines(total)).toContain('  lint')
  })

  it('lists skipped tests under their reason', () => {
    const skipped = [
      { name: 'a', reason: 'needs root; run: sudo npm test' },
      { name: 'b', reason: 'needs root; run: sudo npm test' },
    ]
    const lines = closingLines({ ...emptyResult(), skipped })
    expect(lines).toEqual(
      expect.arrayContaining([
        '  needs root; run: sudo npm test',
        '    - a',
        '    - b',
        '0 passed, 0 failed, 2 skipped',
      ]),
    )
  })
})

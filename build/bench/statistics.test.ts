import { describe, expect, it } from 'vitest'
import { median, percentile, rounded } from './statistics.ts'

describe('percentiles', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i)

  it('are measured values, by nearest rank', () => {
    expect(percentile(hundred, 0.5)).toBe(50)
    expect(percentile(hundred, 0.95)).toBe(95)
    expect(percentile([7], 0.95)).toBe(7)
  })

  it('give the middle of an even number of values as the median', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(median([3, 1, 2])).toBe(2)
  })

  it('do not exist without values', () => {
    expect(() => percentile([], 0.5)).toThrow('no values')
  })

  it('are rounded', () => expect(rounded(1.26)).toBe(1.3))
})

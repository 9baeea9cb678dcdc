import { expect, it } from 'vitest'
import { minutesUntilTomorrow } from './pause-length.ts'

it('reaches to eight o’clock of the next day, late in the evening as early in the night', () => {
  expect(minutesUntilTomorrow(new Date(2026, 2, 1, 23, 0))).toBe(9 * 60)
  expect(minutesUntilTomorrow(new Date(2026, 2, 1, 0, 30))).toBe(31 * 60 + 30)
})

it('rounds up, so that it never ends before eight', () => {
  expect(minutesUntilTomorrow(new Date(2026, 2, 1, 23, 59, 30))).toBe(8 * 60 + 1)
})

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { momentOf, PAUSE_CASES, PAUSE_ZONE } from '../testing/pause-cases.ts'
import { minutesUntilTomorrow } from './until-tomorrow.ts'

describe('a pause until tomorrow morning', () => {
  beforeEach(() => void vi.stubEnv('TZ', PAUSE_ZONE))
  afterEach(() => void vi.unstubAllEnvs())

  it.each(PAUSE_CASES)('chosen at %s ends at 8 o’clock of the next day', (_when, parts, minutes) => {
    const now = momentOf(parts)
    expect(minutesUntilTomorrow(now)).toBe(minutes)
    const end = new Date(now.getTime() + minutes * 60_000)
    expect([end.getHours(), end.getMinutes()]).toEqual([8, 0])
    expect(end.getDay()).toBe((now.getDay() + 1) % 7)
  })
})

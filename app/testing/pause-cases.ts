// When "until tomorrow morning" is chosen, and how many minutes it must last: the same for window, tray and function.

/** The clocks of this zone go forward on 29 March 2026 and back on 25 October 2026. */
export const PAUSE_ZONE = 'Europe/Berlin'

/** What the clock shows, the arguments of `new Date` for it, and the minutes until 8 o'clock of the next day. */
export const PAUSE_CASES = [
  ['22:00', [2026, 4, 1, 22, 0], 600],
  ['07:00', [2026, 4, 1, 7, 0], 1_500],
  ['08:00', [2026, 4, 1, 8, 0], 1_440],
  ['00:30', [2026, 4, 1, 0, 30], 1_890],
  ['30 seconds before midnight', [2026, 4, 1, 23, 59, 30], 481],
  ['the last evening of a year', [2026, 11, 31, 20, 0], 720],
  ['the evening before the clocks go forward', [2026, 2, 28, 22, 0], 540],
  ['the evening before the clocks go back', [2026, 9, 24, 22, 0], 660],
] as const satisfies readonly [string, readonly [number, number, number, number, number, number?], number][]

export type PauseCase = (typeof PAUSE_CASES)[number]

/** Only after the zone is set: a Date reads it when it is made. */
export const momentOf = ([year, month, day, hour, minute, second]: PauseCase[1]): Date =>
  new Date(year, month, day, hour, minute, second ?? 0)

// How long the pause "until tomorrow morning" lasts. Window and tray both use it, so that they mean the same.

/** 8 o'clock, local time: the user is up again. */
const MORNING_HOUR = 8

/**
 * @param now the present moment
 * @returns minutes until 8 o'clock of the next calendar day in the local time zone, rounded up: 481 in the last minute
 *   before midnight, 1,920 at midnight, an hour more or less where summer time begins or ends before then.
 */
export function minutesUntilTomorrow(now: Date): number {
  const morning = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, MORNING_HOUR)
  return Math.ceil((morning.getTime() - now.getTime()) / 60_000)
}

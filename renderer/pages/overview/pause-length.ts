// How long "until tomorrow morning" is, in whole minutes. Pure: the present moment is a parameter.
const MORNING_HOUR = 8

/** Minutes until eight o'clock of the next calendar day, in the user's own zone; always from 1 to about 1,920. */
export function minutesUntilTomorrow(now: Date): number {
  const morning = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, MORNING_HOUR)
  return Math.ceil((morning.getTime() - now.getTime()) / 60_000)
}

// The stored reading of both clocks, as text.
import type { ClockReading } from '../model/store.ts'

export const CLOCK_READING = 'clock-reading'

export const textOf = ({ wall, boot }: ClockReading): string => `${Math.round(wall)} ${Math.round(boot)}`

/** @returns null when there is no reading, or an unreadable one */
export function readingOf(text: string | undefined): ClockReading | null {
  const [wall = Number.NaN, boot = Number.NaN] = (text ?? '').split(' ').map(Number)
  return Number.isFinite(wall) && Number.isFinite(boot) ? { wall, boot } : null
}

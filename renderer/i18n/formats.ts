// Times and numbers in the form that a language uses. Pure: the present moment is a parameter.
import type { Locale } from '../../app/contract/locale.ts'
import { closestLocale } from '../../app/contract/locale.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export interface Formats {
  /** "3 minutes ago", "in 2 hours", "now". */
  ago(at: string, now: number): string
  /** Date and time to the second, in the local time zone. */
  exact(at: string): string
  /** Hour and minute; with the date unless it is today. */
  moment(at: string, now: number): string
  /** The time that is left: "4:05" below an hour, "2 hr 5 min" above; null once `until` has passed. */
  left(until: string, now: number): string | null
  /** A number of seconds in its two largest units: "6 days 23 hr". */
  span(seconds: number): string
  /** Several items in one sentence: "a and b". */
  list(parts: readonly string[]): string
  /** A short duration in milliseconds: "120 ms", "1.2 sec". */
  took(milliseconds: number): string
}

/** The user's regional form of the language, such as en-GB, if the system has one. It decides the order of day and month. */
export function formattingTag(locale: Locale, preferred: readonly string[]): string {
  const language = locale.slice(0, 2)
  return preferred.find((tag) => tag.toLowerCase().startsWith(language) && closestLocale(tag) === locale) ?? locale
}

/** Chinese joins two items without spaces. Our text puts spaces between Chinese characters and Latin letters or digits. */
const spaced = ({ type, value }: { readonly type: string; readonly value: string }): string =>
  type === 'literal' && /^\p{Script=Han}+$/u.test(value) ? ` ${value} ` : value

export function formatsFor(tag: string): Formats {
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' })
  const exact = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'medium' })
  const clock = new Intl.DateTimeFormat(tag, { timeStyle: 'short' })
  const day = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' })
  const unit = (value: number, name: string, digits = 0) =>
    new Intl.NumberFormat(tag, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    }).format(value)

  const span = (seconds: number): string => {
    const steps: [string, number][] = [
      ['day', DAY / SECOND],
      ['hour', HOUR / SECOND],
      ['minute', MINUTE / SECOND],
      ['second', 1],
    ]
    const parts: string[] = []
    let rest = Math.max(0, Math.round(seconds))
    for (const [name, size] of steps) {
      const whole = Math.floor(rest / size)
      if (whole > 0 && parts.length < 2) parts.push(unit(whole, name))
      else if (parts.length > 0) break
      rest -= whole * size
    }
    return parts.length === 0 ? unit(0, 'second') : parts.join(' ')
  }

  const list = new Intl.ListFormat(tag)

  return {
    span,
    list: (parts) => list.formatToParts(parts).map(spaced).join(''),
    exact: (at) => exact.format(new Date(at)),
    moment: (at, now) => {
      const date = new Date(at)
      return date.toDateString() === new Date(now).toDateString() ? clock.format(date) : day.format(date)
    },
    ago: (at, now) => {
      const distance = Date.parse(at) - now
      const size = Math.abs(distance)
      if (size < 10 * SECOND) return relative.format(0, 'second')
      if (size < MINUTE) return relative.format(Math.trunc(distance / SECOND), 'second')
      if (size < HOUR) return relative.format(Math.trunc(distance / MINUTE), 'minute')
      if (size < DAY) return relative.format(Math.trunc(distance / HOUR), 'hour')
      return relative.format(Math.trunc(distance / DAY), 'day')
    },
    left: (until, now) => {
      const seconds = Math.ceil((Date.parse(until) - now) / SECOND)
      if (seconds <= 0) return null
      if (seconds >= HOUR / SECOND) return span(seconds)
      return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
    },
    took: (milliseconds) =>
      milliseconds < SECOND ? unit(Math.round(milliseconds), 'millisecond') : unit(milliseconds / SECOND, 'second', 1),
  }
}

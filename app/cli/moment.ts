// Times in tables, in the local time zone. JSON has them as ISO 8601 UTC.
import { spoken, t } from './language.ts'

const two = (value: number) => String(value).padStart(2, '0')

/** "2026-03-01 13:05:09": columns align, and rows sort as text. */
export function moment(iso: string): string {
  const at = new Date(iso)
  const date = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map(two).join('-')
  return `${date} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

/** The time and how long it is until then: "2026-03-01 13:05:09 (in 4 minutes)". */
export function until(iso: string, now = Date.now()): string {
  const seconds = Math.ceil((Date.parse(iso) - now) / 1_000)
  const [unit, size] = UNITS.find(([, each]) => seconds >= each) ?? ['second', 1]
  const left =
    seconds <= 0 ? t('cli.due') : new Intl.RelativeTimeFormat(spoken()).format(Math.ceil(seconds / size), unit)
  return `${moment(iso)} (${left})`
}

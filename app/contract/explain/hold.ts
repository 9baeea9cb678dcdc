// A hold or parked job in sentences, besides its reason: how often it was tried, until when, and the last answer.
import type { Locale } from '../locale.ts'
import { translator } from '../messages/translate.ts'
import type { HoldView } from '../snapshot.ts'
import { quotedAnswer, wasSent } from './quoted-answer.ts'

/** How often it was tried and since when; only since when where nothing was ever sent. */
export function triedLine(locale: Locale, hold: HoldView, since: string): string {
  const key = wasSent(hold) ? 'hold.tried' : 'hold.since'
  return translator(locale)(key, { since, count: hold.attempts })
}

/** @param time how a moment is written */
export function explainHold(locale: Locale, hold: HoldView, time: (iso: string) => string): string[] {
  const t = translator(locale)
  const ends = hold.class === 'parked' || hold.class === 'needs-user' ? 'hold.tries-at' : 'hold.goes-on-at'
  return [
    triedLine(locale, hold, time(hold.since)),
    ...(hold.until === null ? [] : [t(ends, { at: time(hold.until) })]),
    ...[quotedAnswer(locale, hold, hold.message)].filter((line) => line !== null),
  ]
}

// A hold as the user sees it: parked jobs and stops alike.
import type { Locale } from '../contract/locale.ts'
import type { HoldView } from '../contract/snapshot.ts'
import type { Hold } from '../model/store.ts'
import { holdSentence } from './hold-sentence.ts'

export const toHoldView = (hold: Hold, locale: Locale): HoldView => ({
  account: hold.account,
  hostname: hold.hostname,
  family: hold.family,
  class: hold.class,
  kind: hold.failure.kind,
  code: hold.failure.code,
  message: holdSentence(locale, hold),
  detail: hold.failure.detail,
  since: new Date(hold.since).toISOString(),
  until: hold.until === null ? null : new Date(hold.until).toISOString(),
  attempts: hold.attempts,
})

// A hold, or a dismissed update, as the user sees it.
import { failureSentence } from '../contract/explain/failure.ts'
import type { Locale } from '../contract/locale.ts'
import { joinSentences, sentence, translator } from '../contract/messages/translate.ts'
import { reason } from '../contract/reason.ts'
import type { HoldView } from '../contract/snapshot.ts'
import type { DismissedState } from '../engine/state-cache.ts'
import { isoTime, isoTimeOrNull } from '../model/iso-time.ts'
import type { Hold } from '../model/store.ts'

/** Failures that may mean a wrong server address, as long as the account never had a success. */
const MAY_BE_ANOTHER_SERVER: readonly string[] = ['page', 'name-not-found', 'malformed', 'http-404', 'http-405']

/** @param isProven whether the account ever had a success */
function messageOf({ class: name, until, failure }: Hold, locale: Locale, isProven: boolean): string {
  const t = translator(locale)
  if (name === 'needs-user' && until !== null) return t('slow-tries')
  const sentence = failureSentence(locale, failure)
  if (isProven || !MAY_BE_ANOTHER_SERVER.includes(failure.code)) return sentence
  return joinSentences(locale, [sentence, t('check-server-address')])
}

export const toHoldView = (hold: Hold, locale: Locale, isProven: boolean): HoldView => ({
  account: hold.account,
  hostname: hold.hostname,
  family: hold.family,
  class: hold.class,
  kind: hold.failure.kind,
  code: hold.failure.code,
  message: messageOf(hold, locale, isProven),
  detail: hold.failure.detail,
  since: isoTime(hold.since),
  until: isoTimeOrNull(hold.until),
  attempts: hold.attempts,
})

export type HoldViewer = (hold: Hold) => HoldView

/**
 * One view for each hold, since a hold of an account is behind the rows of thousands of names.
 * @param proven the accounts that ever had a success
 */
export function holdViewer(locale: Locale, proven: ReadonlySet<string>): HoldViewer {
  const views = new Map<Hold, HoldView>()
  return (hold) => {
    const view = views.get(hold) ?? toHoldView(hold, locale, proven.has(hold.account))
    views.set(hold, view)
    return view
  }
}

/**
 * In JSON a dismissed update is a hold of the class "forgotten". Its message is not the failure's, which promises another
 * try.
 */
export const toDismissedView = ({ dismissed, ...key }: DismissedState, locale: Locale): HoldView => ({
  account: key.account,
  hostname: key.hostname,
  family: key.family,
  class: 'forgotten',
  kind: dismissed.failure.kind,
  code: dismissed.failure.code,
  message: sentence(locale, reason('hold-forgotten')),
  detail: dismissed.failure.detail,
  since: isoTime(dismissed.since),
  until: null,
  attempts: dismissed.attempts,
})

// A hold in words: by the failure behind it, unless the user has let the update go.

import { failureSentence } from '../contract/explain/failure.ts'
import type { Locale } from '../contract/locale.ts'
import { sentence } from '../contract/messages/translate.ts'
import { reason } from '../contract/reason.ts'
import type { Hold } from '../model/store.ts'

/** The failure's own sentence promises another try by itself: of what was let go that is no longer true. */
export const holdSentence = (locale: Locale, hold: Pick<Hold, 'class' | 'failure'>): string =>
  hold.class === 'forgotten' ? sentence(locale, reason('hold-forgotten')) : failureSentence(locale, hold.failure)

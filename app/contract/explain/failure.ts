// What a failure means for the user: what is true now and what to do next. Page, tray and command line all say this.
import { FAILURES, type Failure } from '../failure.ts'
import { rulesOfCode } from '../failure-codes.ts'
import type { Locale } from '../locale.ts'
import type { MessageKey } from '../messages/catalogue.ts'
import { en } from '../messages/en/index.ts'
import { joinSentences, translator } from '../messages/translate.ts'

/**
 * @param failure its kind and code choose the sentence (a code without its own sentence takes that of its kind); its detail,
 *   already redacted, is quoted where the provider's words help.
 */
export function failureSentence(locale: Locale, failure: Pick<Failure, 'kind' | 'code' | 'detail'>): string {
  const t = translator(locale)
  const { kind, detail } = failure
  const code = failure.code.toLowerCase()
  const hasSentence = Object.hasOwn(en.failure[kind], code)
  const text = t((hasSentence ? `failure.${kind}.${code}` : `failure.${kind}.other`) as MessageKey)
  if (detail === null || detail === '') return text
  const rules = rulesOfCode(code)
  const words = rules?.words ?? 'theirs'
  if (words === 'sentence') return t('failure-detail', { detail })
  if (words === 'ours') return joinSentences(locale, [text, detail])
  const isQuoted = FAILURES[kind].quotesProvider || code === 'http-400' || rules?.quoted === true
  return isQuoted ? joinSentences(locale, [text, t('failure-words', { detail })]) : text
}

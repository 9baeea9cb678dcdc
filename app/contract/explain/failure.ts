// What a failure means for the user: what is true now and what to do next. Page, tray and command line all say this.
import type { Failure, FailureKind } from '../failure.ts'
import type { Locale } from '../locale.ts'
import type { MessageKey } from '../messages/catalogue.ts'
import { en } from '../messages/en/index.ts'
import { translator } from '../messages/translate.ts'

/** Kinds whose remedy lies in what the provider itself said. */
const QUOTED: ReadonlySet<FailureKind> = new Set(['account', 'blocked', 'unrecognised'])

/** Codes whose detail is in our own words: the provider has said nothing. */
const OURS: ReadonlySet<string> = new Set([
  'plain-http',
  'field-missing',
  'field-malformed',
  'endpoint',
  'bad-template',
  'family-not-in-template',
  'not-duckdns',
  'several-records',
  'internal',
])

/** Codes whose detail is a whole sentence of our own that names the cause better than any general one. */
const TOLD_BY_DETAIL: ReadonlySet<string> = new Set(['secret-unreadable'])

/**
 * @param failure its kind and code choose the sentence (a code that has none of its own takes its kind's); its detail,
 *   already redacted, is quoted where the provider's words help.
 */
export function failureSentence(locale: Locale, failure: Pick<Failure, 'kind' | 'code' | 'detail'>): string {
  const t = translator(locale)
  const { kind, detail } = failure
  const code = failure.code.toLowerCase()
  const named = Object.hasOwn(en.failure[kind], code)
  const text = t((named ? `failure.${kind}.${code}` : `failure.${kind}.other`) as MessageKey)
  if (detail !== null && TOLD_BY_DETAIL.has(code)) return t('failure-detail', { detail })
  const isQuoted = QUOTED.has(kind) || code === 'http-400'
  if (detail === null || detail === '') return text
  if (OURS.has(code)) return `${text}${locale === 'en' ? ' ' : ''}${detail}`
  if (!isQuoted) return text
  return `${text}${locale === 'en' ? ' ' : ''}${t('failure-words', { detail })}`
}

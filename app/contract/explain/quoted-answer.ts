// The last words heard of a failure, quoted as they are: the provider's, or the system's where nobody answered.
import type { Failure } from '../failure.ts'
import type { Locale } from '../locale.ts'
import { translator } from '../messages/translate.ts'

/** Codes of failures that were found before anything was sent: there is no answer to quote. */
const UNSENT: ReadonlySet<string> = new Set([
  ...['secret-missing', 'secret-unreadable', 'field-missing', 'field-malformed', 'plain-http', 'bad-template'],
  ...[
    'endpoint',
    'family-not-in-template',
    'not-duckdns',
    'unknown-account',
    'unknown-provider',
    'offline',
    'internal',
  ],
])

/** What was sent before was answered with something else: the reason is not a word of the provider. */
const UNQUOTED: ReadonlySet<string> = new Set(['quota', 'named-time'])

type Told = Pick<Failure, 'kind' | 'code' | 'detail'>

/** Whether a request was made at all. */
export const wasSent = ({ code }: Pick<Failure, 'code'>): boolean => !UNSENT.has(code)

/** @returns the words alone, on one line and already redacted; the stable code where there are none. Null where there is no answer to quote. */
export function lastWords(failure: Told): string | null {
  if (!wasSent(failure) || UNQUOTED.has(failure.code)) return null
  const words = failure.detail?.replace(/\s+/g, ' ').trim() ?? ''
  return words === '' ? failure.code.replace(/^http-(?=\d)/, 'HTTP ') : words
}

/** @returns null also when `told`, what is said beside it, quotes the words already */
export function lastAnswer(locale: Locale, failure: Told, told: string): string | null {
  const words = lastWords(failure)
  if (words === null || told.includes(words)) return null
  return translator(locale)(failure.kind === 'network' ? 'hold.last-error' : 'hold.last-answer', { words })
}

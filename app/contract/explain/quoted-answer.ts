// The last words that came with a failure, quoted as they are: the provider's, or the system's where no reply came.
import type { Failure } from '../failure.ts'
import { rulesOfCode } from '../failure-codes.ts'
import type { Locale } from '../locale.ts'
import { translator } from '../messages/translate.ts'

type Quotable = Pick<Failure, 'kind' | 'code' | 'detail'>

/** Whether a request was made at all. */
export const wasSent = ({ code }: Pick<Failure, 'code'>): boolean => rulesOfCode(code)?.sent ?? true

/**
 * @returns the words alone, on one line and already redacted; the stable code where there are none. Null where there is no
 *   reply to quote: nothing was sent, or the code is a wait of our own.
 */
export function quotableWords(failure: Quotable): string | null {
  if (!wasSent(failure) || rulesOfCode(failure.code)?.words === 'none') return null
  const words = failure.detail?.replace(/\s+/g, ' ').trim() ?? ''
  return words === '' ? failure.code.replace(/^http-(?=\d)/, 'HTTP ') : words
}

/** @returns null also when `beside`, the sentence shown next to it, quotes the words already */
export function quotedAnswer(locale: Locale, failure: Quotable, beside: string): string | null {
  const words = quotableWords(failure)
  if (words === null || beside.includes(words)) return null
  return translator(locale)(failure.kind === 'network' ? 'hold.last-error' : 'hold.last-answer', { words })
}

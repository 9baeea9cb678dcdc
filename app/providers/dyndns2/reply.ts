// Reads a dyndns2 answer: the first token of each line decides, one line a hostname in the order asked. Text that is not
// known is never success, whatever words it holds further on.
import type { Failure } from '../../contract/failure.ts'
import { parseAddress } from '../../model/address.ts'
import type { HostAnswer } from '../../model/provider.ts'
import { FAILURE_WORDS, REQUEST_WORDS, SUCCESS_WORDS, type Word, waitWord } from './words.ts'

export interface ReplyContext {
  /** How many hostnames were asked for. */
  readonly hosts: number
  /** The addresses sent, canonical. */
  readonly sent: readonly string[]
  readonly now: number
  /** Words of this server that differ from the protocol's. */
  readonly words?: Readonly<Record<string, Word>>
  /** The text as it may be shown. */
  readonly quote: (text: string) => string | null
}

interface Line {
  readonly word: string
  readonly rest: string
}

const failed = (failure: Failure): HostAnswer => ({ kind: 'failed', failure })

/** @returns one answer per hostname asked for; null when no line begins with a word of the protocol */
export function readReply(body: string, context: ReplyContext): readonly HostAnswer[] | null {
  const lines = body
    .replace(/^\ufeff/, '')
    .split(/\r?\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(split)
  const [first] = lines
  if (first === undefined || !lines.some((line) => isKnown(line, context))) return null
  const answers = lines.slice(0, context.hosts).map((line) => answerOf(line, context))
  const [one] = answers
  if (one === undefined || answers.length === context.hosts) return answers
  const isForAll = lines.length === 1 && (one.kind === 'confirmed' || REQUEST_WORDS.has(first.word))
  const missing = failed(unrecognised('missing-line', context.quote(body)))
  const rest = isForAll || (lines.length === 1 && one.kind === 'failed') ? one : missing
  return Array.from({ length: context.hosts }, (_, index) => answers[index] ?? rest)
}

function split(line: string): Line {
  const [word = '', ...rest] = line.split(/\s+/)
  return { word: word.toLowerCase(), rest: rest.join(' ') }
}

const isKnown = ({ word }: Line, { words }: ReplyContext): boolean =>
  word in SUCCESS_WORDS || word in FAILURE_WORDS || waitWord(word) !== null || (words !== undefined && word in words)

function answerOf(line: Line, context: ReplyContext): HostAnswer {
  const { word } = line
  const success = Object.hasOwn(SUCCESS_WORDS, word) ? SUCCESS_WORDS[word] : undefined
  if (success !== undefined) return checkEcho(line, success, context)
  const waitMs = waitWord(word)
  if (waitMs !== null) {
    return failed({ kind: 'throttled', code: word, detail: null, retryAt: context.now + waitMs })
  }
  const own = context.words !== undefined && Object.hasOwn(context.words, word) ? context.words[word] : undefined
  const known = own ?? (Object.hasOwn(FAILURE_WORDS, word) ? FAILURE_WORDS[word] : undefined)
  const detail = context.quote(`${line.word} ${line.rest}`)
  if (known === undefined) return failed(unrecognised('unknown-word', detail))
  const retryAt = known.waitMs === undefined ? null : context.now + known.waitMs
  return failed({ kind: known.kind, code: word, detail, retryAt })
}

const unrecognised = (code: string, detail: string | null): Failure => ({
  kind: 'unrecognised',
  code,
  detail,
  retryAt: null,
})

/**
 * A success usually repeats the stored address. 127.0.0.1 instead of the one sent means that the client is blocked
 * (Dyn's return codes); any other address means that something else was stored.
 */
function checkEcho(line: Line, success: { changed: boolean }, context: ReplyContext): HostAnswer {
  const echoed = line.rest
    .split(/[\s,]+/)
    .map((text) => parseAddress(text.replace(/\/\d+$/, ''))?.text)
    .filter((text) => text !== undefined)
  const stray = echoed.find((address) => !context.sent.includes(address))
  if (stray === undefined) return { kind: 'confirmed', changed: success.changed }
  const detail = context.quote(`${line.word} ${line.rest}`)
  if (stray === '127.0.0.1') return failed({ kind: 'blocked', code: 'good-127.0.0.1', detail, retryAt: null })
  return failed(unrecognised('other-address', detail))
}

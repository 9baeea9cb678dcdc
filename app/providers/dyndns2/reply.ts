// Reads a dyndns2 answer: the first token of each line decides, one line a hostname in the order asked. Text that is not
// known is never success, whatever words it holds further on.

import type { Failure } from '../../contract/failure.ts'
import { type OurCode, providerCode } from '../../contract/failure-codes.ts'
import type { Family } from '../../model/address.ts'
import type { HostAnswer } from '../../model/provider.ts'
import { checkEcho, readEcho } from '../shared/echoed-address.ts'
import { waitUntil } from '../shared/http-failure.ts'
import { confirmed, failed } from '../shared/update-report.ts'
import { FAILURE_WORDS, isRequestWord, SUCCESS_WORDS, waitWord } from './return-codes.ts'

export interface ReplyContext {
  /** How many hostnames were asked for. */
  readonly hosts: number
  /** The addresses sent. */
  readonly sent: readonly string[]
  readonly now: number
  /** The text as it may be shown. */
  readonly quote: (text: string) => string | null
}

/** What the answer says of one hostname, by its place in the request, and one of its addresses. */
export type AnswerOf = (index: number, family: Family, address: string) => HostAnswer

interface Line {
  readonly word: string
  readonly rest: string
  readonly text: string
}

/** @returns null when the text does not begin with a word of the protocol */
export function readReply(body: string, context: ReplyContext): AnswerOf | null {
  const lines = linesOf(body)
  const [first] = lines
  if (first === undefined || !isKnown(first)) return null
  // Said once, such a word is said of every hostname; and a single line serves all in any case.
  const common = lines.length === 1 || isRequestWord(first.word) ? first : null
  return (index, family, address) => {
    const line = common ?? (context.hosts === 1 ? lineOf(lines, family, context) : lines[index])
    if (line !== undefined) return answerOf(line, address, context)
    return failed(unrecognised('missing-line', context.quote(body)))
  }
}

function linesOf(body: string): readonly Line[] {
  // Trimming takes the byte order mark and carriage returns too.
  const texts = body.split(/\r\n|\r|\n/).map((line) => line.trim())
  return texts.filter((text) => text !== '').map(toLine)
}

function toLine(text: string): Line {
  const [word = ''] = text.split(/\s/, 1)
  return { word: word.toLowerCase(), rest: text.slice(word.length), text }
}

/**
 * The line of a single hostname. Where both families were sent and the server answers with a line for each (as
 * nsupdate.info does when they fared differently), it is the one with an address of this family; else the first.
 */
function lineOf(lines: readonly Line[], family: Family, { sent }: ReplyContext): Line | undefined {
  const isOfFamily = (line: Line) =>
    readEcho(line.rest).addresses.some((address) => (address.includes(':') ? 'ipv6' : 'ipv4') === family)
  const [first] = lines
  if (sent.length < 2 || first === undefined || isOfFamily(first)) return first
  return lines.slice(1, sent.length).find((line) => isKnown(line) && isOfFamily(line)) ?? first
}

const isKnown = ({ word }: Line): boolean =>
  Object.hasOwn(SUCCESS_WORDS, word) || Object.hasOwn(FAILURE_WORDS, word) || waitWord(word) !== null

function answerOf(line: Line, address: string, context: ReplyContext): HostAnswer {
  const { word, rest, text } = line
  const detail = context.quote(text)
  const success = Object.hasOwn(SUCCESS_WORDS, word) ? SUCCESS_WORDS[word] : undefined
  if (success !== undefined && isGreeting(line)) return failed(unrecognised('unknown-word', detail))
  if (success !== undefined && isRebuff(rest, context)) {
    return failed({ kind: 'blocked', code: providerCode(`good-${LOOPBACK}`), detail, retryAt: null })
  }
  if (success !== undefined) return checkEcho(confirmed(success.changed), rest, address, detail)
  const wait = waitWord(word)
  if (wait !== null)
    return failed({ kind: 'throttled', code: providerCode(word), detail, retryAt: waitUntil(context.now, wait) })
  const failure = Object.hasOwn(FAILURE_WORDS, word) ? FAILURE_WORDS[word] : undefined
  if (failure === undefined) return failed(unrecognised('unknown-word', detail))
  const retryAt = failure.waitMs === undefined ? null : context.now + failure.waitMs
  return failed({ kind: failure.kind, code: providerCode(word), detail, retryAt })
}

const LOOPBACK = '127.0.0.1'

/** Dyn's way to say that this client is blocked: a success, with an address that nobody sent. */
const isRebuff = (rest: string, { sent }: ReplyContext): boolean =>
  readEcho(rest).addresses.includes(LOOPBACK) && !sent.includes(LOOPBACK)

/** "good" is also how a portal's "Good morning, please sign in" begins: what follows the word must be an address, if anything. */
const isGreeting = ({ word, rest }: Line): boolean => {
  const { addresses, isBroken } = readEcho(rest)
  return word === 'good' && rest.trim() !== '' && addresses.length === 0 && !isBroken
}

const unrecognised = (code: OurCode, detail: string | null): Failure => ({
  kind: 'unrecognised',
  code,
  detail,
  retryAt: null,
})

// Reads a dyndns2 reply: one line per hostname in the order of the request, and the first word of a line is its return
// code. A line without a known return code is never a success, whatever words it holds further on.
import type { Failure } from '../../contract/failure.ts'
import { type OurCode, providerCode } from '../../contract/failure-codes.ts'
import type { Family } from '../../model/address.ts'
import type { HostAnswer, UpdateReport } from '../../model/provider.ts'
import { checkEcho, readEcho } from '../shared/echoed-address.ts'
import { waitUntil } from '../shared/http-failure.ts'
import { confirmed, failed } from '../shared/update-report.ts'
import {
  appliesToRequest,
  FAILURE_CODES,
  failureCodeIn,
  isAboutHosts,
  SUCCESS_CODES,
  waitOfCode,
} from './return-codes.ts'

export interface ReplyContext {
  /** How many hostnames the request named. */
  readonly hosts: number
  /** The addresses that were sent. */
  readonly sent: readonly string[]
  /** When the reply came, epoch milliseconds. */
  readonly now: number
  /** Makes text of the reply fit to be kept and shown. */
  readonly quote: (text: string) => string | null
}

/** The outcome of one hostname, by its index in the request, and of one of its addresses. */
export type AnswerOf = (index: number, family: Family, address: string) => HostAnswer

interface Line {
  /** The return code, in lower case. */
  readonly code: string
  /** What follows it. */
  readonly rest: string
  readonly text: string
}

/** @returns null when the reply does not begin with a return code */
export function readReply(body: string, context: ReplyContext): AnswerOf | null {
  const lines = linesOf(body)
  const [first] = lines
  if (first === undefined || !isKnown(first)) return null
  // A single line applies to every hostname, and so does a code about the whole request.
  const common = lines.length === 1 || appliesToRequest(first.code) ? first : null
  return (index, family, address) => {
    const line = common ?? (context.hosts === 1 ? lineOf(lines, family, context) : lines[index])
    if (line !== undefined) return answerOf(line, address, context)
    return failed(unrecognised('missing-line', context.quote(body)))
  }
}

/**
 * Whether the reply to a request for several hostnames speaks of each of them. A hostname's word, or a success, that is said
 * once tells nothing about any of them: nsupdate.info and others answer `nohost` for the lot, and others again read the first
 * hostname only. A word about the account or the service counts for all.
 * @returns undefined where it counts for all, and where the reply does not begin with a return code
 */
export function answeredLines(body: string, hosts: number): UpdateReport['lines'] {
  const lines = linesOf(body)
  const [first] = lines
  if (first === undefined || !isKnown(first)) return undefined
  if (lines.length === hosts && !appliesToRequest(first.code)) return 'each'
  if (isAboutHosts(first.code)) return 'none'
  return lines.length > 1 && !appliesToRequest(first.code) ? 'none' : undefined
}

function linesOf(body: string): readonly Line[] {
  // Trimming also removes a byte order mark and carriage returns.
  const texts = body.split(/\r\n|\r|\n/).map((line) => line.trim())
  return texts.filter((text) => text !== '').map(toLine)
}

/**
 * Some servers write more than the code into the first word: "badauth2", "nohost.", "911: maintenance". Such a word still is
 * the code of a failure, but never that of a success.
 */
function toLine(text: string): Line {
  const [first = ''] = text.split(/\s/, 1)
  const word = first.toLowerCase()
  const code = failureCodeIn(word) ?? word
  return { code, rest: text.slice(Math.min(first.length, code.length)), text }
}

/**
 * The line of the only hostname. Some servers answer both families with a line each (nsupdate.info does when their
 * outcomes differ): then it is the line with an address of this family, else the first.
 */
function lineOf(lines: readonly Line[], family: Family, { sent }: ReplyContext): Line | undefined {
  const isOfFamily = (line: Line) =>
    readEcho(line.rest).addresses.some((address) => (address.includes(':') ? 'ipv6' : 'ipv4') === family)
  const [first] = lines
  if (sent.length < 2 || first === undefined || isOfFamily(first)) return first
  return lines.slice(1, sent.length).find((line) => isKnown(line) && isOfFamily(line)) ?? first
}

const isKnown = ({ code }: Line): boolean =>
  Object.hasOwn(SUCCESS_CODES, code) || Object.hasOwn(FAILURE_CODES, code) || waitOfCode(code) !== null

function answerOf(line: Line, address: string, context: ReplyContext): HostAnswer {
  const { code, rest, text } = line
  const detail = context.quote(text)
  const success = Object.hasOwn(SUCCESS_CODES, code) ? SUCCESS_CODES[code] : undefined
  if (success !== undefined && isProse(line)) return failed(unrecognised('unknown-word', detail))
  if (success !== undefined && isAbuseReply(rest, context)) {
    return failed({ kind: 'blocked', code: providerCode(`good-${LOOPBACK}`), detail, retryAt: null })
  }
  if (success !== undefined) return checkEcho(confirmed(success.changed), rest, address, detail)
  const wait = waitOfCode(code)
  if (wait !== null) {
    return failed({ kind: 'throttled', code: providerCode(code), detail, retryAt: waitUntil(context.now, wait) })
  }
  const failure = Object.hasOwn(FAILURE_CODES, code) ? FAILURE_CODES[code] : undefined
  if (failure === undefined) return failed(unrecognised('unknown-word', detail))
  const retryAt = failure.waitMs === undefined ? null : context.now + failure.waitMs
  return failed({ kind: failure.kind, code: providerCode(code), detail, retryAt })
}

const LOOPBACK = '127.0.0.1'

/** Dyn reports a blocked client with a success and the loopback address, which nobody sent. */
const isAbuseReply = (rest: string, { sent }: ReplyContext): boolean =>
  readEcho(rest).addresses.includes(LOOPBACK) && !sent.includes(LOOPBACK)

/** A portal's "Good morning, please sign in" begins like a success, but no address follows the code. */
const isProse = ({ code, rest }: Line): boolean => {
  const { addresses, isBroken } = readEcho(rest)
  return code === 'good' && rest.trim() !== '' && addresses.length === 0 && !isBroken
}

const unrecognised = (code: OurCode, detail: string | null): Failure => ({
  kind: 'unrecognised',
  code,
  detail,
  retryAt: null,
})

// The state of the whole app and its sentence, from the records and the notices. Pure.
import type { QuestionView } from '../contract/guards.ts'
import { sameHostname } from '../contract/hostname.ts'
import type { Locale } from '../contract/locale.ts'
import { translator } from '../contract/messages/translate.ts'
import { type Notice, type OverallState, publishedIn, type RecordStatus } from '../contract/snapshot.ts'

export interface OverallFacts {
  readonly locale: Locale
  readonly records: readonly RecordStatus[]
  readonly notices: readonly Notice[]
  readonly questions: readonly QuestionView[]
  readonly online: boolean
  readonly paused: boolean
  readonly pausedUntil: number | null
}

/** A pause comes first, since the user wanted it; then what needs the user; then what continues automatically. */
export function overall(facts: OverallFacts): { readonly state: OverallState; readonly summary: string } {
  const t = translator(facts.locale)
  const { records } = facts
  const inState = (state: RecordStatus['state']) => records.filter((record) => record.state === state)
  const summaryOf = (key: 'updating' | 'attention' | 'waiting' | 'dismissed' | 'away', some: readonly RecordStatus[]) =>
    t(`summary.${key}`, { count: some.length, hostname: some[0]?.hostname ?? '' })

  if (facts.paused) {
    const until = facts.pausedUntil
    const text =
      until === null
        ? t('summary.paused')
        : t('summary.paused-until', { until: new Date(until).toLocaleTimeString(facts.locale, { timeStyle: 'short' }) })
    return { state: 'paused', summary: text }
  }
  const problem = facts.notices.find((notice) => notice.severity === 'error')
  if (problem !== undefined)
    return { state: 'attention', summary: t('summary.attention-app', { message: problem.message }) }
  const attention = inState('attention')
  if (attention.length > 0) return { state: 'attention', summary: summaryOf('attention', attention) }
  const updating = inState('updating')
  if (updating.length > 0) return { state: 'updating', summary: summaryOf('updating', updating) }
  if (records.length === 0) return { state: 'ok', summary: t('summary.none') }
  if (!facts.online) return { state: 'offline', summary: t('summary.offline') }
  const waiting = inState('waiting')
  // As the user wants it: like a pause, for as long as the computer is in this network.
  if (waiting.length > 0 && waiting.every((record) => isAway(record, facts.questions)))
    return { state: 'paused', summary: summaryOf('away', waiting) }
  // The record is not right and nothing is under way, so neither "ok" nor "updating" is true.
  if (waiting.length > 0 && waiting.every(isDismissed))
    return { state: 'attention', summary: summaryOf('dismissed', waiting) }
  if (waiting.length > 0) return { state: 'updating', summary: summaryOf('waiting', waiting) }
  const first = records[0]
  const addresses = (first?.families ?? []).flatMap((row) => {
    const address = publishedIn(row)
    return row.state === 'unmanaged' || address === null ? [] : [address]
  })
  // Loading the locale's list data takes as long as a hundred names, so a single address is not formatted as a list.
  const [only = ''] = addresses
  const address = addresses.length > 1 ? new Intl.ListFormat(facts.locale).format(addresses) : only
  return { state: 'ok', summary: t('summary.ok', { count: records.length, hostname: first?.hostname ?? '', address }) }
}

/** Whether nothing is published of the record because the computer is not at home. */
const isAway = ({ account, hostname }: RecordStatus, questions: readonly QuestionView[]): boolean =>
  questions.some(
    ({ guard, isAsked, records }) =>
      guard === 'network' &&
      !isAsked &&
      records.some((each) => each.account === account && sameHostname(each.hostname, hostname)),
  )

/** Whether the user dismissed every update of the record that is not right. */
const isDismissed = ({ families }: RecordStatus): boolean =>
  families.every((row) => {
    const isRight =
      row.state === 'unmanaged' || row.state === 'accepted' || (row.state === 'confirmed' && row.message === null)
    return isRight || row.hold?.class === 'forgotten'
  })

// What was done for a name, and why, in sentences: how it stands, the last attempts, the last check, and what comes next.
import type { ExplainedHistory, StoredRound } from '../history.ts'
import type { Locale } from '../locale.ts'
import { sentence, translator } from '../messages/translate.ts'
import { type FamilyRow, publishedIn, type RecordStatus } from '../snapshot.ts'
import { failureSentence } from './failure.ts'
import { explainHold } from './hold.ts'
import { hasNewsFor, roundLines } from './round-lines.ts'
import { managedRows, type Words } from './words.ts'

export interface ExplainedFacts extends ExplainedHistory {
  readonly record: RecordStatus
  /** What the app says about itself while it is paused; null while it is not. */
  readonly pause: string | null
  /** Whether a running process goes on checking. Where none runs, there is no next check to name. */
  readonly isRunning: boolean
}

export interface Section {
  readonly topic: 'now' | 'sent' | 'checked' | 'next'
  readonly lines: readonly string[]
}

/** @returns only the sections that have something to say, in the order in which they are read */
export function explainRound(locale: Locale, facts: ExplainedFacts): Section[] {
  const { sent, last } = facts
  const words = wordsFor(locale, facts)
  const managed = managedRows(facts.record)
  // Both families of one change come from one round, which is explained once.
  const rounds = new Map(sent.flatMap(({ round }) => (round === null ? [] : [[round.id, round] as const])))
  const sentLines = [
    ...sent.map((each) => attemptLine(words, facts, each)),
    ...[...rounds.values()].flatMap((round) => roundLines(words, facts.record, round)),
  ]
  const sections: Section[] = [
    { topic: 'now', lines: words.now },
    { topic: 'sent', lines: sent.length === 0 ? [words.t('why.never-sent')] : sentLines },
    { topic: 'checked', lines: last === null || rounds.has(last.id) ? [] : checkLines(words, facts.record, last) },
    { topic: 'next', lines: managed.length === 0 ? [] : [nextLine(words, facts)] },
  ]
  return sections.filter(({ lines }) => lines.length > 0)
}

function wordsFor(locale: Locale, { record }: ExplainedFacts): Words {
  const t = translator(locale)
  const space = t('sentence-separator')
  const time = (iso: string) => new Date(iso).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'medium' })
  const managed = managedRows(record)
  const now =
    managed.length === 0
      ? [t('why.all-off', { hostname: record.hostname })]
      : [
          ...managed.map((row) => standing({ locale, t, space, time }, record, row)),
          ...record.learnt.map((each) => sentence(locale, each)),
        ]
  const fresh = (lines: readonly string[]) =>
    lines.filter((line) => line !== '' && !now.some((it) => it.includes(line)))
  return { locale, t, space, time, now, fresh }
}

type Basics = Pick<Words, 'locale' | 't' | 'space' | 'time'>

/** How one family stands now. */
function standing(words: Basics, record: RecordStatus, row: FamilyRow): string {
  const { locale, t, space, time } = words
  const about = { hostname: row.hostname, family: t(`family.${row.family}`) }
  const published = publishedIn(row)
  const at = time((row.accepted === null ? row.confirmedAt : row.acceptedAt) ?? '')
  const key = row.accepted === null ? 'why.confirmed' : 'why.accepted'
  const confirmed = published === null ? t('why.unconfirmed', about) : t(key, { ...about, address: published, at })
  const isOther = row.desired !== null && row.desired !== published
  const parts = [
    confirmed,
    isOther ? t('why.wanted', { address: row.desired ?? '' }) : null,
    row.message,
    verifiedLine(words, record, row),
    ...(row.hold === null ? [] : explainHold(locale, row.hold, time)),
  ]
  return parts.filter((part) => part !== null).join(space)
}

/** What DNS says about it: a difference with its reason, agreement with its time, nothing where no server answered. */
function verifiedLine({ locale, t, space, time }: Basics, record: RecordStatus, row: FamilyRow): string | null {
  const verified = record.verified[row.family]
  const published = publishedIn(row)
  if (verified === null || published === null) return null
  if (verified.drift !== null) {
    const why = sentence(locale, verified.drift)
    // Drift that sending does not correct says in its own sentence what to do.
    if (!verified.selfCorrecting) return why
    return [why, t(record.onDrift === 'correct' ? 'why.drift-corrected' : 'why.drift-shown')].join(space)
  }
  if (verified.state !== 'holds') return null
  return t('why.verified', { address: published, at: time(verified.at) })
}

type SentAttempt = ExplainedHistory['sent'][number]

function attemptLine(words: Words, { record }: ExplainedFacts, { attempt, isFirst }: SentAttempt): string {
  const { locale, t, time, space, fresh } = words
  const { at, from, to, trigger, kind, code, detail, result } = attempt
  const params = { at: time(at), from: from ?? '', to, cause: t(`cause.${trigger}`) }
  // Nothing was published before, and yet another try may have failed.
  const unpublished = isFirst ? 'sent-first' : 'sent'
  const key = from === null ? unpublished : from === to ? 'sent-again' : 'sent-change'
  // A failure's sentence says what comes next. Nothing comes next after a dismissed update.
  const isDismissed = managedRows(record).some((row) => row.hold?.class === 'forgotten')
  const failure = kind === null || code === null || isDismissed ? '' : failureSentence(locale, { kind, code, detail })
  return [t(`why.${key}`, params), t(`why.result.${result}`), ...fresh([failure])].join(space)
}

function checkLines(words: Words, record: RecordStatus, round: StoredRound): string[] {
  const { t, time } = words
  const unchanged = managedRows(record).flatMap((row) => {
    const address = publishedIn(row)
    return address === null || hasNewsFor(record, round, row.family, address) ? [] : [t('why.nothing-new', { address })]
  })
  const checked = t('why.checked', { at: time(round.startedAt), cause: t(`cause.${round.trigger}`) })
  return [checked, ...roundLines(words, record, round), ...unchanged]
}

function nextLine({ t, time }: Words, { record, last, pause, isRunning }: ExplainedFacts): string {
  if (!isRunning) return t('why.next-none')
  if (pause !== null) return pause
  const at = managedRows(record).find((row) => row.nextLook !== null)?.nextLook ?? last?.nextLookAt ?? null
  return at === null ? t('why.next-change') : t('why.next-check', { at: time(at) })
}

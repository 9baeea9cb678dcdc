// What was done for a name, and why, in sentences: how it stands, the last attempts with the rounds behind them, the last
// look, and what comes next.
import type { Attempt, ExplainedHistory, RoundRecord } from '../history.ts'
import { sameHostname } from '../hostname.ts'
import type { Locale } from '../locale.ts'
import { sentence, translator } from '../messages/translate.ts'
import type { ReasonCode } from '../reason.ts'
import { policyText } from '../settings.ts'
import type { FamilyRow, RecordStatus } from '../snapshot.ts'
import { failureSentence } from './failure.ts'
import { explainHold } from './hold.ts'

type Observed = RoundRecord['observations'][number]

const PLAIN_DRIFT: ReadonlySet<ReasonCode> = new Set(['update-drift', 'update-drift-gone'])

/** A round writes down what is known first, which may be either. */
const byFamily = (a: Pick<FamilyRow, 'family'>, b: Pick<FamilyRow, 'family'>): number =>
  a.family.localeCompare(b.family)

export interface ExplainedFacts extends ExplainedHistory {
  readonly record: RecordStatus
  /** What the app says of itself while it is paused; null while it is not. */
  readonly pause: string | null
}

export interface Section {
  readonly topic: 'now' | 'sent' | 'looked' | 'next'
  readonly lines: readonly string[]
}

/** @returns only the sections that have something to say, in the order in which they are read */
export function explainRound(locale: Locale, { record, sent, last, pause }: ExplainedFacts): Section[] {
  const t = translator(locale)
  const space = t('sentence-separator')
  const time = (iso: string) => new Date(iso).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'medium' })
  const managed = record.families.filter((row) => row.state !== 'unmanaged')
  const now = managed.length === 0 ? [t('why.all-off', { hostname: record.hostname })] : managed.map(standing)
  const isLetGo = managed.some((row) => row.hold?.class === 'forgotten')
  const rounds = new Map(sent.flatMap(({ round }) => (round === null ? [] : [[round.id, round] as const])))
  const sections: Section[] = [
    { topic: 'now', lines: now },
    { topic: 'sent', lines: sent.length === 0 ? [t('why.never-sent')] : sentLines() },
    { topic: 'looked', lines: last === null || rounds.has(last.id) ? [] : lookLines(last) },
    { topic: 'next', lines: managed.length === 0 ? [] : [nextLine()] },
  ]
  return sections.filter(({ lines }) => lines.length > 0)

  function standing(row: FamilyRow): string {
    const about = { hostname: row.hostname, family: t(`family.${row.family}`) }
    const said = row.confirmed
      ? t('why.confirmed', { ...about, address: row.confirmed, at: time(row.confirmedAt ?? '') })
      : t('why.unconfirmed', about)
    const isOther = row.desired !== null && row.desired !== row.confirmed
    const parts = [
      said,
      isOther ? t('why.wanted', { address: row.desired ?? '' }) : null,
      row.message,
      seen(row),
      ...(row.hold === null ? [] : explainHold(locale, row.hold, time)),
    ]
    return parts.filter((part) => part !== null).join(space)
  }

  /** What DNS says of it: a difference is told with its reason, agreement with its time, silence not at all. */
  function seen(row: FamilyRow): string | null {
    const verified = record.verified[row.family]
    if (verified === null || row.confirmed === null) return null
    if (verified.drift !== null) {
      const told = sentence(locale, verified.drift)
      // What sending does not mend, or must not be sent for, says itself what to do.
      if (!PLAIN_DRIFT.has(verified.drift.code)) return told
      return [told, t(record.onDrift === 'correct' ? 'why.drift-corrected' : 'why.drift-shown')].join(space)
    }
    if (verified.state !== 'holds') return null
    return t('why.verified', { address: row.confirmed, at: time(verified.at) })
  }

  /** Both families of one change come from one round, which is told once. */
  function sentLines(): string[] {
    return [...sent.map(({ attempt }) => attemptLine(attempt)), ...[...rounds.values()].flatMap(learntLines)]
  }

  function attemptLine(it: Attempt): string {
    const facts = { at: time(it.at), from: it.from ?? '', to: it.to, cause: t(`cause.${it.trigger}`) }
    const key = it.from === null ? 'sent-first' : it.from === it.to ? 'sent-again' : 'sent-change'
    // A failure's sentence tells what comes next; of what was let go nothing does.
    const failure =
      it.kind === null || it.code === null || isLetGo
        ? ''
        : failureSentence(locale, { kind: it.kind, code: it.code, detail: it.detail })
    return [t(`why.${key}`, facts), t(`why.result.${it.result}`), ...fresh([failure])].join(space)
  }

  function lookLines(it: RoundRecord): string[] {
    const looked = t('why.looked', { at: time(it.startedAt), cause: t(`cause.${it.trigger}`) })
    return [looked, ...learntLines(it), ...nothingNew(it)]
  }

  function nothingNew(it: RoundRecord): string[] {
    return managed
      .filter(({ family, confirmed }) => {
        const isStill = ownObservations(it).some((each) => each.family === family && each.address === confirmed)
        return isStill && !ownDecisions(it).some((decision) => decision.family === family)
      })
      .flatMap(({ confirmed }) => (confirmed === null ? [] : [t('why.nothing-new', { address: confirmed })]))
  }

  /** What this round heard for the name's own questions, and what was decided for it. */
  function learntLines(it: RoundRecord): string[] {
    const decided = ownDecisions(it).map(({ action, why }) =>
      t(action === 'hold' ? 'why.not-sent' : 'why.reason', { why: sentence(locale, why) }),
    )
    return [...ownObservations(it).flatMap(observationLines), ...decided]
  }

  /** Other names may ask other services in the same round. */
  function ownObservations(it: RoundRecord): readonly Observed[] {
    const own = it.observations.filter(({ family, policy }) => {
      return record.policies[family] !== 'off' && policyText(record.policies[family]) === policy
    })
    return own.sort(byFamily)
  }

  function ownDecisions(it: RoundRecord): RoundRecord['decisions'] {
    const own = it.decisions.filter(
      ({ account, hostname }) => account === record.account && sameHostname(hostname, record.hostname),
    )
    return own.sort(byFamily)
  }

  function observationLines({ family, answers, why, outcome }: Observed): string[] {
    const verdict = fresh(why === null ? [] : [sentence(locale, why)])
    if (outcome === 'unknown') verdict.push(sentence(locale, { code: 'keep-unknown', params: {} }))
    const text = verdict.join(space)
    const isOneOfTwo = managed.length > 1 && text !== ''
    const told = isOneOfTwo ? t('why.of-family', { family: t(`family.${family}`), text }) : text
    return [...answers.map(answerLine), ...(told === '' ? [] : [told])]
  }

  function answerLine({ source, name, address, refused }: Observed['answers'][number]): string {
    const key = address === null ? 'no-answer' : source === 'adapter' ? 'adapter-answer' : 'answer'
    const said = t(`why.${key}`, { source: name, address: address ?? '' })
    if (refused === null) return said
    const why = sentence(locale, refused)
    // A refusal that names its source says it all.
    return Object.values(refused.params).includes(name) ? why : [said, ...fresh([why])].join(space)
  }

  /** What is not said in the first section already. */
  function fresh(lines: readonly string[]): string[] {
    return lines.filter((line) => line !== '' && !now.some((told) => told.includes(line)))
  }

  function nextLine(): string {
    if (pause !== null) return pause
    const at = managed.find((row) => row.nextLook !== null)?.nextLook ?? last?.nextLookAt ?? null
    return at === null ? t('why.next-change') : t('why.next-look', { at: time(at) })
  }
}

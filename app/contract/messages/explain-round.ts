// What was done for a name, and why, in sentences: the last attempt, the round behind it, and what comes next.
import type { Attempt, RoundRecord } from '../history.ts'
import type { Locale } from '../locale.ts'
import { policyText } from '../settings.ts'
import type { FamilyRow, RecordStatus } from '../snapshot.ts'
import { failureSentence } from './failure-sentence.ts'
import { sentence, translator } from './translate.ts'

export interface ExplainedFacts {
  readonly record: RecordStatus
  /** The newest attempt for this name, null when nothing was ever sent. */
  readonly attempt: Attempt | null
  /** The round that made the attempt, null when it is no longer kept. */
  readonly round: RoundRecord | null
  /** The newest round of all. */
  readonly last: RoundRecord | null
}

export function explainRound(locale: Locale, { record, attempt, round, last }: ExplainedFacts): string[] {
  const t = translator(locale)
  const time = (iso: string) => new Date(iso).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'medium' })
  const lines = record.families.filter((row) => row.state !== 'unmanaged').map(standing)
  if (attempt === null) lines.push(t('why.never-sent'))
  else lines.push(...attemptLines(attempt))
  if (round !== null) lines.push(...observationLines(round))
  if (last !== null && last.id !== round?.id) {
    lines.push(t('why.last-look', { at: time(last.startedAt), trigger: t(`trigger.${last.trigger}`) }))
    lines.push(...observationLines(last))
  }
  const next = record.families.find((row) => row.nextLook !== null)?.nextLook ?? last?.nextLookAt ?? null
  if (next !== null) lines.push(t('why.next-look', { at: time(next) }))
  return lines

  function standing(row: FamilyRow): string {
    const family = t(`family.${row.family}`)
    const said = row.confirmed
      ? t('why.confirmed', { hostname: row.hostname, family, address: row.confirmed, at: time(row.confirmedAt ?? '') })
      : t('why.unconfirmed', { hostname: row.hostname, family })
    return [said, row.message, seen(row)].filter((part) => part !== null).join(' ')
  }

  /** What DNS says of it: a difference is told with its reason, agreement with its time, silence not at all. */
  function seen(row: FamilyRow): string | null {
    const verified = record.verified[row.family]
    if (verified === null || row.confirmed === null) return null
    if (verified.drift !== null) return sentence(locale, verified.drift)
    if (verified.state !== 'holds') return null
    return t('why.verified', { address: row.confirmed, at: time(verified.at) })
  }

  function attemptLines(it: Attempt): string[] {
    const facts = { at: time(it.at), from: it.from ?? '–', to: it.to, trigger: t(`trigger.${it.trigger}`) }
    const told = t('why.attempt', { ...facts, result: t(`row-state.${it.result}`) })
    if (it.kind === null || it.code === null) return [told]
    return [told, failureSentence(locale, { kind: it.kind, code: it.code, detail: it.detail })]
  }

  function observationLines(it: RoundRecord): string[] {
    // Only this name's own question: others may ask other services in the same round.
    const isOwn = ({ family, policy }: RoundRecord['observations'][number]) =>
      record.policies[family] !== 'off' && policyText(record.policies[family]) === policy
    return it.observations.filter(isOwn).flatMap((observation) => [
      ...observation.answers.map((answer) =>
        answer.address === null
          ? t('why.no-answer', {
              source: answer.name,
              why: answer.refused === null ? '' : sentence(locale, answer.refused),
            })
          : t('why.answer', { source: answer.name, address: answer.address }),
      ),
      ...(observation.why === null ? [] : [sentence(locale, observation.why)]),
    ])
  }
}

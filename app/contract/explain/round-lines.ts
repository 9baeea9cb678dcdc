// What one round found out and decided for a name, in sentences.

import { answerMessage, policyText } from '../address-sources.ts'
import { withGuards } from '../guards.ts'
import type { StoredRound } from '../history.ts'
import { sameHostname } from '../hostname.ts'
import { sentence } from '../messages/translate.ts'
import type { FamilyRow, RecordStatus } from '../snapshot.ts'
import { managedRows, type Words } from './words.ts'

type Observed = StoredRound['observations'][number]

/** A round is stored in the order of its answers, so either family may be first. */
const byFamily = (a: Pick<FamilyRow, 'family'>, b: Pick<FamilyRow, 'family'>): number =>
  a.family.localeCompare(b.family)

/** @returns one line for each answer of a source, then the verdict on them, then each decision with its reason */
export function roundLines(words: Words, record: RecordStatus, round: StoredRound): string[] {
  const { locale, t } = words
  const decided = stillTrue(record, round).map(({ action, why }) =>
    t(action === 'hold' ? 'why.not-sent' : 'why.reason', { why: sentence(locale, why) }),
  )
  const hasTwoFamilies = managedRows(record).length > 1
  const observed = ownObservations(record, round).flatMap((each) => observationLines(words, each, hasTwoFamilies))
  return [...observed, ...decided]
}

/** Whether the round saw another address than the published one, or decided anything for this family. */
export function hasNewsFor(
  record: RecordStatus,
  round: StoredRound,
  family: FamilyRow['family'],
  published: string,
): boolean {
  const isStill = ownObservations(record, round).some((each) => each.family === family && each.address === published)
  return !isStill || ownDecisions(record, round).some((decision) => decision.family === family)
}

/** Other records may use other sources in the same round. */
const ownObservations = (record: RecordStatus, { observations }: StoredRound): readonly Observed[] =>
  observations
    .filter(({ family, policy }) => {
      return (
        record.policies[family] !== 'off' && withGuards(policyText(record.policies[family]), record.guards) === policy
      )
    })
    .sort(byFamily)

const ownDecisions = (record: RecordStatus, { decisions }: StoredRound): StoredRound['decisions'] =>
  decisions
    .filter(({ account, hostname }) => account === record.account && sameHostname(hostname, record.hostname))
    .sort(byFamily)

/**
 * A hold's decision promises another try, at a time. Nothing comes of it once the user has dismissed the update, whatever holds
 * the account.
 */
function stillTrue(record: RecordStatus, round: StoredRound): StoredRound['decisions'] {
  const dismissed = managedRows(record).filter(({ hold }) => hold?.class === 'forgotten')
  const isOutdated = ({ action, family, address, why }: StoredRound['decisions'][number]): boolean =>
    action === 'hold' &&
    why.code !== 'hold-forgotten' &&
    dismissed.some((row) => row.family === family && row.desired === address)
  return ownDecisions(record, round).filter((decision) => !isOutdated(decision))
}

function observationLines(words: Words, observed: Observed, hasTwoFamilies: boolean): string[] {
  const { locale, t, space, fresh } = words
  const { family, answers, why, outcome } = observed
  const verdict = fresh(why === null ? [] : [sentence(locale, why)])
  if (outcome === 'unknown') verdict.push(sentence(locale, { code: 'keep-unknown', params: {} }))
  const text = verdict.join(space)
  const line = hasTwoFamilies && text !== '' ? t('why.of-family', { family: t(`family.${family}`), text }) : text
  return [
    ...answers.map((answer) => answerLine(words, answer)),
    ...(line === '' ? [] : [line]),
    ...guardLines(words, observed),
  ]
}

/** What the guards found and weighed. What one held is the verdict already. */
function guardLines({ locale, t, fresh }: Words, { guards = [], why }: Observed): string[] {
  return guards.flatMap((verdict) => {
    const isSaid = verdict.why === null || verdict.why.code === why?.code
    const found = isSaid || verdict.why === null ? [] : fresh([sentence(locale, verdict.why)])
    const signs = (verdict.signs ?? []).map((sign) => sentence(locale, sign))
    const weighed =
      signs.length === 0
        ? []
        : [t('why.signs', { score: verdict.score ?? 0, signs: signs.join(t('sentence-separator')) })]
    return [...found, ...weighed]
  })
}

function answerLine({ locale, t, space, fresh }: Words, answer: Observed['answers'][number]): string {
  const { source, name, address, refused } = answer
  const key = address === null ? 'why.no-answer' : answerMessage(source)
  const line = t(key, { source: name, address: address ?? '' })
  if (refused === null) return line
  const why = sentence(locale, refused)
  // A refusal that names its source says it all. A source without a name was not asked: then only the reason says anything.
  const isNamed = Object.values(refused.params).includes(name)
  return isNamed || name === source ? why : [line, ...fresh([why])].join(space)
}

// What only the user can decide about the network, as the user sees it.
import type { QuestionView } from '../contract/guards.ts'
import type { Locale } from '../contract/locale.ts'
import { sentence } from '../contract/messages/translate.ts'
import type { Settings } from '../contract/settings.ts'
import { policyKey } from '../engine/rounds/managed-records.ts'
import { FAMILIES, type Family } from '../model/address.ts'
import { answersTo, type GuardMemory, type Question, questionId } from '../model/guards/memory.ts'
import { isoTime } from '../model/iso-time.ts'
import type { AskedQuestion } from './family-row.ts'

type Memory = Pick<GuardMemory, 'questions'>
type Record = Settings['records'][number]

const isAbout = ({ groups }: Question, record: Record): boolean =>
  FAMILIES.some((family) => record[family] !== 'off' && policyKey(family, record) in groups)

/** @returns the questions that are about any name, first those that somebody is asked */
export function toQuestionViews({ questions }: Memory, { records }: Settings, locale: Locale): QuestionView[] {
  return questions
    .map((question): QuestionView => {
      const concerned = records.filter((record) => isAbout(question, record))
      return {
        id: questionId(question),
        guard: question.guard,
        message: sentence(locale, question.why),
        since: isoTime(question.since),
        records: concerned.map(({ account, hostname }) => ({ account, hostname })),
        isAsked: concerned.some((record) => FAMILIES.some((family) => asks(question, family, record))),
        answers: [...answersTo(question)],
      }
    })
    .filter(({ records: concerned }) => concerned.length > 0)
    .sort((a, b) => Number(b.isAsked) - Number(a.isAsked))
}

const asks = ({ groups }: Question, family: Family, record: Record): boolean =>
  record[family] !== 'off' && groups[policyKey(family, record)] === true

/** What the user is asked about one family of a record. */
export function questionAbout({ questions }: Memory, family: Family, record: Record): AskedQuestion | null {
  const asked = questions.find((question) => asks(question, family, record))
  return asked === undefined ? null : { id: questionId(asked), why: asked.why }
}

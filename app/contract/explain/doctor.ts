// The doctor's report in words: blocks of lines, tables as rows of cells. The command line draws them.
import { type DoctorObservation, type DoctorReport, holdingGuard } from '../doctor.ts'
import { shownHostname } from '../hostname.ts'
import type { Locale } from '../locale.ts'
import { sentence, type Translate, translator } from '../messages/translate.ts'
import type { NetworkPath, PathHop } from '../network-path.ts'

/** Lines under each other, or a table with its header. */
export type DoctorBlock =
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'table'; readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] }

interface Words {
  readonly locale: Locale
  readonly t: Translate
}

const EMPTY = '-'

export function explainDoctor(locale: Locale, report: DoctorReport): DoctorBlock[] {
  const words = { locale, t: translator(locale) }
  const { t } = words
  const head = [
    t(`doctor.verdict.${report.verdict}`),
    t(report.isRunning ? 'doctor.by-instance' : 'doctor.alone'),
    ...(report.monitoring === 'polling' ? [t('doctor.polling')] : []),
  ]
  return [
    { kind: 'lines', lines: head },
    ...report.paths.flatMap((path) => pathBlocks(words, path)),
    ...report.observations.flatMap((observation) => observationBlocks(words, observation)),
  ]
}

function pathBlocks({ t }: Words, path: NetworkPath): DoctorBlock[] {
  const family = t(`family.${path.family}`)
  const remarks = [
    ...(path.brokenLink === null ? [] : [t(`doctor.broken.${path.brokenLink}`)]),
    ...(path.isTranslated === true ? [t('doctor.translated', { family })] : []),
  ]
  return [
    { kind: 'lines', lines: [t('doctor.path', { family })] },
    {
      kind: 'table',
      header: [t('doctor.column.place'), t('doctor.column.inside'), t('doctor.column.address'), t('doctor.column.how')],
      rows: path.hops.map((hop) => hopRow(t, hop)),
    },
    ...(remarks.length === 0 ? [] : [{ kind: 'lines' as const, lines: remarks }]),
  ]
}

function hopRow(t: Translate, { place, state, address, innerAddress, how, by }: PathHop): string[] {
  const known = how === null ? t('doctor.not-known') : t(`doctor.how.${how}`, { by: by.join(', ') })
  return [
    t(`doctor.place.${place}`),
    innerAddress ?? EMPTY,
    address ?? EMPTY,
    state === 'absent' ? t(`doctor.absent.${place}`) : known,
  ]
}

function namesOf(t: Translate, [first, ...others]: readonly string[]): string {
  const name = shownHostname(first ?? '')
  return others.length === 0 ? name : t('doctor.and-more', { name, count: others.length })
}

function observationBlocks({ locale, t }: Words, observation: DoctorObservation): DoctorBlock[] {
  const { hostnames, policy, address, why, answers, candidates } = observation
  const about = { family: t(`family.${observation.family}`), policy, names: namesOf(t, hostnames) }
  const reason = why === null ? '' : sentence(locale, why)
  const lines = [
    t(hostnames.length === 0 ? 'doctor.for-nobody' : 'doctor.for', about),
    ...(address === null ? [] : [t('doctor.known', { address })]),
    holdingGuard(observation) === null ? reason : t('doctor.guard', { why: reason }),
    ...guardLines({ locale, t }, observation),
  ]
  const answered: DoctorBlock[] =
    answers.length === 0
      ? [{ kind: 'lines', lines: [t('doctor.nobody')] }]
      : [
          { kind: 'lines', lines: [t('doctor.asked')] },
          {
            kind: 'table',
            header: [t('cli.column.who'), t('cli.column.address'), t('doctor.column.took'), t('doctor.column.says')],
            rows: answers.map((answer) => [
              `${answer.source} ${answer.name}`,
              answer.address ?? EMPTY,
              t('doctor.took-ms', { ms: answer.tookMs }),
              [answer.agrees ? t('doctor.agrees') : '', remarkOf(locale, answer)].filter(Boolean).join(' ') || EMPTY,
            ]),
          },
        ]
  const considered: DoctorBlock[] =
    candidates.length === 0
      ? []
      : [
          { kind: 'lines', lines: [t('doctor.considered')] },
          {
            kind: 'table',
            header: [t('cli.column.name'), t('cli.column.address'), t('doctor.column.says')],
            rows: candidates.map((each) => [each.adapterName, each.address ?? EMPTY, sentence(locale, each.why)]),
          },
        ]
  return [{ kind: 'lines', lines: lines.filter((line) => line !== '') }, ...answered, ...considered]
}

/** What guards ask, and what they weighed. What one holds stands above. */
function guardLines({ locale, t }: Words, { guards }: DoctorObservation): string[] {
  const space = t('sentence-separator')
  return guards.flatMap(({ effect, why, signs = [] }) => [
    ...(effect === 'ask' && why !== null ? [t('doctor.asks', { why: sentence(locale, why) })] : []),
    ...(signs.length === 0
      ? []
      : [t('doctor.weighed', { signs: signs.map((it) => sentence(locale, it)).join(space) })]),
  ])
}

/** Why an answer was not taken, and the words behind it. */
function remarkOf(locale: Locale, { refused, detail }: DoctorObservation['answers'][number]): string {
  const parts = [refused === null ? '' : sentence(locale, refused), detail === null ? '' : `(${detail})`]
  return parts.filter((part) => part !== '').join(' ')
}

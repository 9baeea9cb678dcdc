// One family in a round: the conclusion, each address source with its answer, and each adapter with the reason for or
// against it.
import { mergeClasses } from '@fluentui/react-components'
import type { StoredRound } from '../../../app/contract/history.ts'
import { EvidenceList } from '../../components/EvidenceList.tsx'
import { useLanguage } from '../../i18n/Language.tsx'
import { useLayout } from '../../theme/layout.ts'

type ObservationRecord = StoredRound['observations'][number]

export function Observation({ observation }: { observation: ObservationRecord }) {
  const { t, reason, space } = useLanguage()
  const layout = useLayout()
  const { outcome, address, why, answers, candidates } = observation
  const markLabels = { good: t('window.history.counted'), other: t('window.history.not-counted') }
  return (
    <>
      <section className={layout.tight}>
        <h3 className={layout.heading}>{t('window.history.learnt')}</h3>
        <p className={mergeClasses(layout.text, layout.breakable)}>
          {t(`window.history.outcome-${outcome}`, { address: address ?? '' })}
          {space}
          {why !== null && reason(why)}
        </p>
      </section>
      <EvidenceList
        title={t('window.history.sources')}
        markLabels={markLabels}
        // Two sources of a list may have one name.
        items={answers.map((answer, index) => ({
          key: `${index} ${answer.source} ${answer.name}`,
          good: answer.refused === null && answer.address !== null,
          content: <SourceAnswer answer={answer} />,
        }))}
      />
      <EvidenceList
        title={t('window.history.candidates')}
        markLabels={markLabels}
        items={candidates.map((candidate) => ({
          key: `${candidate.adapterId} ${candidate.address ?? ''}`,
          good: candidate.chosen,
          content: <Candidate candidate={candidate} />,
        }))}
      />
    </>
  )
}

function SourceAnswer({ answer }: { answer: ObservationRecord['answers'][number] }) {
  const { reason, formats } = useLanguage()
  const layout = useLayout()
  const { name, address, refused, detail, tookMs } = answer
  return (
    <>
      <div className={layout.apart}>
        <span className={mergeClasses(layout.strong, layout.breakable)}>{name}</span>
        <span className={layout.quiet}>{formats.took(tookMs)}</span>
      </div>
      {address !== null && <div className={layout.machine}>{address}</div>}
      {refused !== null && <div>{reason(refused)}</div>}
      {detail !== null && <div className={mergeClasses(layout.quiet, layout.breakable)}>{detail}</div>}
    </>
  )
}

function Candidate({ candidate }: { candidate: ObservationRecord['candidates'][number] }) {
  const { reason } = useLanguage()
  const layout = useLayout()
  const { adapterName, address, why } = candidate
  return (
    <>
      <span className={mergeClasses(layout.strong, layout.breakable)}>{adapterName}</span>{' '}
      {address !== null && <span className={layout.machine}>{address}</span>}
      <div className={layout.breakable}>{reason(why)}</div>
    </>
  )
}

// What was learnt of one family in a round: the conclusion, each source with its answer, each adapter with its verdict.
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle'
import { SubtractCircleRegular } from '@fluentui/react-icons/svg/subtract-circle'
import type { ReactNode } from 'react'
import type { RoundRecord } from '../../../app/contract/history.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useLayout } from '../../theme/layout.ts'

type ObservationRecord = RoundRecord['observations'][number]

const useStyles = makeStyles({
  title: { margin: '8px 0 6px' },
  item: {
    display: 'grid',
    gridTemplateColumns: '20px minmax(0, 1fr)',
    gap: '0 8px',
    padding: '6px 0',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    '& svg': { fontSize: '16px', marginTop: '3px' },
  },
  good: { color: tokens.colorStatusSuccessForeground1 },
  other: { color: tokens.colorNeutralForeground3 },
})

export function Observation({ observation }: { observation: ObservationRecord }) {
  const { t, reason, formats, space } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  return (
    <>
      <section className={layout.tight}>
        <h3 className={layout.heading}>{t('window.history.learnt')}</h3>
        <p className={mergeClasses(layout.text, layout.breakable)}>
          {t(`window.history.outcome-${observation.outcome}`, { address: observation.address ?? '' })}
          {space}
          {observation.why !== null && reason(observation.why)}
        </p>
      </section>
      {observation.answers.length > 0 && (
        <section>
          <h4 className={mergeClasses(layout.quiet, styles.title)}>{t('window.history.sources')}</h4>
          <ul className={layout.list}>
            {observation.answers.map((answer) => (
              <Item key={`${answer.source} ${answer.name}`} good={answer.refused === null && answer.address !== null}>
                <div className={layout.apart}>
                  <span className={mergeClasses(layout.strong, layout.breakable)}>{answer.name}</span>
                  <span className={layout.quiet}>{formats.took(answer.tookMs)}</span>
                </div>
                {answer.address !== null && <div className={layout.machine}>{answer.address}</div>}
                {answer.refused !== null && <div>{reason(answer.refused)}</div>}
                {answer.detail !== null && (
                  <div className={mergeClasses(layout.quiet, layout.breakable)}>{answer.detail}</div>
                )}
              </Item>
            ))}
          </ul>
        </section>
      )}
      {observation.candidates.length > 0 && (
        <section>
          <h4 className={mergeClasses(layout.quiet, styles.title)}>{t('window.history.candidates')}</h4>
          <ul className={layout.list}>
            {observation.candidates.map((candidate) => (
              <Item key={`${candidate.adapterId} ${candidate.address ?? ''}`} good={candidate.chosen}>
                <span className={mergeClasses(layout.strong, layout.breakable)}>{candidate.adapterName}</span>{' '}
                {candidate.address !== null && <span className={layout.machine}>{candidate.address}</span>}
                <div className={layout.breakable}>{reason(candidate.why)}</div>
              </Item>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function Item({ good, children }: { good: boolean; children: ReactNode }) {
  const { t } = useLanguage()
  const styles = useStyles()
  return (
    <li className={styles.item}>
      {good ? (
        <CheckmarkCircleRegular className={styles.good} aria-label={t('window.history.counted')} />
      ) : (
        <SubtractCircleRegular className={styles.other} aria-label={t('window.history.not-counted')} />
      )}
      <div>{children}</div>
    </li>
  )
}

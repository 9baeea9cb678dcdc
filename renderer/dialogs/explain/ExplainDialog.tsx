// Why a domain is in its state: the same sentences as `homeward why`, under headings.
import { mergeClasses, Spinner } from '@fluentui/react-components'
import { explainRound } from '../../../app/contract/explain/round.ts'
import type { RecordStatus } from '../../../app/contract/snapshot.ts'
import { ErrorMessage } from '../../components/ErrorMessage.tsx'
import { ReadingDialog } from '../../components/ReadingDialog.tsx'
import { useQuery } from '../../components/use-query.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { closeDialog } from '../../store/view-store.ts'
import { useLayout } from '../../theme/layout.ts'

export function ExplainDialog({ record }: { record: RecordStatus }) {
  const { t, locale } = useLanguage()
  const layout = useLayout()
  const pause = useSnapshot((snapshot) => (snapshot.paused ? snapshot.summary : null))
  const lastRoundId = useSnapshot((snapshot) => snapshot.lastRound?.id ?? '')
  const { account, hostname, state } = record
  // The dialog may stay open for long, so the history is read again after every round.
  const history = useQuery('record.explain', { account, hostname }, `${lastRoundId} ${state}`)
  const sections =
    typeof history === 'string' ? [] : explainRound(locale, { record, pause, isRunning: true, ...history.value })

  return (
    <ReadingDialog title={t('window.why.title', { hostname })} close={closeDialog}>
      {history === 'reading' && <Spinner delay={300} label={t('window.why.reading')} />}
      <ErrorMessage text={history === 'failed' ? t('window.no-answer') : null} />
      {sections.map(({ topic, lines }) => (
        <section key={topic} className={layout.tight}>
          <h3 className={layout.heading}>{t(`why.head-${topic}`)}</h3>
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two rounds may have the same line, so only the index tells them apart.
            <p key={index} className={mergeClasses(layout.text, layout.breakable)}>
              {line}
            </p>
          ))}
        </section>
      ))}
    </ReadingDialog>
  )
}

// Why a domain is as it is: the same sentences as `homeward why`, under headings.
import { mergeClasses, Spinner } from '@fluentui/react-components'
import { explainRound } from '../../../app/contract/explain/round.ts'
import type { RecordStatus } from '../../../app/contract/snapshot.ts'
import { Refusal } from '../../components/ErrorMessage.tsx'
import { ReadingDialog } from '../../components/ReadingDialog.tsx'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { closeDialog } from '../../store/view-store.ts'
import { useLayout } from '../../theme/layout.ts'
import { useWhy } from './use-why.ts'

export function WhyDialog({ record }: { record: RecordStatus }) {
  const { t, locale } = useLanguage()
  const layout = useLayout()
  const pause = useSnapshot((snapshot) => (snapshot.paused ? snapshot.summary : null))
  const read = useWhy(record)
  const sections = typeof read === 'string' ? [] : explainRound(locale, { record, pause, ...read })

  return (
    <ReadingDialog title={t('window.why.title', { hostname: record.hostname })} close={closeDialog}>
      {read === 'reading' && <Spinner delay={300} label={t('window.why.reading')} />}
      <Refusal text={read === 'failed' ? t('window.no-answer') : null} />
      {sections.map(({ topic, lines }) => (
        <section key={topic} className={layout.tight}>
          <h3 className={layout.heading}>{t(`why.head-${topic}`)}</h3>
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two rounds may say the same; a line's place is what it is.
            <p key={index} className={mergeClasses(layout.text, layout.breakable)}>
              {line}
            </p>
          ))}
        </section>
      ))}
    </ReadingDialog>
  )
}

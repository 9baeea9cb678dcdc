// Who sees which address now: the zone's authoritative servers, and resolvers that may still return an old address. They are
// queried each time the dialog opens.
import { Button, Spinner } from '@fluentui/react-components'
import { useState } from 'react'
import type { RecordStatus } from '../../../app/contract/snapshot.ts'
import { ErrorMessage } from '../../components/ErrorMessage.tsx'
import { ReadingDialog } from '../../components/ReadingDialog.tsx'
import { useQuery } from '../../components/use-query.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { closeDialog } from '../../store/view-store.ts'
import { useLayout } from '../../theme/layout.ts'
import { PropagationSection } from './PropagationSection.tsx'

export function PropagationDialog({ record: { account, hostname } }: { record: RecordStatus }) {
  const { t } = useLanguage()
  const [query, setQuery] = useState(0)
  return (
    <ReadingDialog title={t('window.propagation.title', { hostname })} close={closeDialog}>
      {/* A new key for each query, so that the old answer goes. */}
      <Answer key={query} account={account} hostname={hostname} retry={() => setQuery(query + 1)} />
    </ReadingDialog>
  )
}

interface AnswerProps extends Pick<RecordStatus, 'account' | 'hostname'> {
  readonly retry: () => void
}

function Answer({ account, hostname, retry }: AnswerProps) {
  const { t } = useLanguage()
  const layout = useLayout()
  const answer = useQuery('record.propagation', { account, hostname })
  if (answer === 'reading') return <Spinner label={t('window.propagation.asking')} />

  const result = answer === 'failed' ? { ok: false as const, message: t('window.no-answer') } : answer.value
  return (
    <>
      {!result.ok && <ErrorMessage text={result.message} />}
      {result.ok && result.propagation.families.length === 0 && (
        <p className={layout.text}>{t('window.propagation.none-managed')}</p>
      )}
      {result.ok &&
        result.propagation.families.map((family) => <PropagationSection key={family.family} propagation={family} />)}
      <div>
        <Button onClick={retry}>{t('window.try-again')}</Button>
      </div>
    </>
  )
}

// The attempts and their results, newest first. Each attempt opens the explanation of its round.
import { Button, MessageBar, MessageBarBody, makeStyles, mergeClasses, Spinner } from '@fluentui/react-components'
import { useRef, useState } from 'react'
import type { Attempt } from '../../../app/contract/history.ts'
import { PageHead } from '../../components/PageHead.tsx'
import { useLanguage } from '../../i18n/Language.tsx'
import { useLayout } from '../../theme/layout.ts'
import { AttemptTable } from './AttemptTable.tsx'
import { HistoryFilters } from './HistoryFilters.tsx'
import type { Filter } from './history-pages.ts'
import { RoundDialog } from './RoundDialog.tsx'
import { useHistory } from './use-history.ts'

const useStyles = makeStyles({ more: { alignSelf: 'center' } })

export function HistoryPage() {
  const { t } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  const [filter, setFilter] = useState<Filter>({})
  const [explained, setExplained] = useState<Attempt | null>(null)
  const opener = useRef<HTMLElement | null>(null)
  const { shown, failed, loadingOlder, loadOlder } = useHistory(filter)
  const filtered = Object.keys(filter).length > 0

  const explain = (attempt: Attempt, from: HTMLElement) => {
    opener.current = from
    setExplained(attempt)
  }
  const close = () => {
    setExplained(null)
    requestAnimationFrame(() => opener.current?.focus())
  }

  return (
    <>
      <PageHead title={t('window.nav.history')} />
      <div className={layout.stack}>
        <HistoryFilters filter={filter} change={setFilter} />
        {failed && (
          <MessageBar intent="error">
            <MessageBarBody>{t('window.no-answer')}</MessageBarBody>
          </MessageBar>
        )}
        {shown === null ? (
          !failed && <Spinner delay={300} />
        ) : shown.attempts.length === 0 ? (
          <p className={mergeClasses(layout.card, layout.text)}>
            {t(filtered ? 'window.history.none-match' : 'window.history.none')}
          </p>
        ) : (
          <AttemptTable attempts={shown.attempts} explain={explain} />
        )}
        {shown?.more === true && (
          <Button className={styles.more} disabledFocusable={loadingOlder} onClick={loadOlder}>
            {t(loadingOlder ? 'window.action.working' : 'window.history.older')}
          </Button>
        )}
      </div>
      {explained !== null && <RoundDialog attempt={explained} close={close} />}
    </>
  )
}

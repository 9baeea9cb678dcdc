// The first page: notices, the overall state, and every domain with its addresses.
import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { AddRegular } from '@fluentui/react-icons/svg/add'
import { HomeAddRegular } from '@fluentui/react-icons/svg/home-add'
import { PagedList } from '../../components/PagedList.tsx'
import { PageHead } from '../../components/PageHead.tsx'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { openDialog } from '../../store/view-store.ts'
import { useLayout } from '../../theme/layout.ts'
import { CloseHint } from './CloseHint.tsx'
import { DomainCard } from './DomainCard.tsx'
import { Notices } from './Notices.tsx'
import { OverallCard } from './OverallCard.tsx'
import { attentionFirst } from './record-order.ts'

const useStyles = makeStyles({
  title: { marginTop: '8px' },
  empty: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    textAlign: 'center',
    gap: '12px',
    padding: '40px 24px',
    '& svg': { fontSize: '20px' },
  },
  picture: { color: tokens.colorBrandForeground1, '& svg': { fontSize: '48px' } },
  measure: { maxWidth: '46ch' },
})

export function OverviewPage() {
  const { t } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  const records = useSnapshot((snapshot) => snapshot.records)
  const overall = useSnapshot((snapshot) => snapshot.overall)

  return (
    <>
      <PageHead title={t('window.nav.overview')} />
      <div className={layout.stack}>
        <Notices />
        <CloseHint />
        {(records.length > 0 || overall !== 'ok') && <OverallCard />}
        {records.length === 0 ? (
          <NoDomains />
        ) : (
          <>
            <h2 className={`${layout.heading} ${styles.title}`}>{t('window.overview.domains')}</h2>
            <PagedList
              items={attentionFirst(records)}
              pageSize={50}
              draw={(shown) => (
                <ul className={`${layout.list} ${layout.stack}`}>
                  {shown.map((record) => (
                    <li key={`${record.account} ${record.hostname}`}>
                      <DomainCard record={record} />
                    </li>
                  ))}
                </ul>
              )}
            />
          </>
        )}
      </div>
    </>
  )
}

function NoDomains() {
  const { t } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  const editable = useSnapshot((snapshot) => snapshot.settings.editable)
  return (
    <section className={`${layout.card} ${styles.empty}`}>
      <span className={styles.picture}>
        <HomeAddRegular />
      </span>
      <h2 className={layout.heading}>{t('window.overview.empty-title')}</h2>
      <p className={`${layout.text} ${styles.measure}`}>{t('window.overview.empty-text')}</p>
      <Button
        appearance="primary"
        icon={<AddRegular />}
        disabled={!editable}
        onClick={() => openDialog({ kind: 'add-domain', account: null })}
      >
        {t('window.overview.add')}
      </Button>
    </section>
  )
}

// Accounts with their domains. Here the user adds, edits and removes them.
import { Button, MessageBar, MessageBarBody } from '@fluentui/react-components'
import { AddRegular } from '@fluentui/react-icons/svg/add'
import { PageHead } from '../../components/PageHead.tsx'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { openDialog } from '../../store/view-store.ts'
import { useLayout } from '../../theme/layout.ts'
import { AccountSection } from './AccountSection.tsx'

export function DomainsPage() {
  const { t } = useLanguage()
  const layout = useLayout()
  const accounts = useSnapshot((snapshot) => snapshot.accounts)
  const { editable, file } = useSnapshot((snapshot) => snapshot.settings)

  return (
    <>
      <PageHead title={t('window.nav.domains')}>
        <Button
          appearance="primary"
          icon={<AddRegular />}
          disabled={!editable}
          onClick={() => openDialog({ kind: 'add-domain', account: null })}
        >
          {t('window.domains.add')}
        </Button>
      </PageHead>
      <div className={layout.stack}>
        {!editable && (
          <MessageBar intent="error" layout="multiline">
            <MessageBarBody className={layout.breakable}>{t('window.domains.not-editable', { file })}</MessageBarBody>
          </MessageBar>
        )}
        <p className={layout.text}>
          {t(accounts.length === 0 ? 'window.overview.empty-text' : 'window.domains.intro')}
        </p>
        {accounts.map((account) => (
          <AccountSection key={account.id} account={account} editable={editable} />
        ))}
      </div>
    </>
  )
}

// Asks before it removes an account with its secrets and domains.
import type { AccountStatus } from '../../../app/contract/snapshot.ts'
import { FormDialog } from '../../components/FormDialog.tsx'
import { useCommand } from '../../components/use-command.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { closeDialog } from '../../store/view-store.ts'
import { useLayout } from '../../theme/layout.ts'

export function RemoveAccountDialog({ account }: { account: AccountStatus }) {
  const { t } = useLanguage()
  const layout = useLayout()
  const command = useCommand()
  const count = useSnapshot(({ records }) => records.filter((record) => record.account === account.id).length)

  const submit = async () => {
    if (await command.send('account.remove', account.id)) closeDialog()
    return true
  }

  return (
    <FormDialog
      alert
      title={t('window.form.remove-account-title', { account: account.id })}
      submitLabel={t('window.action.remove')}
      busy={command.busy}
      error={command.error}
      submit={submit}
    >
      <p className={layout.text}>{t('window.form.remove-account-text', { count })}</p>
    </FormDialog>
  )
}

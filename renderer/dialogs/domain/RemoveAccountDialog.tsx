// Asks before an account goes, with its secrets and its domains.
import type { AccountStatus } from '../../../app/contract/snapshot.ts'
import { FormDialog } from '../../components/FormDialog.tsx'
import { useIntent } from '../../components/use-command.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { closeDialog } from '../../store/view-store.ts'
import { useLayout } from '../../theme/layout.ts'

export function RemoveAccountDialog({ account }: { account: AccountStatus }) {
  const { t } = useLanguage()
  const layout = useLayout()
  const intent = useIntent()
  const count = useSnapshot(({ records }) => records.filter((record) => record.account === account.id).length)

  const submit = async () => {
    if (await intent.send('account.remove', account.id)) closeDialog()
    return true
  }

  return (
    <FormDialog
      alert
      title={t('window.form.remove-account-title', { account: account.id })}
      submitLabel={t('window.action.remove')}
      busy={intent.busy}
      refusal={intent.refusal}
      submit={submit}
    >
      <p className={layout.text}>{t('window.form.remove-account-text', { count })}</p>
    </FormDialog>
  )
}

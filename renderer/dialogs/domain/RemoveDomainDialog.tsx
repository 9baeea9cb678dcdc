// Asks before it removes a domain from Homeward. With the last domain of an account, the user may remove the account too.
import { Checkbox } from '@fluentui/react-components'
import { useState } from 'react'
import type { RecordStatus } from '../../../app/contract/snapshot.ts'
import { FormDialog } from '../../components/FormDialog.tsx'
import { useCommand } from '../../components/use-command.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { closeDialog } from '../../store/view-store.ts'
import { useLayout } from '../../theme/layout.ts'

export function RemoveDomainDialog({ record }: { record: RecordStatus }) {
  const { t } = useLanguage()
  const layout = useLayout()
  const command = useCommand()
  const isLast = useSnapshot(({ records }) => records.filter(({ account }) => account === record.account).length === 1)
  const [withAccount, setWithAccount] = useState(false)
  const { account, hostname } = record

  const submit = async () => {
    if (!(await command.send('record.remove', { account, hostname }))) return true
    if (!withAccount || (await command.send('account.remove', account))) closeDialog()
    return true
  }

  return (
    <FormDialog
      alert
      title={t('window.form.remove-title', { hostname })}
      submitLabel={t('window.action.remove')}
      busy={command.busy}
      error={command.error}
      submit={submit}
    >
      <p className={layout.text}>{t('window.form.remove-text')}</p>
      {isLast && (
        <Checkbox
          label={t('window.form.remove-account-too', { account })}
          checked={withAccount}
          onChange={(_event, { checked }) => setWithAccount(checked === true)}
        />
      )}
    </FormDialog>
  )
}

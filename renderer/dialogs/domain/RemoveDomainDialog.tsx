// Asks before a domain leaves Homeward; the last one of an account may take the account and its secrets with it.
import { Checkbox } from '@fluentui/react-components'
import { useState } from 'react'
import type { RecordStatus } from '../../../app/contract/snapshot.ts'
import { FormDialog } from '../../components/FormDialog.tsx'
import { useIntent } from '../../components/use-command.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { closeDialog } from '../../store/view-store.ts'
import { useLayout } from '../../theme/layout.ts'

export function RemoveDomainDialog({ record }: { record: RecordStatus }) {
  const { t } = useLanguage()
  const layout = useLayout()
  const intent = useIntent()
  const last = useSnapshot(({ records }) => records.filter(({ account }) => account === record.account).length === 1)
  const [accountToo, setAccountToo] = useState(false)
  const { account, hostname } = record

  const submit = async () => {
    if (!(await intent.send('record.remove', { account, hostname }))) return true
    if (!accountToo || (await intent.send('account.remove', account))) closeDialog()
    return true
  }

  return (
    <FormDialog
      alert
      title={t('window.form.remove-title', { hostname })}
      submitLabel={t('window.action.remove')}
      busy={intent.busy}
      refusal={intent.refusal}
      submit={submit}
    >
      <p className={layout.text}>{t('window.form.remove-text')}</p>
      {last && (
        <Checkbox
          label={t('window.form.remove-account-too', { account })}
          checked={accountToo}
          onChange={(_event, { checked }) => setAccountToo(checked === true)}
        />
      )}
    </FormDialog>
  )
}

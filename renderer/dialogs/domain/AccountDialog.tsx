// Edits an account: its server, its fields, and its secrets. A secret can be replaced or cleared, but never seen.
import { useState } from 'react'
import type { AccountStatus } from '../../../app/contract/snapshot.ts'
import { FormDialog } from '../../components/FormDialog.tsx'
import { useCommand } from '../../components/use-command.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { closeDialog } from '../../store/view-store.ts'
import { accountPayload, accountProblems, draftOfAccount, secretsInDraft } from './account-form.ts'
import { ProviderFields } from './ProviderFields.tsx'

export function AccountDialog({ account }: { account: AccountStatus }) {
  const { t } = useLanguage()
  const providers = useSnapshot((snapshot) => snapshot.providers)
  const command = useCommand()
  const [draft, setDraft] = useState(() => draftOfAccount(account))
  const [checked, setChecked] = useState(false)
  const info = providers.find(({ id }) => id === account.provider)
  if (info === undefined) throw new Error(`there is no description of the provider ${account.provider}`)
  const secrets = secretsInDraft(draft, info, account)
  const problems = accountProblems(draft, info, secrets, [])

  const submit = async () => {
    setChecked(true)
    if (Object.keys(problems).length > 0) return false
    if (await command.send('account.save', accountPayload(draft, info))) closeDialog()
    return true
  }

  return (
    <FormDialog
      title={t('window.form.account-title', { account: account.id })}
      submitLabel={t('window.action.save')}
      busy={command.busy}
      error={command.error}
      submit={submit}
    >
      <ProviderFields
        info={info}
        draft={draft}
        change={setDraft}
        problems={checked ? problems : {}}
        account={{ ...account, secrets }}
      />
    </FormDialog>
  )
}

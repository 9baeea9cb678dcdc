// Adds or edits a domain. Adding can create the account of the domain as well.
import { Divider } from '@fluentui/react-components'
import { useState } from 'react'
import type { RecordStatus } from '../../../app/contract/snapshot.ts'
import { FormDialog } from '../../components/FormDialog.tsx'
import { useCommand } from '../../components/use-command.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { closeDialog } from '../../store/view-store.ts'
import { AccountSelect } from './AccountSelect.tsx'
import { type AccountDraft, accountPayload, accountProblems, newAccountDraft, type Problems } from './account-form.ts'
import { DomainFields } from './DomainFields.tsx'
import { domainPayload, domainProblems, draftOfDomain, newDomainDraft } from './domain-form.ts'
import { ProviderFields } from './ProviderFields.tsx'

const NO_PROBLEMS: Problems = {}

interface Props {
  /** Null to add one. */
  readonly record: RecordStatus | null
  readonly initialAccount: string | null
}

export function DomainDialog({ record, initialAccount }: Props) {
  const { t } = useLanguage()
  const accounts = useSnapshot((snapshot) => snapshot.accounts)
  const providers = useSnapshot((snapshot) => snapshot.providers)
  const records = useSnapshot((snapshot) => snapshot.records)
  const command = useCommand()
  const [account, setAccount] = useState(initialAccount ?? '')
  const [newAccount, setNewAccount] = useState<AccountDraft | null>(null)
  const [domain, setDomain] = useState(() => (record === null ? newDomainDraft() : draftOfDomain(record)))
  const [checked, setChecked] = useState(false)
  const [saved, setSaved] = useState<string | null>(null)

  const provider = newAccount?.provider ?? accounts.find(({ id }) => id === account)?.provider
  const info = providers.find(({ id }) => id === provider)
  const taken = accounts.map(({ id }) => id).filter((id) => id !== saved)
  const owner = newAccount?.id ?? account
  const others = records.filter((known) => known !== record)
  const inAccount = newAccount === null || info === undefined ? {} : accountProblems(newAccount, info, {}, taken)
  const inDomain = info === undefined ? {} : domainProblems(domain, owner, info, others)

  const submit = async () => {
    setChecked(true)
    if (info === undefined || Object.keys({ ...inAccount, ...inDomain }).length > 0) return false
    if (newAccount !== null) {
      if (!(await command.send('account.save', accountPayload(newAccount, info)))) return true
      // If the domain is refused now, the account exists already. The next submit saves it again.
      setSaved(newAccount.id)
    }
    if (await command.send('record.save', domainPayload(domain, owner, info, record))) closeDialog()
    return true
  }

  return (
    <FormDialog
      title={record === null ? t('window.form.add-title') : t('window.form.edit-title', { hostname: record.hostname })}
      submitLabel={record === null ? t('window.action.add') : t('window.action.save')}
      busy={command.busy}
      error={command.error}
      submit={submit}
    >
      <AccountSelect
        chosen={newAccount === null ? `account:${account}` : `provider:${newAccount.provider}`}
        creatable={record === null}
        choose={(id) => {
          setNewAccount(null)
          setAccount(id)
        }}
        create={(chosen) => setNewAccount(newAccountDraft(chosen, taken))}
        missing={checked && info === undefined}
      />
      {newAccount !== null && info !== undefined && (
        <>
          <ProviderFields
            key={info.id}
            info={info}
            draft={newAccount}
            change={setNewAccount}
            problems={checked ? inAccount : NO_PROBLEMS}
            account={null}
          />
          <Divider />
        </>
      )}
      {info !== undefined && (
        <DomainFields info={info} domain={domain} change={setDomain} problems={checked ? inDomain : NO_PROBLEMS} />
      )}
    </FormDialog>
  )
}

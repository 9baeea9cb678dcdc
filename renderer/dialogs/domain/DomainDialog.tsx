// Adds or edits a domain. For a new one the account is made in the same go, unless there is one already.
import { Checkbox, Divider, Field, Input, Select } from '@fluentui/react-components'
import { useState } from 'react'
import type { ProviderInfo } from '../../../app/contract/provider-info.ts'
import type { RecordStatus } from '../../../app/contract/snapshot.ts'
import { FormDialog } from '../../components/FormDialog.tsx'
import { useIntent } from '../../components/use-command.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { closeDialog } from '../../store/view-store.ts'
import { useLayout } from '../../theme/layout.ts'
import { type AccountDraft, accountPayload, accountProblems, newAccountDraft } from './account-form.ts'
import { domainPayload, domainProblems, draftOfDomain, FAMILIES, newDomainDraft } from './domain-form.ts'
import { PolicyField } from './PolicyField.tsx'
import { ProviderFields } from './ProviderFields.tsx'

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
  const intent = useIntent()
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
  const accountTroubles = newAccount === null || info === undefined ? {} : accountProblems(newAccount, info, {}, taken)
  const domainTroubles = info === undefined ? {} : domainProblems(domain, owner, info, others)

  const submit = async () => {
    setChecked(true)
    if (info === undefined || Object.keys({ ...accountTroubles, ...domainTroubles }).length > 0) return false
    if (newAccount !== null) {
      if (!(await intent.send('account.save', accountPayload(newAccount, info)))) return true
      // Should the domain be refused now, the account is there all the same: the next try saves it anew.
      setSaved(newAccount.id)
    }
    if (await intent.send('record.save', domainPayload(domain, owner, info, record))) closeDialog()
    return true
  }

  return (
    <FormDialog
      title={record === null ? t('window.form.add-title') : t('window.form.edit-title', { hostname: record.hostname })}
      submitLabel={record === null ? t('window.action.add') : t('window.action.save')}
      busy={intent.busy}
      refusal={intent.refusal}
      submit={submit}
    >
      <AccountSelect
        chosen={newAccount === null ? `account:${account}` : `provider:${newAccount.provider}`}
        creatable={record === null}
        choose={(known) => {
          setNewAccount(null)
          setAccount(known)
        }}
        create={(made) => setNewAccount(newAccountDraft(made, taken))}
        missing={checked && info === undefined}
      />
      {newAccount !== null && info !== undefined && (
        <>
          <ProviderFields
            key={info.id}
            info={info}
            draft={newAccount}
            change={setNewAccount}
            problems={checked ? accountTroubles : {}}
            account={null}
          />
          <Divider />
        </>
      )}
      {info !== undefined && (
        <DomainFields info={info} domain={domain} change={setDomain} problems={checked ? domainTroubles : {}} />
      )}
    </FormDialog>
  )
}

interface DomainFieldsProps {
  readonly info: ProviderInfo
  readonly domain: ReturnType<typeof newDomainDraft>
  readonly change: (domain: ReturnType<typeof newDomainDraft>) => void
  readonly problems: ReturnType<typeof domainProblems>
}

function DomainFields({ info, domain, change, problems }: DomainFieldsProps) {
  const { t } = useLanguage()
  const layout = useLayout()
  const key = problems.hostname
  return (
    <>
      <Field
        className={layout.field}
        label={t('window.form.hostname')}
        hint={t('window.form.hostname-help')}
        required
        {...(key === undefined ? {} : { validationMessage: t(key), validationState: 'error' })}
      >
        <Input
          value={domain.hostname}
          onChange={(_event, { value }) => change({ ...domain, hostname: value })}
          spellCheck={false}
          autoComplete="off"
        />
      </Field>
      {FAMILIES.map((family) => (
        <PolicyField
          key={family}
          family={family}
          draft={domain[family]}
          change={(draft) => change({ ...domain, [family]: draft })}
          problems={problems}
          offered={info.families.includes(family)}
        />
      ))}
      <Field hint={t('window.form.on-drift-help')}>
        <Checkbox
          label={t('window.form.on-drift')}
          checked={domain.onDrift === 'correct'}
          onChange={(_event, { checked }) => change({ ...domain, onDrift: checked === true ? 'correct' : 'show' })}
        />
      </Field>
    </>
  )
}

interface AccountSelectProps {
  /** `account:ID` or `provider:ID`. */
  readonly chosen: string
  readonly creatable: boolean
  readonly choose: (account: string) => void
  readonly create: (provider: ProviderInfo) => void
  readonly missing: boolean
}

function AccountSelect({ chosen, creatable, choose, create, missing }: AccountSelectProps) {
  const { t } = useLanguage()
  const layout = useLayout()
  const accounts = useSnapshot((snapshot) => snapshot.accounts)
  const providers = useSnapshot((snapshot) => snapshot.providers)
  const labelOf = (provider: string) => providers.find(({ id }) => id === provider)?.label ?? provider
  return (
    <Field
      className={layout.field}
      label={t('window.form.account')}
      required
      {...(missing ? { validationMessage: t('window.problem.account-choose'), validationState: 'error' } : {})}
    >
      <Select
        value={chosen}
        onChange={(_event, { value }) => {
          const made = providers.find(({ id }) => value === `provider:${id}`)
          if (made !== undefined) create(made)
          else choose(value.replace(/^account:/, ''))
        }}
      >
        {chosen === 'account:' && <option value="account:">{t('window.form.choose-account')}</option>}
        {accounts.length > 0 && (
          <optgroup label={t('window.form.your-accounts')}>
            {accounts.map(({ id, provider }) => (
              <option key={id} value={`account:${id}`}>
                {t('window.overview.account-at', { account: id, provider: labelOf(provider) })}
              </option>
            ))}
          </optgroup>
        )}
        {creatable && (
          <optgroup label={t('window.form.new-accounts')}>
            {providers.map(({ id, label }) => (
              <option key={id} value={`provider:${id}`}>
                {label}
              </option>
            ))}
          </optgroup>
        )}
      </Select>
    </Field>
  )
}

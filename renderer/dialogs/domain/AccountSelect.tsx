// The account of a domain: one of the user's accounts, or a service at which a new one is created.
import { Field, Select } from '@fluentui/react-components'
import type { ProviderInfo } from '../../../app/contract/provider-info.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { useLayout } from '../../theme/layout.ts'

interface Props {
  /** `account:ID`, or `provider:ID` for a new account. */
  readonly chosen: string
  /** Whether a new account may be created. */
  readonly creatable: boolean
  readonly choose: (account: string) => void
  readonly create: (provider: ProviderInfo) => void
  /** Marks the field, because nothing has been chosen. */
  readonly missing: boolean
}

export function AccountSelect({ chosen, creatable, choose, create, missing }: Props) {
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
          const provider = providers.find(({ id }) => value === `provider:${id}`)
          if (provider !== undefined) create(provider)
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

// The fields of an account, drawn from the provider's description of them.
import { Checkbox, Field, Input, Link } from '@fluentui/react-components'
import type { ProviderInfo } from '../../../app/contract/provider-info.ts'
import type { AccountStatus } from '../../../app/contract/snapshot.ts'
import { command } from '../../bridge.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useLayout } from '../../theme/layout.ts'
import { type AccountDraft, needsPlainHttpConsent, type Problems } from './account-form.ts'
import { SecretField } from './SecretField.tsx'

interface Props {
  readonly info: ProviderInfo
  readonly draft: AccountDraft
  readonly change: (draft: AccountDraft) => void
  readonly problems: Problems
  /** Null for a new account: the form then asks for its name and for all of its secrets. */
  readonly account: AccountStatus | null
}

export function ProviderFields({ info, draft, change, problems, account }: Props) {
  const { t, locale } = useLanguage()
  const layout = useLayout()
  const message = (field: string) => {
    const key = problems[field]
    return key === undefined ? {} : { validationMessage: t(key), validationState: 'error' as const }
  }

  const endpoint = <Endpoint info={info} draft={draft} change={change} message={message('endpoint')} />

  return (
    <div className={layout.stack}>
      {account === null && (
        <Field
          label={t('window.form.account-name')}
          hint={t('window.form.account-name-help')}
          required
          {...message('id')}
        >
          <Input
            value={draft.id}
            onChange={(_event, { value }) => change({ ...draft, id: value })}
            spellCheck={false}
            autoComplete="off"
          />
        </Field>
      )}
      {info.endpoint === 'required' && endpoint}
      {info.fields.map((field) =>
        field.secret ? (
          <SecretField
            key={field.key}
            field={field}
            account={account}
            value={draft.secrets[field.key] ?? ''}
            change={(value) => change({ ...draft, secrets: { ...draft.secrets, [field.key]: value } })}
            {...message(`secret.${field.key}`)}
          />
        ) : (
          <Field
            key={field.key}
            label={field.label[locale]}
            hint={field.help?.[locale] ?? ''}
            required={field.required}
            {...message(`field.${field.key}`)}
          >
            <Input
              value={draft.fields[field.key] ?? ''}
              onChange={(_event, { value }) => change({ ...draft, fields: { ...draft.fields, [field.key]: value } })}
              spellCheck={false}
              autoComplete="off"
            />
          </Field>
        ),
      )}
      {info.endpoint === 'optional' && endpoint}
      {info.homepage !== null && (
        <p className={layout.text}>
          <Link as="button" onClick={() => void command('link.open', { kind: 'provider', provider: info.id })}>
            {t('window.form.about-provider', { provider: info.label })}
          </Link>
        </p>
      )}
    </div>
  )
}

interface EndpointProps extends Pick<Props, 'info' | 'draft' | 'change'> {
  readonly message: { validationMessage?: string; validationState?: 'error' }
}

function Endpoint({ info, draft, change, message }: EndpointProps) {
  const { t } = useLanguage()
  return (
    <>
      <Field
        label={t('window.form.endpoint')}
        hint={t(`window.form.endpoint-${info.endpoint}-help`)}
        required={info.endpoint === 'required'}
        {...message}
      >
        <Input
          type="url"
          value={draft.endpoint}
          onChange={(_event, { value }) => change({ ...draft, endpoint: value })}
          placeholder="https://"
          spellCheck={false}
        />
      </Field>
      {needsPlainHttpConsent(draft.endpoint) && (
        <Field hint={t('window.form.allow-plain-http-help')}>
          <Checkbox
            label={t('window.form.allow-plain-http')}
            checked={draft.allowPlainHttp}
            onChange={(_event, { checked }) => change({ ...draft, allowPlainHttp: checked === true })}
          />
        </Field>
      )}
    </>
  )
}

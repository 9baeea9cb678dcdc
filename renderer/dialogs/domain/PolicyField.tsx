// Where the address of one family comes from: automatic, off, an adapter of this computer, or an echo service.
import { Field, Input, Select } from '@fluentui/react-components'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { useLayout } from '../../theme/layout.ts'
import type { Problems } from './account-form.ts'
import { type FamilyName, POLICY_CHOICES, type PolicyDraft } from './domain-form.ts'

interface Props {
  readonly family: FamilyName
  readonly draft: PolicyDraft
  readonly change: (draft: PolicyDraft) => void
  readonly problems: Problems
  /** Whether the account's service offers this family at all. */
  readonly offered: boolean
}

export function PolicyField({ family, draft, change, problems, offered }: Props) {
  const { t } = useLanguage()
  const layout = useLayout()
  const key = problems[family]
  const message = key === undefined ? {} : { validationMessage: t(key), validationState: 'error' as const }
  const label = t(`family.${family}`)
  const detailed = draft.choice === 'adapter' || draft.choice === 'echo'

  if (!offered) {
    return (
      <Field className={layout.field} label={label} hint={t('window.policy.unsupported')}>
        <Select disabled value="off">
          <option value="off">{t('window.policy.off')}</option>
        </Select>
      </Field>
    )
  }
  return (
    <div className={layout.tight}>
      <Field
        className={layout.field}
        label={label}
        hint={
          draft.choice === 'auto' ? t(`window.policy.auto-${family}-help`) : t(`window.policy.${draft.choice}-help`)
        }
        {...(detailed ? {} : message)}
      >
        <Select
          value={draft.choice}
          onChange={(_event, { value }) => {
            const choice = POLICY_CHOICES.find((known) => known === value)
            if (choice !== undefined) change({ ...draft, choice })
          }}
        >
          {POLICY_CHOICES.map((choice) => (
            <option key={choice} value={choice}>
              {t(`window.policy.${choice}`)}
            </option>
          ))}
        </Select>
      </Field>
      {draft.choice === 'adapter' && <AdapterSelect family={family} draft={draft} change={change} message={message} />}
      {draft.choice === 'echo' && (
        <Field className={layout.field} label={t('window.policy.echo-label', { family: label })} required {...message}>
          <Input
            type="url"
            value={draft.url}
            placeholder="https://"
            spellCheck={false}
            onChange={(_event, { value }) => change({ ...draft, url: value })}
          />
        </Field>
      )}
    </div>
  )
}

interface AdapterProps extends Pick<Props, 'family' | 'draft' | 'change'> {
  readonly message: { validationMessage?: string; validationState?: 'error' }
}

function AdapterSelect({ family, draft, change, message }: AdapterProps) {
  const { t } = useLanguage()
  const layout = useLayout()
  const interfaces = useSnapshot((snapshot) => snapshot.interfaces)
  const adapters = interfaces.filter(({ kind }) => kind !== 'loopback')
  // An adapter may be named by its id in the file; and a chosen one that is unplugged stays choosable.
  const present = adapters.some(({ name, id }) => name === draft.adapter || id === draft.adapter)
  return (
    <Field
      className={layout.field}
      label={t('window.policy.adapter-label', { family: t(`family.${family}`) })}
      required
      {...message}
    >
      <Select value={draft.adapter} onChange={(_event, { value }) => change({ ...draft, adapter: value })}>
        {draft.adapter === '' && <option value="">{t('window.policy.choose-adapter')}</option>}
        {draft.adapter !== '' && !present && (
          <option value={draft.adapter}>{t('window.policy.adapter-gone', { adapter: draft.adapter })}</option>
        )}
        {adapters.map(({ id, name, description }) => (
          <option key={id} value={draft.adapter === id ? id : name}>
            {description === '' || description === name ? name : `${name} (${description})`}
          </option>
        ))}
      </Select>
    </Field>
  )
}

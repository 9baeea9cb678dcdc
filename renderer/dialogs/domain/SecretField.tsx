// A secret: typed, replaced or cleared, and never shown. What is stored is told as stored, missing or unreadable.
import {
  Button,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  makeStyles,
  mergeClasses,
  Tooltip,
} from '@fluentui/react-components'
import { EyeRegular } from '@fluentui/react-icons/svg/eye'
import { EyeOffRegular } from '@fluentui/react-icons/svg/eye-off'
import { useState } from 'react'
import type { ProviderField } from '../../../app/contract/provider-info.ts'
import type { AccountStatus } from '../../../app/contract/snapshot.ts'
import { Refusal } from '../../components/ErrorMessage.tsx'
import { useIntent } from '../../components/use-command.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useLayout } from '../../theme/layout.ts'

interface Props {
  readonly field: ProviderField
  readonly account: AccountStatus | null
  /** What is typed now; empty while the stored one is kept. */
  readonly value: string
  readonly change: (value: string) => void
  readonly validationMessage?: string
  readonly validationState?: 'error'
}

const useStyles = makeStyles({
  group: { border: 0, margin: 0, padding: 0 },
  name: { padding: 0 },
  answers: { marginTop: '8px' },
})

export function SecretField({ field, account, value, change, ...message }: Props) {
  const { t, locale } = useLanguage()
  const layout = useLayout()
  const [shown, setShown] = useState(false)
  const [replacing, setReplacing] = useState(false)
  const label = field.label[locale]
  const state = account?.secrets[field.key] ?? 'missing'

  if (account !== null && state !== 'missing' && !replacing) {
    return (
      <Stored
        account={account.id}
        fieldKey={field.key}
        label={label}
        state={state}
        replace={() => setReplacing(true)}
      />
    )
  }
  return (
    <div className={layout.tight}>
      <Field
        label={label}
        hint={field.help?.[locale] ?? ''}
        required={field.required && state === 'missing'}
        {...message}
      >
        <Input
          type={shown ? 'text' : 'password'}
          value={value}
          onChange={(_event, data) => change(data.value)}
          autoComplete="off"
          spellCheck={false}
          autoFocus={replacing}
          contentAfter={
            <Tooltip content={t(shown ? 'window.secret.hide' : 'window.secret.show')} relationship="label">
              <Button
                appearance="transparent"
                size="small"
                icon={shown ? <EyeOffRegular /> : <EyeRegular />}
                onClick={() => setShown(!shown)}
              />
            </Tooltip>
          }
        />
      </Field>
      {replacing && (
        <div>
          <Button
            size="small"
            onClick={() => {
              change('')
              setReplacing(false)
            }}
          >
            {t('window.secret.keep-old')}
          </Button>
        </div>
      )}
    </div>
  )
}

interface StoredProps {
  readonly account: string
  readonly fieldKey: string
  readonly label: string
  readonly state: 'present' | 'unreadable'
  readonly replace: () => void
}

function Stored({ account, fieldKey, label, state, replace }: StoredProps) {
  const { t } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  const intent = useIntent()
  const [asking, setAsking] = useState(false)

  return (
    <fieldset className={mergeClasses(layout.tight, styles.group)}>
      <legend className={styles.name}>{label}</legend>
      <div className={layout.apart}>
        <span className={layout.quiet}>{t(`window.secret.${state}-help`)}</span>
        {asking ? null : (
          <span className={layout.row}>
            <Button size="small" aria-label={t('window.secret.replace-named', { field: label })} onClick={replace}>
              {t('window.secret.replace')}
            </Button>
            <Button
              size="small"
              aria-label={t('window.secret.clear-named', { field: label })}
              onClick={() => setAsking(true)}
            >
              {t('window.secret.clear')}
            </Button>
          </span>
        )}
      </div>
      {asking && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            {t('window.secret.clear-ask')}
            <div className={mergeClasses(layout.row, styles.answers)}>
              <Button
                size="small"
                autoFocus
                disabledFocusable={intent.busy}
                onClick={() => void intent.send('secret.clear', { account, field: fieldKey })}
              >
                {t('window.secret.clear')}
              </Button>
              <Button size="small" onClick={() => setAsking(false)}>
                {t('window.action.keep')}
              </Button>
            </div>
          </MessageBarBody>
        </MessageBar>
      )}
      <Refusal text={intent.refusal} />
    </fieldset>
  )
}

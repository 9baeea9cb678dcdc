// A secret field: the user types, replaces or clears a secret. A stored one is never shown, only whether there is one.
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
import { ErrorMessage } from '../../components/ErrorMessage.tsx'
import { useCommand } from '../../components/use-command.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useLayout } from '../../theme/layout.ts'
import { isUsable } from './account-form.ts'

interface Props {
  readonly field: ProviderField
  readonly account: AccountStatus | null
  /** The typed text; empty while the stored secret is kept. */
  readonly value: string
  readonly change: (value: string) => void
  readonly validationMessage?: string
  readonly validationState?: 'error'
}

const useStyles = makeStyles({
  group: { border: 0, margin: 0, padding: 0 },
  legend: { padding: 0 },
  buttons: { marginTop: '8px' },
})

export function SecretField({ field, account, value, change, ...message }: Props) {
  const { t, locale } = useLanguage()
  const layout = useLayout()
  const [visible, setVisible] = useState(false)
  const [replacing, setReplacing] = useState(false)
  const label = field.label[locale]
  const state = account?.secrets[field.key] ?? 'missing'

  // One that is stored for another server can be cleared where the account needs none.
  const isShown = isUsable(state) || (state === 'other-server' && !field.required)
  if (account !== null && isShown && state !== 'missing' && !replacing) {
    return (
      <StoredSecret
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
        hint={state === 'other-server' ? t('window.secret.other-server-help') : (field.help?.[locale] ?? '')}
        required={field.required && !isUsable(state)}
        {...message}
      >
        <Input
          type={visible ? 'text' : 'password'}
          value={value}
          onChange={(_event, data) => change(data.value)}
          autoComplete="off"
          spellCheck={false}
          autoFocus={replacing}
          contentAfter={
            <Tooltip content={t(visible ? 'window.secret.hide' : 'window.secret.show')} relationship="label">
              <Button
                appearance="transparent"
                size="small"
                icon={visible ? <EyeOffRegular /> : <EyeRegular />}
                onClick={() => setVisible(!visible)}
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
  readonly state: 'present' | 'other-server' | 'unreadable'
  readonly replace: () => void
}

function StoredSecret({ account, fieldKey, label, state, replace }: StoredProps) {
  const { t } = useLanguage()
  const layout = useLayout()
  const styles = useStyles()
  const command = useCommand()
  const [confirming, setConfirming] = useState(false)

  return (
    <fieldset className={mergeClasses(layout.tight, styles.group)}>
      <legend className={styles.legend}>{label}</legend>
      <div className={layout.apart}>
        <span className={layout.quiet}>{t(`window.secret.${state}-help`)}</span>
        {confirming ? null : (
          <span className={layout.row}>
            <Button size="small" aria-label={t('window.secret.replace-named', { field: label })} onClick={replace}>
              {t('window.secret.replace')}
            </Button>
            <Button
              size="small"
              aria-label={t('window.secret.clear-named', { field: label })}
              onClick={() => setConfirming(true)}
            >
              {t('window.secret.clear')}
            </Button>
          </span>
        )}
      </div>
      {confirming && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            {t('window.secret.clear-ask')}
            <div className={mergeClasses(layout.row, styles.buttons)}>
              <Button
                size="small"
                autoFocus
                disabledFocusable={command.busy}
                onClick={() => void command.send('secret.clear', { account, field: fieldKey })}
              >
                {t('window.secret.clear')}
              </Button>
              <Button size="small" onClick={() => setConfirming(false)}>
                {t('window.action.keep')}
              </Button>
            </div>
          </MessageBarBody>
        </MessageBar>
      )}
      <ErrorMessage text={command.error} />
    </fieldset>
  )
}

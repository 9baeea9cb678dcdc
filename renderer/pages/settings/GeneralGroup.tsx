// The language, the theme, the start at sign-in, and the contact that providers ask for.
import { Button, Input, makeStyles } from '@fluentui/react-components'
import { useState } from 'react'
import { LANGUAGE_NAMES, LOCALES } from '../../../app/contract/locale.ts'
import { appOptionsSchema, THEMES } from '../../../app/contract/settings.ts'
import { ErrorMessage } from '../../components/ErrorMessage.tsx'
import { type Command, useCommand } from '../../components/use-command.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { useLayout } from '../../theme/layout.ts'
import { SelectRow } from './SelectRow.tsx'
import { SettingsGroup } from './SettingsGroup.tsx'
import { SettingsRow } from './SettingsRow.tsx'
import { SwitchRow } from './SwitchRow.tsx'

const useStyles = makeStyles({ text: { width: '240px', maxWidth: '100%' } })

export function GeneralGroup() {
  const { t } = useLanguage()
  const { editable, language, theme, contact } = useSnapshot((snapshot) => snapshot.settings)
  const command = useCommand()
  const asSystem = { value: 'system', label: t('window.settings.as-system') } as const

  return (
    <SettingsGroup title={t('window.settings.general')}>
      <SelectRow
        label={t('window.settings.language')}
        value={language}
        options={[asSystem, ...LOCALES.map((value) => ({ value, label: LANGUAGE_NAMES[value], lang: value }))]}
        disabled={!editable}
        change={(value) => void command.send('settings.save', { language: value })}
      />
      <SelectRow
        label={t('window.settings.theme')}
        value={theme}
        options={THEMES.map((value) =>
          value === 'system' ? asSystem : { value, label: t(`window.settings.${value}`) },
        )}
        disabled={!editable}
        change={(value) => void command.send('settings.save', { theme: value })}
      />
      <LoginItem command={command} />
      <Contact key={contact} saved={contact ?? ''} editable={editable} command={command} />
      <ErrorMessage text={command.error} />
    </SettingsGroup>
  )
}

function LoginItem({ command }: { command: Command }) {
  const { t } = useLanguage()
  const state = useSnapshot((snapshot) => snapshot.loginItem)
  return (
    <SwitchRow
      label={t('window.settings.login-item')}
      help={t(`window.settings.login-item-${state}`)}
      checked={state === 'on'}
      // What was turned off in the system can only be turned on there.
      disabled={state === 'unavailable' || state === 'off-by-system'}
      change={(checked) => void command.send('login-item.set', checked)}
    >
      {state === 'off-by-system' && (
        <Button onClick={() => void command.send('link.open', { kind: 'startup-apps' })}>
          {t('window.settings.startup-apps')}
        </Button>
      )}
    </SwitchRow>
  )
}

interface ContactProps {
  readonly saved: string
  readonly editable: boolean
  readonly command: Command
}

function Contact({ saved, editable, command }: ContactProps) {
  const styles = useStyles()
  const { t } = useLanguage()
  const layout = useLayout()
  const [typed, setTyped] = useState(saved)
  const trimmed = typed.trim()
  const isValid = appOptionsSchema.shape.contact.safeParse(trimmed).success
  const isChanged = trimmed !== saved

  const submit = () => {
    if (isValid && isChanged) void command.send('settings.save', { contact: trimmed === '' ? null : trimmed })
  }
  return (
    <SettingsRow
      label={t('window.settings.contact')}
      help={t(isValid ? 'window.settings.contact-help' : 'window.problem.contact')}
      control={(props) => (
        <form
          className={layout.row}
          onSubmit={(event) => {
            event.preventDefault()
            submit()
          }}
        >
          <Input
            {...props}
            className={styles.text}
            aria-invalid={!isValid}
            disabled={!editable}
            value={typed}
            spellCheck={false}
            onChange={(_event, { value }) => setTyped(value)}
          />
          {isChanged && (
            <Button type="submit" appearance="primary" disabled={!isValid} disabledFocusable={command.busy}>
              {t('window.action.save')}
            </Button>
          )}
        </form>
      )}
    />
  )
}

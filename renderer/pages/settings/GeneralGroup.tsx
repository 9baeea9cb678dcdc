// The language, the theme, the start at sign-in, and the contact that providers ask for.
import { Button, Input, makeStyles, Select, Switch } from '@fluentui/react-components'
import { useState } from 'react'
import { LANGUAGE_NAMES, LOCALES } from '../../../app/contract/locale.ts'
import { settingsSchema, THEMES } from '../../../app/contract/settings.ts'
import { ErrorMessage } from '../../components/ErrorMessage.tsx'
import { type Command, useCommand } from '../../components/use-command.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { useLayout } from '../../theme/layout.ts'
import { SettingsGroup, SettingsRow } from './SettingsGroup.tsx'

const useStyles = makeStyles({ choice: { minWidth: '180px' }, text: { width: '240px', maxWidth: '100%' } })

export function GeneralGroup() {
  const styles = useStyles()
  const { t } = useLanguage()
  const settings = useSnapshot((snapshot) => snapshot.settings)
  const command = useCommand()

  return (
    <SettingsGroup title={t('window.settings.general')}>
      <SettingsRow
        label={t('window.settings.language')}
        control={(ids) => (
          <Select
            className={styles.choice}
            id={ids.control}
            disabled={!settings.editable}
            value={settings.language}
            onChange={(_event, { value }) => {
              const language = LOCALES.find((known) => known === value) ?? 'system'
              void command.send('settings.save', { language })
            }}
          >
            <option value="system">{t('window.settings.as-system')}</option>
            {LOCALES.map((locale) => (
              <option key={locale} value={locale} lang={locale}>
                {LANGUAGE_NAMES[locale]}
              </option>
            ))}
          </Select>
        )}
      />
      <SettingsRow
        label={t('window.settings.theme')}
        control={(ids) => (
          <Select
            className={styles.choice}
            id={ids.control}
            disabled={!settings.editable}
            value={settings.theme}
            onChange={(_event, { value }) => {
              void command.send('settings.save', { theme: THEMES.find((known) => known === value) ?? 'system' })
            }}
          >
            {THEMES.map((theme) => (
              <option key={theme} value={theme}>
                {t(theme === 'system' ? 'window.settings.as-system' : `window.settings.${theme}`)}
              </option>
            ))}
          </Select>
        )}
      />
      <LoginItem command={command} />
      <Contact key={settings.contact} saved={settings.contact ?? ''} editable={settings.editable} command={command} />
      <ErrorMessage text={command.error} />
    </SettingsGroup>
  )
}

function LoginItem({ command }: { command: Command }) {
  const { t } = useLanguage()
  const layout = useLayout()
  const state = useSnapshot((snapshot) => snapshot.loginItem)
  return (
    <SettingsRow
      label={t('window.settings.login-item')}
      help={t(`window.settings.login-item-${state}`)}
      control={(ids) => (
        <div className={layout.row}>
          {state === 'off-by-system' && (
            <Button onClick={() => void command.send('link.open', { kind: 'startup-apps' })}>
              {t('window.settings.startup-apps')}
            </Button>
          )}
          <Switch
            id={ids.control}
            aria-describedby={ids.help}
            // What the system has switched off, only the system switches on again.
            disabled={state === 'unavailable' || state === 'off-by-system'}
            checked={state === 'on'}
            onChange={(_event, { checked }) => void command.send('login-item.set', checked)}
          />
        </div>
      )}
    />
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
  const clean = typed.trim()
  const valid = settingsSchema.shape.contact.safeParse(clean).success
  return (
    <SettingsRow
      label={t('window.settings.contact')}
      help={valid ? t('window.settings.contact-help') : t('window.problem.contact')}
      control={(ids) => (
        <form
          className={layout.row}
          onSubmit={(event) => {
            event.preventDefault()
            if (valid && clean !== saved) void command.send('settings.save', { contact: clean === '' ? null : clean })
          }}
        >
          <Input
            className={styles.text}
            id={ids.control}
            aria-describedby={ids.help}
            aria-invalid={!valid}
            disabled={!editable}
            value={typed}
            spellCheck={false}
            onChange={(_event, { value }) => setTyped(value)}
          />
          {clean !== saved && (
            <Button type="submit" appearance="primary" disabled={!valid} disabledFocusable={command.busy}>
              {t('window.action.save')}
            </Button>
          )}
        </form>
      )}
    />
  )
}

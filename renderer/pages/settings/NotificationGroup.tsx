// Which events show a notification while the window is not in front.
import { Switch } from '@fluentui/react-components'
import { ErrorMessage } from '../../components/ErrorMessage.tsx'
import { useCommand } from '../../components/use-command.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { SettingsGroup, SettingsRow } from './SettingsGroup.tsx'

const KINDS = ['addressChanged', 'needsAttention', 'recovered'] as const

export function NotificationGroup() {
  const { t } = useLanguage()
  const { notifications, editable } = useSnapshot((snapshot) => snapshot.settings)
  const command = useCommand()
  return (
    <SettingsGroup title={t('window.settings.notifications')}>
      {KINDS.map((kind) => (
        <SettingsRow
          key={kind}
          label={t(`window.settings.notify-${kind}`)}
          help={t(`window.settings.notify-${kind}-help`)}
          control={(ids) => (
            <Switch
              id={ids.control}
              aria-describedby={ids.help}
              disabled={!editable}
              checked={notifications[kind]}
              onChange={(_event, { checked }) =>
                void command.send('settings.save', { notifications: { ...notifications, [kind]: checked } })
              }
            />
          )}
        />
      ))}
      <ErrorMessage text={command.error} />
    </SettingsGroup>
  )
}

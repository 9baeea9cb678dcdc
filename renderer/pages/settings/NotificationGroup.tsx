// Which events show a notification while the window is not in front.
import { notificationSettingsSchema } from '../../../app/contract/settings.ts'
import type { AppSnapshot } from '../../../app/contract/snapshot.ts'
import { ErrorMessage } from '../../components/ErrorMessage.tsx'
import { useCommand } from '../../components/use-command.ts'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { SettingsGroup } from './SettingsGroup.tsx'
import { SwitchRow } from './SwitchRow.tsx'

type Event = keyof AppSnapshot['settings']['notifications']
const EVENTS = Object.keys(notificationSettingsSchema.shape) as readonly Event[]

export function NotificationGroup() {
  const { t } = useLanguage()
  const { notifications, editable } = useSnapshot((snapshot) => snapshot.settings)
  const command = useCommand()
  return (
    <SettingsGroup title={t('window.settings.notifications')}>
      {EVENTS.map((event) => (
        <SwitchRow
          key={event}
          label={t(`window.settings.notify-${event}`)}
          help={t(`window.settings.notify-${event}-help`)}
          checked={notifications[event]}
          disabled={!editable}
          change={(checked) =>
            void command.send('settings.save', { notifications: { ...notifications, [event]: checked } })
          }
        />
      ))}
      <ErrorMessage text={command.error} />
    </SettingsGroup>
  )
}

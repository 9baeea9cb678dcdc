// The settings of the app itself, in groups.
import { MessageBar, MessageBarBody } from '@fluentui/react-components'
import { PageHead } from '../../components/PageHead.tsx'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { useLayout } from '../../theme/layout.ts'
import { AboutGroup } from './AboutGroup.tsx'
import { DetectionGroup } from './DetectionGroup.tsx'
import { GeneralGroup } from './GeneralGroup.tsx'
import { NotificationGroup } from './NotificationGroup.tsx'

export function SettingsPage() {
  const { t } = useLanguage()
  const layout = useLayout()
  const { editable, file } = useSnapshot((snapshot) => snapshot.settings)
  return (
    <>
      <PageHead title={t('window.nav.settings')} />
      <div className={layout.stack}>
        {!editable && (
          <MessageBar intent="error" layout="multiline">
            <MessageBarBody className={layout.breakable}>{t('window.domains.not-editable', { file })}</MessageBarBody>
          </MessageBar>
        )}
        <GeneralGroup />
        <NotificationGroup />
        <DetectionGroup />
        <AboutGroup />
      </div>
    </>
  )
}

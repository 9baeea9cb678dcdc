// The version of Homeward and the path of its settings file.
import { mergeClasses } from '@fluentui/react-components'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { useLayout } from '../../theme/layout.ts'
import { SettingsGroup } from './SettingsGroup.tsx'
import { SettingsRow } from './SettingsRow.tsx'

export function AboutGroup() {
  const { t } = useLanguage()
  const layout = useLayout()
  const version = useSnapshot((snapshot) => snapshot.version)
  const file = useSnapshot((snapshot) => snapshot.settings.file)
  return (
    <SettingsGroup title={t('window.settings.about')}>
      <SettingsRow plain label={t('window.settings.version')} control={() => <span>{version}</span>} />
      <SettingsRow
        plain
        label={t('window.settings.file')}
        help={t('window.settings.file-help')}
        control={() => <span className={mergeClasses(layout.machine, layout.quiet)}>{file}</span>}
      />
    </SettingsGroup>
  )
}

// Says once, before the user is surprised by it, that closing the window does not quit Homeward.
import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { confirmCloseHint, useView } from '../../store/view-store.ts'

export function CloseHint() {
  const { t } = useLanguage()
  const seen = useView((view) => view.closeHintSeen)
  const hasDomains = useSnapshot((snapshot) => snapshot.records.length > 0)
  if (seen || !hasDomains) return null
  return (
    <MessageBar intent="info" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{t('window.close-hint.title')}</MessageBarTitle> {t('window.close-hint.text')}
      </MessageBarBody>
      <MessageBarActions>
        <Button onClick={confirmCloseHint}>{t('window.close-hint.done')}</Button>
      </MessageBarActions>
    </MessageBar>
  )
}

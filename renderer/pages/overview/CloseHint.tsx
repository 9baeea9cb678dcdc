// Told once, before it can surprise: closing the window is not quitting.
import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { rememberCloseExplained, useView } from '../../store/view-store.ts'

export function CloseHint() {
  const { t } = useLanguage()
  const explained = useView((view) => view.closeExplained)
  const started = useSnapshot((snapshot) => snapshot.records.length > 0)
  if (explained || !started) return null
  return (
    <MessageBar intent="info" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{t('window.close-hint.title')}</MessageBarTitle> {t('window.close-hint.text')}
      </MessageBarBody>
      <MessageBarActions>
        <Button onClick={rememberCloseExplained}>{t('window.close-hint.done')}</Button>
      </MessageBarActions>
    </MessageBar>
  )
}

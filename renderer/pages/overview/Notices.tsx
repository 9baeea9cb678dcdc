// What the user should know of the app itself, as long as it lasts.
import { MessageBar, MessageBarBody } from '@fluentui/react-components'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { useLayout } from '../../theme/layout.ts'

export function Notices() {
  const { t } = useLanguage()
  const layout = useLayout()
  const all = useSnapshot((snapshot) => snapshot.notices)
  const summary = useSnapshot((snapshot) => snapshot.summary)
  // What the sentence for the whole says already is not said twice.
  const notices = all.filter(({ message }) => !summary.includes(message))
  if (notices.length === 0) return null
  return (
    <section aria-label={t('window.notices')} className={layout.stack}>
      {notices.map((notice) => (
        <MessageBar key={notice.id} intent={notice.severity} layout="multiline">
          <MessageBarBody className={layout.breakable}>{notice.message}</MessageBarBody>
        </MessageBar>
      ))}
    </section>
  )
}

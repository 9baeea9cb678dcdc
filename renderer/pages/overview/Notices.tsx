// What the user should know about the app itself, for as long as it is true.
import { MessageBar, MessageBarBody } from '@fluentui/react-components'
import { useLanguage } from '../../i18n/Language.tsx'
import { useSnapshot } from '../../store/snapshot-store.ts'
import { useLayout } from '../../theme/layout.ts'

export function Notices() {
  const { t } = useLanguage()
  const layout = useLayout()
  const all = useSnapshot((snapshot) => snapshot.notices)
  const summary = useSnapshot((snapshot) => snapshot.summary)
  // The summary may already contain a notice. It is not shown twice.
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

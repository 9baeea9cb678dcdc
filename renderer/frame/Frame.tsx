// The navigation on the left, the current page on the right, dialogs and announcements over both. F6 moves between the two.
import { makeStyles, Spinner, tokens, useFocusFinders } from '@fluentui/react-components'
import { type KeyboardEvent, lazy, Suspense, useRef } from 'react'
import { DialogHost } from '../dialogs/DialogHost.tsx'
import { useLanguage } from '../i18n/Language.tsx'
import { DomainsPage } from '../pages/domains/DomainsPage.tsx'
import { OverviewPage } from '../pages/overview/OverviewPage.tsx'
import { type PageName, useView } from '../store/view-store.ts'
import { NARROW } from '../theme/layout.ts'
import { Announcer } from './Announcer.tsx'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { Navigation } from './Navigation.tsx'

const InterfacesPage = lazy(async () => ({
  default: (await import('../pages/interfaces/InterfacesPage.tsx')).InterfacesPage,
}))
const HistoryPage = lazy(async () => ({ default: (await import('../pages/history/HistoryPage.tsx')).HistoryPage }))
const SettingsPage = lazy(async () => ({ default: (await import('../pages/settings/SettingsPage.tsx')).SettingsPage }))

const PAGES = {
  overview: OverviewPage,
  domains: DomainsPage,
  interfaces: InterfacesPage,
  history: HistoryPage,
  settings: SettingsPage,
} as const satisfies Record<PageName, unknown>

const useStyles = makeStyles({
  frame: {
    display: 'grid',
    gridTemplateColumns: '208px minmax(0, 1fr)',
    height: '100%',
    color: tokens.colorNeutralForeground1,
    [NARROW]: { gridTemplateColumns: '48px minmax(0, 1fr)' },
  },
  main: {
    overflowY: 'auto',
    scrollbarGutter: 'stable',
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
    padding: '20px 24px 32px',
    [NARROW]: { padding: '16px 12px 24px' },
  },
  page: { maxWidth: '880px', marginInline: 'auto' },
})

export function Frame() {
  const { t } = useLanguage()
  const styles = useStyles()
  const page = useView((view) => view.page)
  const navigation = useRef<HTMLElement>(null)
  const main = useRef<HTMLElement>(null)
  const Page = PAGES[page]
  // Keeps Fluent UI's focus manager alive. If it went with the last dialog that uses it, the rest of the window would
  // stay hidden from screen readers.
  useFocusFinders()

  const changeRegion = (event: KeyboardEvent) => {
    if (event.key !== 'F6') return
    event.preventDefault()
    const inMain = main.current?.contains(document.activeElement) ?? false
    if (inMain) navigation.current?.querySelector<HTMLElement>('[aria-current="page"]')?.focus()
    else main.current?.querySelector('h1')?.focus()
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: F6 is a key of the whole window, as in Windows itself.
    <div className={styles.frame} onKeyDown={changeRegion}>
      <Navigation ref={navigation} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a page without controls must scroll by keyboard as well. */}
      <main ref={main} className={styles.main} tabIndex={0} aria-label={t(`window.nav.${page}`)}>
        <div className={styles.page}>
          <ErrorBoundary key={page} text={t('window.broken')}>
            <Suspense fallback={<Spinner delay={300} />}>
              <Page />
            </Suspense>
          </ErrorBoundary>
        </div>
      </main>
      <DialogHost />
      <Announcer />
    </div>
  )
}

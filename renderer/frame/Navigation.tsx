// The list of pages on the left: with labels in a wide window, as icons with tooltips in a narrow one.
import { makeStyles, mergeClasses, Tooltip, tokens } from '@fluentui/react-components'
import { GlobeFilled, GlobeRegular } from '@fluentui/react-icons/svg/globe'
import { HistoryFilled, HistoryRegular } from '@fluentui/react-icons/svg/history'
import { HomeFilled, HomeRegular } from '@fluentui/react-icons/svg/home'
import { PlugConnectedFilled, PlugConnectedRegular } from '@fluentui/react-icons/svg/plug-connected'
import { SettingsFilled, SettingsRegular } from '@fluentui/react-icons/svg/settings'
import type { KeyboardEvent, ReactElement, Ref } from 'react'
import { Logo } from '../components/Logo.tsx'
import { useLanguage } from '../i18n/Language.tsx'
import { useSnapshot } from '../store/snapshot-store.ts'
import { type PageName, showPage, useView } from '../store/view-store.ts'
import { NARROW, useLayout } from '../theme/layout.ts'
import { useMedia } from '../theme/media.ts'

const ITEMS: readonly { readonly page: PageName; readonly icon: ReactElement; readonly chosenIcon: ReactElement }[] = [
  { page: 'overview', icon: <HomeRegular />, chosenIcon: <HomeFilled /> },
  { page: 'domains', icon: <GlobeRegular />, chosenIcon: <GlobeFilled /> },
  { page: 'interfaces', icon: <PlugConnectedRegular />, chosenIcon: <PlugConnectedFilled /> },
  { page: 'history', icon: <HistoryRegular />, chosenIcon: <HistoryFilled /> },
  { page: 'settings', icon: <SettingsRegular />, chosenIcon: <SettingsFilled /> },
]

const useStyles = makeStyles({
  nav: {
    display: 'flex',
    flexDirection: 'column',
    padding: '20px 8px 12px',
    overflowY: 'auto',
    [NARROW]: { padding: '12px 4px' },
  },
  name: {
    display: 'flex',
    alignItems: 'center',
    gap: '10px',
    fontSize: tokens.fontSizeBase400,
    lineHeight: tokens.lineHeightBase500,
    fontWeight: tokens.fontWeightSemibold,
    padding: '0 12px 16px',
    [NARROW]: { display: 'none' },
  },
  item: {
    position: 'relative',
    display: 'flex',
    alignItems: 'center',
    gap: '12px',
    width: '100%',
    minHeight: '40px',
    padding: '0 12px',
    marginBottom: '4px',
    border: '1px solid transparent',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: 'transparent',
    color: tokens.colorNeutralForeground1,
    font: 'inherit',
    textAlign: 'start',
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground3Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
    '& svg': { fontSize: '20px', flexShrink: 0 },
    [NARROW]: { padding: '0', justifyContent: 'center' },
  },
  chosen: {
    backgroundColor: tokens.colorNeutralBackground3Selected,
    fontWeight: tokens.fontWeightSemibold,
    '& svg': { color: tokens.colorBrandForeground1 },
    '::before': {
      content: '""',
      position: 'absolute',
      insetInlineStart: '0',
      top: '11px',
      bottom: '11px',
      width: '3px',
      borderRadius: '2px',
      backgroundColor: tokens.colorCompoundBrandBackground,
      forcedColorAdjust: 'none',
      '@media (forced-colors: active)': { backgroundColor: 'Highlight' },
    },
  },
  version: { marginTop: 'auto', padding: '12px', [NARROW]: { display: 'none' } },
})

/** The arrow keys move between the pages, as in every list in Windows. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  event.preventDefault()
  const buttons = [...event.currentTarget.querySelectorAll('button')]
  const current = buttons.findIndex((button) => button.contains(document.activeElement))
  buttons[(current + step + buttons.length) % buttons.length]?.focus()
}

export function Navigation({ ref }: { ref: Ref<HTMLElement> }) {
  const { t } = useLanguage()
  const styles = useStyles()
  const layout = useLayout()
  const chosen = useView((view) => view.page)
  const version = useSnapshot((snapshot) => snapshot.version)
  const narrow = useMedia('(max-width: 640px)')

  return (
    <nav ref={ref} className={styles.nav} aria-label={t('window.nav.label')}>
      <div className={styles.name} aria-hidden="true">
        <Logo />
        {t('window.title')}
      </div>
      <ul className={layout.list} onKeyDown={moveFocus}>
        {ITEMS.map(({ page, icon, chosenIcon }) => {
          const label = t(`window.nav.${page}`)
          const button = (
            <button
              type="button"
              className={mergeClasses(styles.item, page === chosen && styles.chosen)}
              aria-current={page === chosen ? 'page' : undefined}
              aria-label={narrow ? label : undefined}
              onClick={() => showPage(page)}
            >
              {page === chosen ? chosenIcon : icon}
              {!narrow && label}
            </button>
          )
          return (
            <li key={page}>
              {narrow ? (
                <Tooltip content={label} relationship="inaccessible" positioning="after">
                  {button}
                </Tooltip>
              ) : (
                button
              )}
            </li>
          )
        })}
      </ul>
      <div className={mergeClasses(styles.version, layout.quiet)}>{version}</div>
    </nav>
  )
}

// Fluent UI with the theme that the user chose. Every style element carries the nonce that the shell wrote into the
// document, because the page's strict content policy refuses any other.
import { createDOMRenderer, FluentProvider, makeStyles, RendererProvider, tokens } from '@fluentui/react-components'
import { type ReactNode, useEffect } from 'react'
import type { AppSnapshot } from '../../app/contract/snapshot.ts'
import { useMedia } from './media.ts'
import { darkTheme, lightTheme } from './theme.ts'

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
const renderer = createDOMRenderer(document, { styleElementAttributes: { nonce } })

const useStyles = makeStyles({
  root: { height: '100%', backgroundColor: tokens.colorNeutralBackground3, overflow: 'hidden' },
})

export function Theme({ theme, children }: { theme: AppSnapshot['settings']['theme']; children: ReactNode }) {
  const systemDark = useMedia('(prefers-color-scheme: dark)')
  const dark = theme === 'system' ? systemDark : theme === 'dark'
  useEffect(() => {
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light'
  }, [dark])
  return (
    <RendererProvider renderer={renderer} targetDocument={document}>
      <ThemedRoot dark={dark}>{children}</ThemedRoot>
    </RendererProvider>
  )
}

function ThemedRoot({ dark, children }: { dark: boolean; children: ReactNode }) {
  const styles = useStyles()
  return (
    // The provider's class also goes to menus and tooltips, so the window's own styles need another element.
    <FluentProvider theme={dark ? darkTheme : lightTheme}>
      <div className={styles.root}>{children}</div>
    </FluentProvider>
  )
}

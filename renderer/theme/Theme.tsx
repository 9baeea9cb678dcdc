// Fluent with the theme the user chose, and with styles that the page's strict policy accepts: every style element
// carries the nonce the shell wrote into the document.
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

export function Look({ theme, children }: { theme: AppSnapshot['settings']['theme']; children: ReactNode }) {
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
    // The provider's class goes to menus and tooltips as well: what is the window's alone sits on an element of its own.
    <FluentProvider theme={dark ? darkTheme : lightTheme}>
      <div className={styles.root}>{children}</div>
    </FluentProvider>
  )
}

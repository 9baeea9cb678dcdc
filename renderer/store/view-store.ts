// What the page itself decides: which part is shown, which dialog is open, what was already explained once.

import { create } from 'zustand'
import type { PushValue } from '../../app/contract/ipc.ts'

export type PageName = PushValue<'page.show'>

/** The one dialog that may be open over the page. */
export type OpenDialog =
  | { readonly kind: 'add-domain'; readonly account: string | null }
  | { readonly kind: 'edit-domain'; readonly account: string; readonly hostname: string }
  | { readonly kind: 'remove-domain'; readonly account: string; readonly hostname: string }
  | { readonly kind: 'why'; readonly account: string; readonly hostname: string }
  | { readonly kind: 'propagation'; readonly account: string; readonly hostname: string }
  | { readonly kind: 'edit-account'; readonly account: string }
  | { readonly kind: 'remove-account'; readonly account: string }

interface View {
  readonly page: PageName
  readonly dialog: OpenDialog | null
  readonly closeExplained: boolean
}

const EXPLAINED = 'homeward.close-explained'

/** The page's storage belongs to its scheme and may be refused; then the hint comes back, which does no harm. */
function wasExplained(): boolean {
  try {
    return localStorage.getItem(EXPLAINED) === 'yes'
  } catch {
    return false
  }
}

export const useView = create<View>(() => ({ page: 'overview', dialog: null, closeExplained: wasExplained() }))

export const showPage = (page: PageName): void => useView.setState({ page })

/** Where the keyboard was when the dialog opened: there it returns, or to the page when that is gone. */
let opener: HTMLElement | null = null

export function openDialog(dialog: OpenDialog): void {
  opener = document.activeElement instanceof HTMLElement ? document.activeElement : null
  useView.setState({ dialog })
}

export function closeDialog(): void {
  useView.setState({ dialog: null })
  const target = opener
  opener = null
  requestAnimationFrame(() => {
    const place = target?.isConnected === true && !target.hasAttribute('disabled') ? target : null
    ;(place ?? document.querySelector<HTMLElement>('main h1'))?.focus()
  })
}

export function rememberCloseExplained(): void {
  useView.setState({ closeExplained: true })
  try {
    localStorage.setItem(EXPLAINED, 'yes')
  } catch {
    // Without storage the hint is shown again next time.
  }
}

// The state of the page itself: which page is shown, which dialog is open, and whether the close hint was confirmed.
import { create } from 'zustand'
import type { PushValue } from '../../app/contract/ipc.ts'

export type PageName = PushValue<'page.show'>

/** The one dialog that may be open over the page. */
export type OpenDialog =
  | { readonly kind: 'add-domain'; readonly account: string | null }
  | { readonly kind: 'edit-domain'; readonly account: string; readonly hostname: string }
  | { readonly kind: 'remove-domain'; readonly account: string; readonly hostname: string }
  | { readonly kind: 'explain'; readonly account: string; readonly hostname: string }
  | { readonly kind: 'propagation'; readonly account: string; readonly hostname: string }
  | { readonly kind: 'edit-account'; readonly account: string }
  | { readonly kind: 'remove-account'; readonly account: string }

interface View {
  readonly page: PageName
  readonly dialog: OpenDialog | null
  /** The user has confirmed the hint that closing the window does not quit. */
  readonly closeHintSeen: boolean
}

const CLOSE_HINT_KEY = 'homeward.close-explained'

/** Storage may be denied to the page. Then the hint comes back at the next start, which does no harm. */
function readCloseHintSeen(): boolean {
  try {
    return localStorage.getItem(CLOSE_HINT_KEY) === 'yes'
  } catch {
    return false
  }
}

export const useView = create<View>(() => ({ page: 'overview', dialog: null, closeHintSeen: readCloseHintSeen() }))

export const showPage = (page: PageName): void => useView.setState({ page })

/** The element that had the focus when the dialog opened. It gets the focus back; if it has gone, the page gets it. */
let opener: HTMLElement | null = null

export function openDialog(dialog: OpenDialog): void {
  opener = document.activeElement instanceof HTMLElement ? document.activeElement : null
  useView.setState({ dialog })
}

export function closeDialog(): void {
  useView.setState({ dialog: null })
  const before = opener
  opener = null
  requestAnimationFrame(() => {
    const usable = before?.isConnected === true && !before.hasAttribute('disabled') ? before : null
    ;(usable ?? document.querySelector<HTMLElement>('main h1'))?.focus()
  })
}

export function confirmCloseHint(): void {
  useView.setState({ closeHintSeen: true })
  try {
    localStorage.setItem(CLOSE_HINT_KEY, 'yes')
  } catch {
    // Without storage the hint is shown again at the next start.
  }
}

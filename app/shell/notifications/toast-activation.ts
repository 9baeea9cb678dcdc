// Clicks on toasts that outlived their object: in Windows' notification centre, or from before the app was started again.
// Electron hears of them from 42 on, by a class of its own (40 on); before that they are lost, and nothing breaks.

/** Identifies our toasts to Windows. Never changed: the Start menu's shortcut carries it. */
export const TOAST_CLSID = '{F4A5A242-A7A7-443F-9628-51E0E1D9AB41}'

export interface ActivationParts {
  readonly platform: NodeJS.Platform
  readonly app: { readonly setToastActivatorCLSID?: (id: string) => void }
  readonly notification: { readonly handleActivation?: (callback: () => void) => void }
  /** Opens the window. A toast whose object still lives also says which page. */
  readonly open: () => void
}

/** To be called before the first toast. */
export function handleToastActivation({ platform, app, notification, open }: ActivationParts): void {
  if (platform !== 'win32') return
  app.setToastActivatorCLSID?.(TOAST_CLSID)
  notification.handleActivation?.(open)
}

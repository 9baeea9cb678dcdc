// Clicks on toasts whose object is gone: in the notification centre of Windows, or from before a restart of the app.
// Electron reports them from version 42 on (the class id needs 40). Older versions lose them, and nothing else breaks.

/** Identifies our toasts to Windows. It must never change: the shortcut in the Start menu holds it. */
export const TOAST_CLSID = '{F4A5A242-A7A7-443F-9628-51E0E1D9AB41}'

export interface ToastActivationOptions {
  readonly platform: NodeJS.Platform
  readonly app: { readonly setToastActivatorCLSID?: (id: string) => void }
  readonly notification: { readonly handleActivation?: (callback: () => void) => void }
  /** Opens the window. Only a toast whose object still exists can also say which page. */
  readonly open: () => void
}

/** Must be called before the first toast. */
export function handleToastActivation({ platform, app, notification, open }: ToastActivationOptions): void {
  if (platform !== 'win32') return
  app.setToastActivatorCLSID?.(TOAST_CLSID)
  notification.handleActivation?.(open)
}

// The options of every window. Each protection is written out, although most are Electron's defaults, so that a change to
// one shows up in review.
import type { BrowserWindowConstructorOptions } from 'electron'
import type { Bounds } from './bounds.ts'

export const MIN_WIDTH = 400
export const MIN_HEIGHT = 480

export interface WindowAppearance {
  readonly bounds: Bounds
  readonly title: string
  readonly icon: string
  readonly dark: boolean
  readonly preload: string
  readonly partition: string
  readonly packaged: boolean
}

/** @returns options for a window that stays hidden until its page can be shown. */
export function windowOptions(appearance: WindowAppearance): BrowserWindowConstructorOptions {
  return {
    ...appearance.bounds,
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    show: false,
    title: appearance.title,
    icon: appearance.icon,
    // Fluent's page backgrounds. Without them the window flashes white before the first paint.
    backgroundColor: appearance.dark ? '#292929' : '#fafafa',
    autoHideMenuBar: true,
    webPreferences: {
      preload: appearance.preload,
      partition: appearance.partition,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      enableWebSQL: false,
      plugins: false,
      devTools: !appearance.packaged,
    },
  }
}

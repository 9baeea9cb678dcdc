// How every window of ours is made: each protection is written out, though most are defaults, so that none can go unnoticed.
import type { BrowserWindowConstructorOptions } from 'electron'
import type { Bounds } from './window-bounds.ts'

export const MIN_WIDTH = 400
export const MIN_HEIGHT = 480

export interface WindowLook {
  readonly bounds: Bounds
  readonly title: string
  readonly icon: string
  readonly dark: boolean
  readonly preload: string
  readonly partition: string
  readonly packaged: boolean
}

/** @returns the options of the one kind of window there is. It stays hidden until its page has something to show. */
export function windowOptions(look: WindowLook): BrowserWindowConstructorOptions {
  return {
    ...look.bounds,
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    show: false,
    title: look.title,
    icon: look.icon,
    // Fluent's page backgrounds: without them the window flashes white before the first paint.
    backgroundColor: look.dark ? '#292929' : '#fafafa',
    autoHideMenuBar: true,
    webPreferences: {
      preload: look.preload,
      partition: look.partition,
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
      devTools: !look.packaged,
    },
  }
}

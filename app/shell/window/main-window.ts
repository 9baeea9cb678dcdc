// The one window, from opening to its end: it exists only while it is shown, so that its page costs no memory otherwise.
import type { BrowserWindow } from 'electron'
import type { Clock, Disposer, Log } from '../../model/ports.ts'
import type { Frame } from '../ipc/call-dispatcher.ts'
import type { Page, PageFeed } from '../ipc/snapshot-push.ts'
import { PAGE_URL } from '../security/app-scheme.ts'
import { afterCrash } from './crash-rule.ts'
import { toggleAction } from './toggle-rule.ts'
import type { Bounds } from './window-bounds.ts'

/** A page that never paints is shown all the same: an empty window tells more than none. */
const SHOW_ANYWAY_MS = 3_000
/** A page that has not moved for so long after Chromium called it unresponsive does not come back. */
const FROZEN_MS = 10_000

export interface MainWindowParts {
  readonly create: () => BrowserWindow
  readonly feed: PageFeed
  readonly clock: Clock
  readonly log: Log
  readonly remember: (bounds: Bounds) => void
  /** Says natively that the window cannot be shown. */
  readonly tellCrash: () => void
}

export class MainWindow {
  readonly #parts: MainWindowParts
  #window: BrowserWindow | null = null
  #blurredAt: number | null = null
  #crashedAt: number | null = null

  constructor(parts: MainWindowParts) {
    this.#parts = parts
  }

  /** Opens the window or brings it to the front; idempotent. */
  show(page?: Page): void {
    const window = this.#window ?? this.#open()
    if (page !== undefined) this.#parts.feed.showPage(page)
    if (!window.isVisible()) return
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  /** What a click on the tray icon does. */
  toggle(): void {
    const window = this.#window
    const blurredForMs = this.#blurredAt === null ? null : this.#parts.clock.monotonic() - this.#blurredAt
    const visible = window?.isVisible() === true && !window.isMinimized()
    const focused = window?.isFocused() === true
    if (window !== null && toggleAction({ visible, focused, blurredForMs }) === 'close') window.close()
    else this.show()
  }

  /** Whether the user has the window before them: then a toast would say what they see. */
  isInFront(): boolean {
    return this.#window?.isVisible() === true && this.#window.isFocused()
  }

  /** The frame that calls may come from. */
  frame(): Frame | null {
    return this.#window === null || this.#window.isDestroyed() ? null : this.#window.webContents.mainFrame
  }

  destroy(): void {
    this.#window?.destroy()
  }

  #open(): BrowserWindow {
    const { clock, feed, log, remember } = this.#parts
    const window = this.#parts.create()
    this.#window = window
    this.#blurredAt = null
    feed.attach((name, value) => {
      if (!window.isDestroyed()) window.webContents.send(name, value)
    })
    let cancelShow: Disposer | null = null
    const asked = clock.monotonic()
    const reveal = (): void => {
      cancelShow?.()
      cancelShow = null
      if (window.isDestroyed() || window.isVisible()) return
      window.show()
      log('debug', 'The window is shown', { tookMs: Math.round(clock.monotonic() - asked) })
    }
    cancelShow = clock.setTimer(SHOW_ANYWAY_MS, reveal)
    window.once('ready-to-show', reveal)
    window.on('blur', () => {
      this.#blurredAt = clock.monotonic()
    })
    window.on('close', () => remember(window.getNormalBounds()))
    let cancelFrozen: Disposer | null = null
    window.on('unresponsive', () => {
      cancelFrozen ??= clock.setTimer(FROZEN_MS, () => this.#crashed(window, 'unresponsive', 0))
    })
    window.on('responsive', () => {
      cancelFrozen?.()
      cancelFrozen = null
    })
    window.once('closed', () => {
      cancelShow?.()
      cancelFrozen?.()
      // A successor may have taken its place already.
      if (this.#window !== window) return
      this.#window = null
      feed.detach()
    })
    window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      if (reason !== 'clean-exit') this.#crashed(window, reason, exitCode)
    })
    window.webContents.on('did-fail-load', (_event, code, description, _address, isMainFrame) => {
      if (isMainFrame) log('error', 'The window could not load its page', { code, description })
    })
    window.webContents.on('preload-error', (_event, _path, error) => {
      log('error', 'The bridge to the page failed', { cause: error.message })
    })
    void window.loadURL(PAGE_URL).catch((error: unknown) => {
      // Told by did-fail-load, too; a window that was closed while loading also ends here.
      log('debug', 'Loading the page ended early', { cause: String(error) })
    })
    return window
  }

  #crashed(window: BrowserWindow, reason: string, exitCode: number): void {
    const { clock, log, tellCrash } = this.#parts
    log('error', 'The page’s process ended unexpectedly', { reason, exitCode })
    const now = clock.monotonic()
    const action = afterCrash(this.#crashedAt, now)
    this.#crashedAt = now
    window.destroy()
    if (action === 'recreate') this.show()
    else tellCrash()
  }
}

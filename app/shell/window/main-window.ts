// The one window, from opening to closing. It exists only while it is shown, so that its page costs no memory otherwise.
import type { BrowserWindow } from 'electron'
import { messageOf } from '../../model/message-of.ts'
import type { Clock, Disposer, Log } from '../../model/ports.ts'
import type { Frame } from '../ipc/call-dispatcher.ts'
import type { Page, SnapshotPush } from '../ipc/snapshot-push.ts'
import { PAGE_URL } from '../security/app-scheme.ts'
import type { Bounds } from './bounds.ts'

/** A page that has not painted by then is shown all the same: an empty window is better than none. */
const SHOW_TIMEOUT_MS = 3_000
/** How long a page may stay unresponsive before it counts as crashed. */
const FROZEN_MS = 10_000
/** A second crash within this time is not a coincidence: the window is not opened again. */
const CRASH_INTERVAL_MS = 60_000
/** A click on the tray icon takes the focus first. Longer than from that blur to the click, shorter than between two clicks. */
const BLUR_BEFORE_CLICK_MS = 250

export interface MainWindowOptions {
  readonly create: () => BrowserWindow
  readonly push: SnapshotPush
  readonly clock: Clock
  readonly log: Log
  readonly saveBounds: (bounds: Bounds) => void
  /** Tells the user in a native message that the window cannot be shown. */
  readonly onRepeatedCrash: () => void
}

export class MainWindow {
  readonly #options: MainWindowOptions
  #window: BrowserWindow | null = null
  /** Monotonic times. */
  #blurredAt: number | null = null
  #crashedAt: number | null = null

  constructor(options: MainWindowOptions) {
    this.#options = options
  }

  /** Opens the window, or brings it to the front. */
  show(page?: Page): void {
    const window = this.#window ?? this.#open()
    if (page !== undefined) this.#options.push.showPage(page)
    if (!window.isVisible()) return
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  /** Handles a click on the tray icon. Shows a window that is visible but behind others: nobody clicks to hide it. */
  toggle(): void {
    const window = this.#window
    const isShown = window?.isVisible() === true && !window.isMinimized()
    if (isShown && (window.isFocused() || this.#wasJustBlurred())) window.close()
    else this.show()
  }

  /** Whether the user has the window before them. A toast would then repeat what they see. */
  isInFront(): boolean {
    return this.#window?.isVisible() === true && this.#window.isFocused()
  }

  /** The frame that may send calls; null while there is no window. */
  frame(): Frame | null {
    return this.#window === null || this.#window.isDestroyed() ? null : this.#window.webContents.mainFrame
  }

  destroy(): void {
    this.#window?.destroy()
  }

  #wasJustBlurred(): boolean {
    return this.#blurredAt !== null && this.#options.clock.monotonic() - this.#blurredAt < BLUR_BEFORE_CLICK_MS
  }

  #open(): BrowserWindow {
    const { clock, push, saveBounds } = this.#options
    const window = this.#options.create()
    this.#window = window
    this.#blurredAt = null
    push.attach((name, value) => {
      if (!window.isDestroyed()) window.webContents.send(name, value)
    })
    const disposers = [this.#showWhenReady(window), this.#recreateWhenFrozen(window)]
    window.on('blur', () => {
      this.#blurredAt = clock.monotonic()
    })
    window.on('close', () => saveBounds(window.getNormalBounds()))
    window.once('closed', () => {
      for (const dispose of disposers) dispose()
      // After a crash the next window may be open already.
      if (this.#window !== window) return
      this.#window = null
      push.detach()
    })
    window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      if (reason !== 'clean-exit') this.#crashed(window, reason, exitCode)
    })
    this.#load(window)
    return window
  }

  #showWhenReady(window: BrowserWindow): Disposer {
    const { clock, log } = this.#options
    const openedAt = clock.monotonic()
    const showOnce = (): void => {
      cancel()
      if (window.isDestroyed() || window.isVisible()) return
      window.show()
      log('debug', 'the window is shown', { tookMs: Math.round(clock.monotonic() - openedAt) })
    }
    const cancel = clock.setTimer(SHOW_TIMEOUT_MS, showOnce)
    window.once('ready-to-show', showOnce)
    return cancel
  }

  #recreateWhenFrozen(window: BrowserWindow): Disposer {
    let cancel: Disposer | null = null
    const stop = (): void => {
      cancel?.()
      cancel = null
    }
    window.on('unresponsive', () => {
      cancel ??= this.#options.clock.setTimer(FROZEN_MS, () => this.#crashed(window, 'unresponsive', 0))
    })
    window.on('responsive', stop)
    return stop
  }

  #load(window: BrowserWindow): void {
    const { log } = this.#options
    window.webContents.on('did-fail-load', (_event, code, description, _address, isMainFrame) => {
      if (isMainFrame) log('error', 'the window could not load its page', { code, description })
    })
    window.webContents.on('preload-error', (_event, _path, error) => {
      log('error', 'the preload script failed', { error: messageOf(error) })
    })
    void window.loadURL(PAGE_URL).catch((error: unknown) => {
      // did-fail-load reports failures. This also happens when the window is closed while it loads.
      log('debug', 'loading the page ended early', { error: messageOf(error) })
    })
  }

  #crashed(window: BrowserWindow, reason: string, exitCode: number): void {
    const { clock, log, onRepeatedCrash } = this.#options
    log('error', 'the page process ended unexpectedly', { reason, exitCode })
    const now = clock.monotonic()
    const isRepeated = this.#crashedAt !== null && now - this.#crashedAt < CRASH_INTERVAL_MS
    this.#crashedAt = now
    window.destroy()
    if (isRepeated) onRepeatedCrash()
    else this.show()
  }
}

// The tray icon: shows the newest view, survives a taskbar that is not ready, and says so when it cannot be had.
import type { Tray as ElectronTray, Menu, MenuItemConstructorOptions, NativeImage } from 'electron'
import type { OverallState } from '../../contract/snapshot.ts'
import type { Clock, Disposer, Log } from '../../model/ports.ts'
import type { Taskbar } from './taskbar-theme.ts'
import { outlineOf } from './tray-menu.ts'

/** Windows loses icons that change in quick succession. */
export const SETTLE_MS = 200
/** Distances between attempts to get an icon while Explorer starts; a minute in all. */
export const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000] as const

export interface TrayView {
  readonly state: OverallState
  readonly tooltip: string
  readonly menu: readonly MenuItemConstructorOptions[]
}

export interface TrayParts {
  readonly createTray: (image: NativeImage | string) => ElectronTray
  readonly buildMenu: (template: MenuItemConstructorOptions[]) => Menu
  readonly iconFor: (state: OverallState, taskbar: Taskbar) => NativeImage | string
  readonly taskbar: () => Taskbar
  /** Whether the system tells where the icon is; only then can its absence be told. */
  readonly canSeeIcon: boolean
  readonly clock: Clock
  readonly log: Log
  readonly onClick: () => void
  /** The icon could not be had within a minute: the app must be reached some other way. */
  readonly onMissing: () => void
}

export class Tray {
  readonly #parts: TrayParts
  #view: TrayView
  #tray: ElectronTray | null = null
  #shown: { icon: string; tooltip: string; outline: string } | null = null
  #cancelApply: Disposer | null = null
  #cancelRetry: Disposer | null = null
  #attempts = 0
  #destroyed = false

  constructor(parts: TrayParts, first: TrayView) {
    this.#parts = parts
    this.#view = first
    this.#attempt()
  }

  /** Takes effect once views stop coming for a moment. */
  update(view: TrayView): void {
    this.#view = view
    this.#cancelApply ??= this.#parts.clock.setTimer(SETTLE_MS, () => {
      this.#cancelApply = null
      this.#apply()
    })
  }

  /** Sets the image again though nothing of ours changed: the display's scale, the taskbar's theme or the session did. */
  refresh(): void {
    if (this.#shown !== null) this.#shown = { ...this.#shown, icon: '' }
    this.update(this.#view)
  }

  destroy(): void {
    this.#destroyed = true
    this.#cancelApply?.()
    this.#cancelRetry?.()
    this.#discard()
  }

  #attempt(): void {
    this.#cancelRetry = null
    this.#attempts += 1
    if (this.#create()) {
      if (this.#attempts > 1) this.#parts.log('info', 'The tray icon is there', { attempts: this.#attempts })
      return
    }
    this.#discard()
    const wait = RETRY_MS[this.#attempts - 1]
    if (wait !== undefined) {
      this.#cancelRetry = this.#parts.clock.setTimer(wait, () => this.#attempt())
      return
    }
    this.#parts.log('error', 'No tray icon could be made; the window is opened instead', { attempts: this.#attempts })
    this.#parts.onMissing()
  }

  #create(): boolean {
    const { createTray, iconFor, taskbar, canSeeIcon, log, onClick } = this.#parts
    try {
      const tray = createTray(iconFor(this.#view.state, taskbar()))
      this.#tray = tray
      tray.on('click', onClick)
      this.#apply()
      return !canSeeIcon || tray.getBounds().width > 0
    } catch (error) {
      log('warn', 'The tray icon could not be made', { cause: String(error) })
      return false
    }
  }

  #discard(): void {
    this.#tray?.destroy()
    this.#tray = null
    this.#shown = null
  }

  #apply(): void {
    const tray = this.#tray
    if (tray === null || this.#destroyed) return
    const { buildMenu, iconFor, taskbar } = this.#parts
    const { state, tooltip, menu } = this.#view
    const next = { icon: `${state} ${taskbar()}`, tooltip, outline: outlineOf(menu) }
    const shown = this.#shown
    this.#shown = next
    if (shown !== null && shown.icon !== next.icon) tray.setImage(iconFor(state, taskbar()))
    if (shown?.tooltip !== next.tooltip) tray.setToolTip(tooltip)
    // An open menu closes when it is replaced: only when something in it is different.
    if (shown?.outline !== next.outline) tray.setContextMenu(buildMenu([...menu]))
  }
}

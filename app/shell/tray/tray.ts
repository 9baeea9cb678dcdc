// The tray icon. It shows the newest view, waits for a taskbar that is not ready, and reports when there is no tray at all.
import type { Tray as ElectronTray, Menu, MenuItemConstructorOptions, NativeImage } from 'electron'
import type { OverallState } from '../../contract/snapshot.ts'
import { messageOf } from '../../model/message-of.ts'
import type { Clock, Disposer, Log } from '../../model/ports.ts'
import type { Taskbar } from './taskbar-theme.ts'
import { outlineOf } from './tray-menu.ts'

/** Windows loses icons that change in quick succession. */
export const SETTLE_MS = 200
/** Waits between tries to create the icon while Explorer starts: about a minute in all. */
export const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000] as const

export interface TrayView {
  readonly state: OverallState
  readonly tooltip: string
  readonly menu: readonly MenuItemConstructorOptions[]
}

export interface TrayOptions {
  readonly first: TrayView
  readonly createElectronTray: (image: NativeImage | string) => ElectronTray
  readonly buildMenu: (template: MenuItemConstructorOptions[]) => Menu
  readonly iconFor: (state: OverallState, taskbar: Taskbar) => NativeImage | string
  readonly taskbar: () => Taskbar
  /** Whether the system reports the icon's bounds. Only then can we see that it is missing. */
  readonly reportsBounds: boolean
  readonly clock: Clock
  readonly log: Log
  readonly onClick: () => void
  /** All tries have failed: the user must reach the app another way. */
  readonly onMissing: () => void
}

export interface Tray {
  /** Shows this view, once views have stopped changing for a moment. */
  readonly update: (view: TrayView) => void
  /** Sets the image again: the display's scale, the taskbar's theme or the session has changed. */
  readonly refresh: () => void
  readonly destroy: () => void
}

export function createTray(options: TrayOptions): Tray {
  const { createElectronTray, buildMenu, iconFor, taskbar, reportsBounds, clock, log, onClick, onMissing } = options
  let view = options.first
  let tray: ElectronTray | null = null
  let shown: { icon: string; tooltip: string; outline: string } | null = null
  let cancelApply: Disposer | null = null
  let cancelRetry: Disposer | null = null
  let tries = 0
  let isDestroyed = false

  function apply(): void {
    if (tray === null || isDestroyed) return
    const { state, tooltip, menu } = view
    const next = { icon: `${state} ${taskbar()}`, tooltip, outline: outlineOf(menu) }
    const before = shown
    shown = next
    if (before !== null && before.icon !== next.icon) tray.setImage(iconFor(state, taskbar()))
    if (before?.tooltip !== next.tooltip) tray.setToolTip(tooltip)
    // Replacing the menu closes it if it is open, so only do it when an item differs.
    if (before?.outline !== next.outline) tray.setContextMenu(buildMenu([...menu]))
  }
  function create(): boolean {
    try {
      tray = createElectronTray(iconFor(view.state, taskbar()))
      tray.on('click', onClick)
      apply()
      return !reportsBounds || tray.getBounds().width > 0
    } catch (error) {
      log('warn', 'the tray icon could not be created', { error: messageOf(error) })
      return false
    }
  }
  function discard(): void {
    tray?.destroy()
    tray = null
    shown = null
  }
  function tryOnce(): void {
    cancelRetry = null
    tries += 1
    if (create()) {
      if (tries > 1) log('info', 'the tray icon is shown', { tries })
      return
    }
    discard()
    const waitMs = RETRY_MS[tries - 1]
    if (waitMs !== undefined) {
      cancelRetry = clock.setTimer(waitMs, tryOnce)
      return
    }
    log('error', 'no tray icon could be created; the window is opened instead', { tries })
    onMissing()
  }
  function update(next: TrayView): void {
    view = next
    cancelApply ??= clock.setTimer(SETTLE_MS, () => {
      cancelApply = null
      apply()
    })
  }

  tryOnce()
  return {
    update,
    refresh: () => {
      if (shown !== null) shown = { ...shown, icon: '' }
      update(view)
    },
    destroy: () => {
      isDestroyed = true
      cancelApply?.()
      cancelRetry?.()
      discard()
    },
  }
}

// Windows reports the end of a session to windows only, and ours is closed most of the time. A hidden window without a page
// listens instead, where Electron can create one (30 and later).
import type { BaseWindow } from 'electron'

type Listener = () => void

/** Window events; the oldest supported Electron only has the second. */
export interface SessionWindow {
  on(event: 'query-session-end' | 'session-end', listener: Listener): unknown
}

export function listenForSessionEnd(window: SessionWindow, onEnd: Listener): void {
  // Not query-session-end: another program may still cancel the shutdown then.
  window.on('session-end', onEnd)
}

type BaseWindowClass = new (options: {
  show: boolean
  width: number
  height: number
  skipTaskbar: boolean
}) => BaseWindow

/**
 * @param Base Electron's class; undefined where it has none
 * @returns the hidden window, which the caller must keep; null where none is needed or possible.
 */
export function createSessionWindow(
  Base: BaseWindowClass | undefined,
  platform: NodeJS.Platform,
  onEnd: Listener,
): BaseWindow | null {
  if (platform !== 'win32' || Base === undefined) return null
  const window = new Base({ show: false, width: 1, height: 1, skipTaskbar: true })
  listenForSessionEnd(window as unknown as SessionWindow, onEnd)
  return window
}

// Windows tells the end of a session to windows only, and ours is gone most of the time: a hidden one listens instead,
// where Electron can make one without a page (30 and later).
import type { BaseWindow } from 'electron'

type Listener = () => void

/** Window events of which the oldest runtime knows only the second. */
export interface EndsWithSession {
  on(event: 'query-session-end' | 'session-end', listener: Listener): unknown
}

export function listenForSessionEnd(window: EndsWithSession, onEnd: Listener): void {
  // Asking is not ending: another program may still stop the shutdown.
  window.on('session-end', onEnd)
}

type BaseWindowClass = new (options: {
  show: boolean
  width: number
  height: number
  skipTaskbar: boolean
}) => BaseWindow

/** @returns the hidden window, to be held; null where none is needed or possible. */
export function keepSessionWindow(
  Base: BaseWindowClass | undefined,
  platform: NodeJS.Platform,
  onEnd: Listener,
): BaseWindow | null {
  if (platform !== 'win32' || Base === undefined) return null
  const window = new Base({ show: false, width: 1, height: 1, skipTaskbar: true })
  listenForSessionEnd(window as unknown as EndsWithSession, onEnd)
  return window
}

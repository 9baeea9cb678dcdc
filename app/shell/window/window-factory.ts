// The only place that makes windows.
import { BrowserWindow } from 'electron'
import { type WindowLook, windowOptions } from './window-options.ts'

export function createWindow(look: WindowLook): BrowserWindow {
  const window = new BrowserWindow(windowOptions(look))
  // Windows and Linux would show Electron's stock menu, with its reload and developer entries, on Alt.
  window.removeMenu()
  return window
}

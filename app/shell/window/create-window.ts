// Creates the app's only kind of window, with the size and position it had last. The only file that makes a BrowserWindow.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, screen } from 'electron'
import { messageOf } from '../../model/message-of.ts'
import type { Log } from '../../model/ports.ts'
import { iconFiles } from '../tray/icon-files.ts'
import { type Bounds, parseBounds, positionWindow } from './bounds.ts'
import { windowOptions } from './options.ts'
import { PARTITION } from './page-session.ts'

/**
 * @param folder of the file with the last bounds
 * @param out the bundled files: preload script, icons
 */
export function createWindow(folder: string, out: string): BrowserWindow {
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id)
  const workAreas = [primary.workArea, ...others.map(({ workArea }) => workArea)] as const
  const window = new BrowserWindow(
    windowOptions({
      bounds: positionWindow(readBounds(folder), workAreas),
      title: 'Homeward',
      icon: iconFiles(out, process.platform).app,
      dark: nativeTheme.shouldUseDarkColors,
      preload: join(out, 'preload.js'),
      partition: PARTITION,
      packaged: app.isPackaged,
    }),
  )
  // Alt would open Electron's default menu on Windows and Linux, with its reload and developer entries.
  window.removeMenu()
  return window
}

const boundsFile = (folder: string): string => join(folder, 'window.json')

function readBounds(folder: string): Bounds | null {
  try {
    return parseBounds(readFileSync(boundsFile(folder), 'utf8'))
  } catch {
    return null
  }
}

/** Keeps the bounds for the next window. A failure is logged and costs nothing else. */
export function saveBounds(folder: string, bounds: Bounds, log: Log): void {
  try {
    writeFileSync(boundsFile(folder), JSON.stringify(bounds), { mode: 0o600 })
  } catch (error) {
    log('warn', 'the window bounds could not be saved', { error: messageOf(error) })
  }
}

// Makes the window where it was left: place, title, colours, session.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app, type BrowserWindow, nativeTheme, screen } from 'electron'
import type { Log } from '../../model/ports.ts'
import { iconFiles } from '../tray/icon-files.ts'
import { PARTITION } from './page-session.ts'
import { type Bounds, boundsFrom, placeWindow } from './window-bounds.ts'
import { createWindow } from './window-factory.ts'

export interface WindowMaker {
  readonly create: () => BrowserWindow
  readonly remember: (bounds: Bounds) => void
}

/**
 * @param folder for the remembered place
 * @param out the bundled files: preload script, icons
 */
export function windowMaker(folder: string, out: string, log: Log): WindowMaker {
  const file = join(folder, 'window.json')
  const remembered = (): Bounds | null => {
    try {
      return boundsFrom(readFileSync(file, 'utf8'))
    } catch {
      return null
    }
  }
  return {
    create: () => {
      const primary = screen.getPrimaryDisplay()
      const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id)
      const bounds = placeWindow(remembered(), [primary.workArea, ...others.map(({ workArea }) => workArea)])
      return createWindow({
        bounds,
        title: 'Homeward',
        icon: iconFiles(out, process.platform).app,
        dark: nativeTheme.shouldUseDarkColors,
        preload: join(out, 'preload.js'),
        partition: PARTITION,
        packaged: app.isPackaged,
      })
    },
    remember: (bounds) => {
      try {
        writeFileSync(file, JSON.stringify(bounds), { mode: 0o600 })
      } catch (error) {
        log('warn', 'The window’s place could not be kept', { cause: String(error) })
      }
    },
  }
}

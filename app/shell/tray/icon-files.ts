// Where the pictures lie. Windows opens icon files itself and cannot look into an archive: they are packed beside it.
import { join } from 'node:path'

/** @returns the file's path outside the archive; the same path when it is in none. */
export const unpacked = (path: string): string => path.replace(/([\\/])app\.asar(?=[\\/])/, '$1app.asar.unpacked')

export interface IconFiles {
  /** For the window and the taskbar. */
  readonly app: string
  /** For toasts: always a picture that Electron reads. */
  readonly toast: string
  /** Holds a picture for each state and taskbar. */
  readonly tray: string
}

/** @param out the folder of bundled files, perhaps in an archive */
export function iconFiles(out: string, platform: NodeJS.Platform): IconFiles {
  const icons = join(out, 'icons')
  const onDisk = platform === 'win32' ? unpacked(icons) : icons
  return {
    app: platform === 'win32' ? join(onDisk, 'homeward.ico') : join(icons, 'homeward.png'),
    toast: join(icons, 'homeward.png'),
    tray: join(onDisk, 'tray'),
  }
}

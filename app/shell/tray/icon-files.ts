// Where the icons are. Windows opens icon files itself and cannot read the archive, so they are packed beside it.
import { join } from 'node:path'

/** @returns the file's path outside the archive; a path that is in no archive stays as it is. */
export const unpacked = (path: string): string => path.replace(/([\\/])app\.asar(?=[\\/])/, '$1app.asar.unpacked')

export interface IconFiles {
  /** For the window and the taskbar. */
  readonly app: string
  /** For toasts: always an image that Electron itself reads. */
  readonly toast: string
  /** A folder with one icon for each state and taskbar theme. */
  readonly tray: string
}

/** @param out the folder of bundled files; it may be in an archive */
export function iconFiles(out: string, platform: NodeJS.Platform): IconFiles {
  const icons = join(out, 'icons')
  const onDisk = platform === 'win32' ? unpacked(icons) : icons
  return {
    app: platform === 'win32' ? join(onDisk, 'homeward.ico') : join(icons, 'homeward.png'),
    toast: join(icons, 'homeward.png'),
    tray: join(onDisk, 'tray'),
  }
}

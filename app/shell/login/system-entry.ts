// Chooses the sign-in entry for this operating system.
import { join } from 'node:path'
import { app } from 'electron'
import { createAutostartEntry } from './autostart-entry.ts'
import { type LoginEntry, noLoginEntry } from './login-item.ts'
import { createRunKeyEntry } from './run-key-entry.ts'

export function createLoginEntry(): LoginEntry {
  if (!app.isPackaged) return noLoginEntry
  if (process.platform === 'win32') return createRunKeyEntry(app, process.execPath)
  if (process.platform !== 'linux') return noLoginEntry
  const configHome = process.env.XDG_CONFIG_HOME || join(app.getPath('home'), '.config')
  // An AppImage runs from a mount point that changes with each start, so the entry names its file.
  return createAutostartEntry(configHome, process.env.APPIMAGE ?? process.execPath)
}

// Which way of starting at sign-in this system has.
import { homedir } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'
import { autostartEntry } from './autostart-entry.ts'
import { type LoginEntry, noLoginEntry } from './login-item.ts'
import { runKeyEntry } from './run-key-entry.ts'

export function systemLoginEntry(): LoginEntry {
  if (!app.isPackaged) return noLoginEntry
  if (process.platform === 'win32') return runKeyEntry(app, process.execPath)
  if (process.platform !== 'linux') return noLoginEntry
  const configHome = process.env.XDG_CONFIG_HOME || join(homedir(), '.config')
  // An AppImage runs from a mount point that is new each time; its file is what can be started again.
  return autostartEntry(configHome, process.env.APPIMAGE ?? process.execPath)
}

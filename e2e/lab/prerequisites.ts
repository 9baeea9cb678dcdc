// What the lab needs of the machine, as the sentence that a skipped test shows.
import { existsSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { electronExecutable } from './process/runtime.ts'

const onPath = (name: string) =>
  (process.env.PATH ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, name)))

const PROGRAMS = ['Xvfb', 'dbus-daemon', 'gnome-keyring-daemon', 'setpriv']

/** @returns why a desktop of the lab's own cannot be had here, and the command that helps; null when it can. */
export function desktopLack(): string | null {
  if (process.platform !== 'linux') return 'a desktop of its own needs Linux; run npm test there'
  if (electronExecutable() === null) return 'needs an Electron runtime; run: npm run setup'
  const missing = PROGRAMS.filter((name) => !onPath(name))
  return missing.length === 0 ? null : `needs ${missing.join(', ')}; run: sudo npm run setup`
}

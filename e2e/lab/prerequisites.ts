// What the lab needs from the machine. A skipped test shows what is missing.
import { existsSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { electronExecutable } from './process/runtime.ts'

const onPath = (name: string) =>
  (process.env.PATH ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, name)))

const PROGRAMS = ['Xvfb', 'dbus-daemon', 'gnome-keyring-daemon', 'setpriv']

/** @returns what the lab's own desktop needs and does not find here, with the command that helps; null when all is there */
export function missingForDesktop(): string | null {
  if (process.platform !== 'linux') return 'the lab desktop needs Linux; run npm test there'
  if (electronExecutable() === null) return 'needs an Electron runtime; run: npm run setup'
  const missing = PROGRAMS.filter((name) => !onPath(name))
  return missing.length === 0 ? null : `needs ${missing.join(', ')}; run: sudo npm run setup`
}

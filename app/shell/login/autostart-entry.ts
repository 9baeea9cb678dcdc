// Linux: a desktop entry in the user's autostart folder (Desktop Application Autostart Specification).
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { LoginItemState } from '../engine-port.ts'
import { BACKGROUND, type LoginEntry } from './login-item.ts'

/** Quotes a path for the Exec key: first by the rules of Exec, then by those of string values. */
function quoted(program: string): string {
  const escaped = program.replaceAll('%', '%%').replace(/["`$\\]/g, '\\$&')
  return `"${escaped}"`.replaceAll('\\', '\\\\')
}

export function desktopEntry(program: string): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Homeward',
    'Comment=Keeps a domain name pointing home',
    `Exec=${quoted(program)} ${BACKGROUND}`,
    'Icon=homeward',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/** @param text the entry's content; null when there is none */
export function stateOfEntry(text: string | null, program: string): LoginItemState {
  if (text === null) return 'off'
  const value = (key: string): string | undefined => new RegExp(`^${key}\\s*=\\s*(.*?)\\s*$`, 'm').exec(text)?.[1]
  if (!value('Exec')?.startsWith(quoted(program))) return 'off'
  const disabled = value('Hidden') === 'true' || value('X-GNOME-Autostart-enabled') === 'false'
  return disabled ? 'off-by-system' : 'on'
}

/** @param configHome XDG_CONFIG_HOME, or ~/.config */
export function createAutostartEntry(configHome: string, program: string): LoginEntry {
  const file = join(configHome, 'autostart', 'homeward.desktop')
  const read = (): string | null => {
    try {
      return readFileSync(file, 'utf8')
    } catch {
      return null
    }
  }
  return {
    read: () => stateOfEntry(read(), program),
    write: (on) => {
      if (!on) return rmSync(file, { force: true })
      mkdirSync(dirname(file), { recursive: true })
      const fresh = `${file}.new`
      writeFileSync(fresh, desktopEntry(program))
      renameSync(fresh, file)
    },
  }
}

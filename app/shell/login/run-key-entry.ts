// Windows: the Run key, kept by Electron. Task Manager stores its own switch separately (StartupApproved).
import type { App, LaunchItems } from 'electron'
import type { LoginItemState } from '../engine-port.ts'
import { BACKGROUND, type LoginEntry } from './login-item.ts'

const samePath = (a: string, b: string): boolean =>
  a.replaceAll('"', '').replaceAll('/', '\\').toLowerCase() === b.replaceAll('/', '\\').toLowerCase()

/**
 * Matches items by their program. Electron's `openAtLogin` compares whole command lines, so an entry that another Electron
 * version wrote would seem absent.
 */
export function stateOfItems(items: readonly Pick<LaunchItems, 'path' | 'enabled'>[], program: string): LoginItemState {
  const ours = items.filter(({ path }) => samePath(path, program))
  if (ours.length === 0) return 'off'
  return ours.some(({ enabled }) => enabled) ? 'on' : 'off-by-system'
}

export function createRunKeyEntry(
  app: Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings'>,
  program: string,
): LoginEntry {
  // The name is what Task Manager lists; without one it would be the AppUserModelID.
  const entry = { path: program, args: [BACKGROUND], name: 'Homeward' }
  return {
    read: () => stateOfItems(app.getLoginItemSettings(entry).launchItems ?? [], program),
    write: (on) => app.setLoginItemSettings({ ...entry, openAtLogin: on, enabled: on }),
  }
}

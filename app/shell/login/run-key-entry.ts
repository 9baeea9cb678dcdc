// Windows: the Run key, as Electron keeps it. Task Manager's switch lives apart from the entry (StartupApproved).
import type { App, LaunchItems } from 'electron'
import type { LoginItemState } from '../engine-port.ts'
import { BACKGROUND, type LoginEntry } from './login-item.ts'

const samePath = (a: string, b: string): boolean =>
  a.replaceAll('"', '').replaceAll('/', '\\').toLowerCase() === b.replaceAll('/', '\\').toLowerCase()

/**
 * `openAtLogin` compares whole command lines, so that an entry written by another Electron reads as absent; items are
 * matched by their program instead.
 */
export function stateOfItems(items: readonly Pick<LaunchItems, 'path' | 'enabled'>[], program: string): LoginItemState {
  const ours = items.filter(({ path }) => samePath(path, program))
  if (ours.length === 0) return 'off'
  return ours.some(({ enabled }) => enabled) ? 'on' : 'off-by-system'
}

export function runKeyEntry(
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

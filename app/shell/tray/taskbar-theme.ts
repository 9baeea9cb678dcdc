// Whether the taskbar is light or dark. Windows keeps this apart from the theme of windows. Electron reports it from version
// 35 on; before that it is read from the registry.
import type { NativeTheme } from 'electron'
import type { Disposer } from '../../model/ports.ts'

export type Taskbar = 'light' | 'dark'

const KEY = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Themes\\Personalize'
export const REGISTRY_QUERY = ['query', KEY, '/v', 'SystemUsesLightTheme'] as const

/**
 * @param output of `reg query`
 * @returns null when it holds no such value, as before Windows 10 version 1903.
 */
export function taskbarFromRegistry(output: string): Taskbar | null {
  const value = /SystemUsesLightTheme\s+REG_DWORD\s+0x([0-9a-f]+)/i.exec(output)?.[1]
  if (value === undefined) return null
  return Number.parseInt(value, 16) === 0 ? 'dark' : 'light'
}

export interface TaskbarThemeOptions {
  readonly nativeTheme: Pick<NativeTheme, 'on' | 'off' | 'shouldUseDarkColors' | 'themeSource'> & {
    readonly shouldUseDarkColorsForSystemIntegratedUI?: boolean
  }
  readonly platform: NodeJS.Platform
  /** Resolves to what `reg` prints; rejects when it cannot be run. */
  readonly queryRegistry: (args: readonly string[]) => Promise<string>
  /** XDG_CURRENT_DESKTOP. */
  readonly desktop: string
}

export interface TaskbarTheme {
  readonly current: () => Taskbar
  /** Reads it again; the registry takes a moment. @returns whether it changed */
  readonly refresh: () => Promise<boolean>
  /** Reads it now and on each change of theme, and calls back when it has changed. */
  readonly subscribe: (onChange: () => void) => Disposer
}

export function createTaskbarTheme(options: TaskbarThemeOptions): TaskbarTheme {
  const { nativeTheme, platform, desktop, queryRegistry } = options
  let current: Taskbar = 'dark'
  current = fromElectron() ?? current

  function fromElectron(): Taskbar | null {
    if (platform === 'win32') {
      const dark = nativeTheme.shouldUseDarkColorsForSystemIntegratedUI
      return dark === undefined ? null : dark ? 'dark' : 'light'
    }
    // GNOME's top bar is always black. Other panels follow the theme of windows, which we only know while it is the system's.
    if (/\b(GNOME|Unity)\b/i.test(desktop)) return 'dark'
    if (nativeTheme.themeSource !== 'system') return current
    return nativeTheme.shouldUseDarkColors ? 'dark' : 'light'
  }
  const fromRegistry = (): Promise<Taskbar | null> =>
    queryRegistry(REGISTRY_QUERY).then(taskbarFromRegistry, () => null)

  async function refresh(): Promise<boolean> {
    const before = current
    current = fromElectron() ?? (await fromRegistry()) ?? before
    return current !== before
  }
  return {
    current: () => current,
    refresh,
    subscribe: (onChange) => {
      const onUpdated = (): void => void refresh().then((changed) => changed && onChange())
      nativeTheme.on('updated', onUpdated)
      onUpdated()
      return () => void nativeTheme.off('updated', onUpdated)
    },
  }
}

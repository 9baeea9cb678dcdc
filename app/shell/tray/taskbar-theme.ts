// Whether the taskbar is light or dark. Windows keeps this apart from the theme of windows; Electron tells it from 35 on,
// before that the registry does.
import type { NativeTheme } from 'electron'
import type { Disposer } from '../../model/ports.ts'

export type Taskbar = 'light' | 'dark'

const KEY = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Themes\\Personalize'
export const REGISTRY_QUERY = ['query', KEY, '/v', 'SystemUsesLightTheme'] as const

/** @returns what `reg query` printed; null when it holds no such value, as before Windows 10 1903. */
export function taskbarFromRegistry(output: string): Taskbar | null {
  const value = /SystemUsesLightTheme\s+REG_DWORD\s+0x([0-9a-f]+)/i.exec(output)?.[1]
  if (value === undefined) return null
  return Number.parseInt(value, 16) === 0 ? 'dark' : 'light'
}

export interface TaskbarThemeParts {
  readonly nativeTheme: Pick<NativeTheme, 'on' | 'off' | 'shouldUseDarkColors' | 'themeSource'> & {
    readonly shouldUseDarkColorsForSystemIntegratedUI?: boolean
  }
  readonly platform: NodeJS.Platform
  /** Prints what `reg` answers to the arguments; rejects when it cannot be run. */
  readonly queryRegistry: (args: readonly string[]) => Promise<string>
  /** XDG_CURRENT_DESKTOP. */
  readonly desktop: string
}

export class TaskbarTheme {
  readonly #parts: TaskbarThemeParts
  #current: Taskbar = 'dark'

  constructor(parts: TaskbarThemeParts) {
    this.#parts = parts
    this.#current = this.#told() ?? 'dark'
  }

  current(): Taskbar {
    return this.#current
  }

  /** Reads anew; the registry takes a moment. @returns whether it changed */
  async look(): Promise<boolean> {
    const before = this.#current
    this.#current = this.#told() ?? (await this.#fromRegistry()) ?? before
    return this.#current !== before
  }

  /** Calls back after each change of the taskbar's theme, and once when the first look differs from the first guess. */
  watch(onChange: () => void): Disposer {
    const looked = (): void => void this.look().then((changed) => changed && onChange())
    this.#parts.nativeTheme.on('updated', looked)
    looked()
    return () => void this.#parts.nativeTheme.off('updated', looked)
  }

  #told(): Taskbar | null {
    const { nativeTheme, platform, desktop } = this.#parts
    if (platform === 'win32') {
      const dark = nativeTheme.shouldUseDarkColorsForSystemIntegratedUI
      return dark === undefined ? null : dark ? 'dark' : 'light'
    }
    // GNOME's bar is black whatever the theme; elsewhere panels follow the theme of windows, unless the user gave ours another.
    if (/\b(GNOME|Unity)\b/i.test(desktop)) return 'dark'
    if (nativeTheme.themeSource !== 'system') return this.#current
    return nativeTheme.shouldUseDarkColors ? 'dark' : 'light'
  }

  async #fromRegistry(): Promise<Taskbar | null> {
    try {
      return taskbarFromRegistry(await this.#parts.queryRegistry(REGISTRY_QUERY))
    } catch {
      return null
    }
  }
}

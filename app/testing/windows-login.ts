// For tests: the Run key of Windows, and Electron's two functions on it as browser_win.cc has them, in each way in which
// versions of Electron write a path.
import type { App, LoginItemSettingsOptions, Settings } from 'electron'

/** How this Electron writes a path: unchanged (to 37), or in quotation marks (from 38 on); `broken` writes nonsense. */
export type Quoting = 'as given' | 'always quoted' | 'quoted once' | 'broken'

/** A command line as Windows takes it apart: the program ends at a blank, or at the closing quotation mark. */
export function partsOf(line: string): string[] {
  const text = line.trim()
  const end = text.startsWith('"') ? text.indexOf('"', 1) : text.search(/\s|$/)
  const program = text.startsWith('"') ? text.slice(1, end) : text.slice(0, end)
  const rest = text.slice(text.startsWith('"') ? end + 1 : end).trim()
  return [program, ...(rest === '' ? [] : rest.split(/\s+/))]
}

const writtenPath: Readonly<Record<Quoting, (path: string) => string>> = {
  'as given': (path) => path,
  'always quoted': (path) => `"${path}"`,
  'quoted once': (path) => (path.startsWith('"') ? path : `"${path}"`),
  broken: () => '""',
}

export interface WindowsLogin {
  readonly app: Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings'>
  /** HKCU\Software\Microsoft\Windows\CurrentVersion\Run */
  readonly run: Map<string, string>
  /** Names that Task Manager has switched off. */
  readonly disabled: Set<string>
  /** Program and arguments that a sign-in starts. */
  readonly started: (name: string) => string[]
}

export function createWindowsLogin(quoting: Quoting): WindowsLogin {
  const run = new Map<string, string>()
  const disabled = new Set<string>()
  const set = ({ openAtLogin, path = '', args = [], name = '', enabled = true }: Settings): void => {
    disabled.delete(name)
    if (!openAtLogin) {
      run.delete(name)
      return
    }
    run.set(name, [writtenPath[quoting](path), ...args].join(' '))
    if (!enabled) disabled.add(name)
  }
  const launchItems = ({ path = '' }: LoginItemSettingsOptions) => {
    const wanted = partsOf(path)[0]?.toLowerCase()
    return [...run].flatMap(([name, line]) => {
      const [program = '', ...args] = partsOf(line)
      if (program.toLowerCase() !== wanted) return []
      return [{ name, path: program, args, scope: 'user', enabled: !disabled.has(name) }]
    })
  }
  const get = (options: LoginItemSettingsOptions = {}) => ({ launchItems: launchItems(options) })
  return {
    app: { getLoginItemSettings: get, setLoginItemSettings: set } as unknown as WindowsLogin['app'],
    run,
    disabled,
    started: (name) => partsOf(run.get(name) ?? ''),
  }
}

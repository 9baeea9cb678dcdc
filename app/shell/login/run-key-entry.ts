// Windows: the Run key, kept by Electron. Task Manager stores its own switch separately (StartupApproved).
import type { App, LaunchItems } from 'electron'
import type { LoginItemState } from '../engine-port.ts'
import { BACKGROUND, type LoginEntry } from './login-item.ts'

type LoginItemApi = Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings'>
type Item = Pick<LaunchItems, 'path' | 'args' | 'name' | 'enabled'>

/** What Task Manager lists. Without one it would be the AppUserModelID. */
const NAME = 'Homeward'

/**
 * In a path with a blank, Windows reads the first word as the program, also when Electron looks entries up by it
 * (electron#32657, #53911). Windows allows no quotation mark in a path.
 */
const quoted = (program: string): string => `"${program}"`

const plain = (path: string): string => path.replaceAll('"', '').replaceAll('/', '\\').trim().toLowerCase()
const isSamePath = (a: string, b: string): boolean => plain(a) === plain(b)

/**
 * Whether an entry without quotation marks is ours: Electron takes it apart at its first blank, and tells the rest as
 * arguments. Windows starts it all the same, as long as no program has the name of the first word.
 */
function isOursInPieces({ name, path, args }: Item, program: string): boolean {
  return name === NAME && plain([path, ...args].join(' ')).startsWith(plain(program))
}

/**
 * Matches items by their program. Electron's `openAtLogin` compares whole command lines, so an entry that another Electron
 * version wrote would seem absent.
 */
export function stateOfItems(items: readonly Item[], program: string): LoginItemState {
  const ours = items.filter((item) => isSamePath(item.path, program) || isOursInPieces(item, program))
  if (ours.length === 0) return 'off'
  return ours.some(({ enabled }) => enabled) ? 'on' : 'off-by-system'
}

/** @param program absolute path of the executable */
export function createRunKeyEntry(app: LoginItemApi, program: string): LoginEntry {
  const itemsFor = (path: string): readonly Item[] =>
    app.getLoginItemSettings({ path, args: [BACKGROUND] }).launchItems ?? []
  // By the quoted path Electron finds entries in quotation marks, by the bare one those without.
  const read = (): LoginItemState => stateOfItems([...itemsFor(quoted(program)), ...itemsFor(program)], program)
  const isQuoted = (): boolean => itemsFor(quoted(program)).some(({ path }) => isSamePath(path, program))
  const write = (path: string, on: boolean): void =>
    app.setLoginItemSettings({ path, args: [BACKGROUND], name: NAME, openAtLogin: on, enabled: on })
  return {
    read,
    write: (on) => {
      write(quoted(program), on)
      if (!on || isQuoted()) return
      // Electron 38 and later add quotation marks. Where it adds them to ours, the bare path gives the right entry.
      write(program, true)
      if (isQuoted()) return
      write(program, false)
      throw new Error('Windows did not keep the entry')
    },
  }
}

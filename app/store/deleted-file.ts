// Notices that the database file was deleted or replaced while it is open. SQLite would go on writing into a file that has no
// name any more, and all of it would be gone with the process. Nothing is lost yet, so the file is written again.
import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import { messageOf } from '../model/message-of.ts'
import type { Store } from '../model/store.ts'

/** Which file has the name now; null for none, or where the system does not tell (Windows lets nobody delete an open one). */
function identityOf(path: string): string | null {
  if (process.platform === 'win32') return ''
  try {
    const { dev, ino } = statSync(path)
    return `${dev} ${ino}`
  } catch {
    // No such file, no such folder, or neither may be looked at: then nobody else finds it either.
    return null
  }
}

/**
 * Writes everything that an open database holds to a new file under its name, and closes it.
 * @throws when it cannot be written; the database is still open then
 */
export function writeAgain(database: DatabaseSyncInstance, path: string): void {
  const copy = `${path}.again`
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  rmSync(copy, { force: true })
  database.prepare('VACUUM INTO ?').run(copy)
  chmodSync(copy, 0o600)
  const file = openSync(copy, 'r')
  fsyncSync(file)
  closeSync(file)
  database.close()
  // The log belongs to the deleted file. Beside the new one it would be taken for its own.
  for (const suffix of ['-wal', '-shm']) if (existsSync(path + suffix)) rmSync(path + suffix)
  renameSync(copy, path)
}

/** A store whose file can be replaced by an equal one. */
export interface ReplaceableStore {
  readonly store: Store
  readonly wasRewritten: boolean
}

/** These read only, or end it. */
const UNCHECKED: ReadonlySet<string> = new Set<keyof Store>([
  ...(['families', 'holds', 'clockReading', 'round', 'lastRound', 'history', 'getValue', 'close'] as const),
])

/**
 * @param open opens the file as it is now
 * @param rewrite writes the store's content to a new file and closes it; throws when that is impossible
 * @returns a store that looks before each write whether its file is still there
 */
export function createReplaceableStore(path: string, open: () => Store, rewrite: () => void): ReplaceableStore {
  let current = open()
  let identity = identityOf(path)
  let wasRewritten = false

  /** @returns whether it had to be written again */
  function ensureInPlace(): boolean {
    if (identityOf(path) === identity) return false
    try {
      rewrite()
    } catch (error) {
      throw new Error(`${path} was deleted and cannot be written again: ${messageOf(error)}`)
    }
    current = open()
    identity = identityOf(path)
    wasRewritten = true
    return true
  }

  const store = new Proxy(current, {
    get: (_, name) => {
      if (name === 'check') return ensureInPlace
      const file = current
      const member: unknown = Reflect.get(file, name)
      if (typeof member !== 'function' || UNCHECKED.has(String(name))) return member
      return (...args: unknown[]): unknown => {
        ensureInPlace()
        return (file === current ? member : Reflect.get(current, name)).apply(current, args)
      }
    },
  })
  return {
    store,
    get wasRewritten() {
      return wasRewritten
    },
  }
}

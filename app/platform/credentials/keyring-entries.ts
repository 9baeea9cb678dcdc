// Single entries of the keyring under our service name. Distinguishes a locked keyring from a missing entry.
import type { Keyring, KeyringResult } from './keyring.ts'

const SERVICE = 'Homeward'
/** The entry that shows whether the keyring is open. No account id begins with a dot. */
const SENTINEL = '.open'

export interface KeyringEntries {
  /** Null also stands for an entry of a locked keyring. */
  readonly get: (entry: string) => Promise<KeyringResult<string | null>>
  /** Null means that the entry is missing, not that the keyring is locked. */
  readonly getFromOpen: (entry: string) => Promise<KeyringResult<string | null>>
  readonly set: (entry: string, value: string) => Promise<KeyringResult<unknown>>
  readonly remove: (entry: string) => Promise<KeyringResult<boolean>>
  /** Resolves to the names of all entries. On Windows that includes entries of services with a longer name. */
  readonly find: () => Promise<KeyringResult<string[]>>
}

export function createKeyringEntries(keyring: Keyring, platform: NodeJS.Platform): KeyringEntries {
  const get = (entry: string) => keyring((keytar) => keytar.getPassword(SERVICE, entry))
  const set = (entry: string, value: string) => keyring((keytar) => keytar.setPassword(SERVICE, entry, value))

  /**
   * libsecret answers "no such entry" for a locked keyring. Our sentinel shows the difference: when it is missing, we write
   * it. Either that works and the keyring is open, or the error says why not.
   */
  async function ensureOpen(): Promise<KeyringResult<unknown>> {
    if (platform === 'win32' || platform === 'darwin') return { ok: true, value: null }
    const sentinel = await get(SENTINEL)
    return sentinel.ok && sentinel.value === null ? set(SENTINEL, 'open') : sentinel
  }

  return {
    get,
    set,
    remove: (entry) => keyring((keytar) => keytar.deletePassword(SERVICE, entry)),
    getFromOpen: async (entry) => {
      const first = await get(entry)
      if (!first.ok || first.value !== null) return first
      const open = await ensureOpen()
      // The keyring may have been locked at the first read.
      return open.ok ? get(entry) : open
    },
    find: async () => {
      // Searching a locked keyring crashes the process (keytar reads a missing value), so it must be open first.
      const open = await ensureOpen()
      if (!open.ok) return open
      const found = await keyring((keytar) => keytar.findCredentials(SERVICE))
      return found.ok ? { ok: true, value: found.value.map(({ account }) => account) } : found
    },
  }
}

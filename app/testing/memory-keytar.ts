// A keytar in memory, for tests of what is above it: the entries are what the operating system's store would hold.
import { createCredentialStore, type SecretEntries } from '../platform/credentials/credential-store.ts'
import { createKeyring, type Keytar } from '../platform/credentials/keyring.ts'

export interface MemoryKeyring {
  /** By the entry's name, as in "home/password". */
  readonly entries: Map<string, string>
  /** As of the real store: every call is refused meanwhile. */
  isLocked: boolean
  /** Another process on the same keyring. */
  open(): SecretEntries
}

export function createMemoryKeyring(entries = new Map<string, string>()): MemoryKeyring {
  const keyring: MemoryKeyring = {
    entries,
    isLocked: false,
    open: () => createCredentialStore({ keyring: createKeyring({ load: async () => keytar }), platform: 'win32' }),
  }
  const unlocked = (): Map<string, string> => {
    if (keyring.isLocked) throw new Error('Cannot get secret of a locked object')
    return entries
  }
  const keytar: Keytar = {
    getPassword: async (_, name) => unlocked().get(name) ?? null,
    setPassword: async (_, name, value) => void unlocked().set(name, value),
    deletePassword: async (_, name) => unlocked().delete(name),
    findCredentials: async () => [...unlocked()].map(([account, password]) => ({ account, password })),
  }
  return keyring
}

// The user's side, in memory: the settings file, the credential store, and fingerprints of both.
import type { AccountSettings, RecordSettings } from '../../../app/contract/settings.ts'
import type { CredentialStore, SecretReading } from '../../../app/model/ports.ts'
import type { SettingsEditor } from '../../../app/model/settings-editor.ts'
import type { SimulationState } from '../simulation-state.ts'

const done = { ok: true } as const

export function createSettingsEditor(state: SimulationState): SettingsEditor {
  const change = async (changes: Partial<SimulationState['settings']>) => {
    state.settings = { ...state.settings, ...changes }
    return done
  }
  const isSame = (one: Pick<RecordSettings, 'account' | 'hostname'>, other: typeof one): boolean =>
    one.account === other.account && one.hostname === other.hostname
  const replaced = <T>(all: readonly T[], isIt: (each: T) => boolean, by: T): T[] =>
    all.some(isIt) ? all.map((each) => (isIt(each) ? by : each)) : [...all, by]
  return {
    upsertAccount: (account: AccountSettings) =>
      change({ accounts: replaced(state.settings.accounts, ({ id }) => id === account.id, account) }),
    removeAccount: (id) => change({ accounts: state.settings.accounts.filter((each) => each.id !== id) }),
    upsertRecord: (record, replaces) =>
      change({ records: replaced(state.settings.records, (each) => isSame(each, replaces ?? record), record) }),
    removeRecord: (account, hostname) =>
      change({ records: state.settings.records.filter((each) => !isSame(each, { account, hostname })) }),
    setOptions: async () => done,
  }
}

export function createCredentialStore(state: SimulationState): CredentialStore {
  const read = (account: string): SecretReading => {
    if (state.isKeyringLocked) return { state: 'unreadable', reason: 'locked' }
    const value = state.secrets.get(account)
    return value === undefined ? { state: 'missing' } : { state: 'found', value }
  }
  return {
    read: async (account) => read(account),
    write: async (account, _, value) => {
      if (state.isKeyringLocked) return { ok: false, reason: 'locked' }
      const before = state.secrets.get(account)
      state.secrets.set(account, value)
      const undo = async () => {
        if (before === undefined) state.secrets.delete(account)
        else state.secrets.set(account, before)
      }
      return { ok: true, undo }
    },
    clear: async (account) => {
      state.secrets.delete(account)
      return done
    },
    clearAll: async () => done,
    bindUnbound: () => {},
    list: async () => ({ ok: true, names: [] }),
  }
}

/** @returns equal fingerprints for equal texts, from which nothing of the text can be read */
export function createFingerprints(): (text: string) => string {
  const fingerprints = new Map<string, string>()
  return (text) => {
    const fingerprint = fingerprints.get(text) ?? `fingerprint-${fingerprints.size}`
    fingerprints.set(text, fingerprint)
    return fingerprint
  }
}

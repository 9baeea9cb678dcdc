// The user's side in memory: the settings file, the credential store, and the marks made of both.
import type { AccountSettings, RecordSettings } from '../../../app/contract/settings.ts'
import type { CredentialStore, SecretReading } from '../../../app/model/ports.ts'
import type { SettingsEditor } from '../../../app/model/settings-editor.ts'
import type { LifeState } from '../simulation-state.ts'

const done = { ok: true } as const

export function createEditor(life: LifeState): SettingsEditor {
  const change = async (changes: Partial<LifeState['settings']>) => {
    life.settings = { ...life.settings, ...changes }
    return done
  }
  const isSame = (one: Pick<RecordSettings, 'account' | 'hostname'>, other: typeof one): boolean =>
    one.account === other.account && one.hostname === other.hostname
  const replaced = <T>(all: readonly T[], isIt: (each: T) => boolean, by: T): T[] =>
    all.some(isIt) ? all.map((each) => (isIt(each) ? by : each)) : [...all, by]
  return {
    upsertAccount: (account: AccountSettings) =>
      change({ accounts: replaced(life.settings.accounts, ({ id }) => id === account.id, account) }),
    removeAccount: (id) => change({ accounts: life.settings.accounts.filter((each) => each.id !== id) }),
    upsertRecord: (record, replaces) =>
      change({ records: replaced(life.settings.records, (each) => isSame(each, replaces ?? record), record) }),
    removeRecord: (account, hostname) =>
      change({ records: life.settings.records.filter((each) => !isSame(each, { account, hostname })) }),
    setOptions: async () => done,
  }
}

export function createCredentials(life: LifeState): CredentialStore {
  const read = (account: string): SecretReading => {
    if (life.isKeyringLocked) return { state: 'unreadable', reason: 'locked' }
    const value = life.secrets.get(account)
    return value === undefined ? { state: 'missing' } : { state: 'found', value }
  }
  return {
    read: async (account) => read(account),
    write: async (account, _, value) => {
      if (life.isKeyringLocked) return { ok: false, reason: 'locked' }
      life.secrets.set(account, value)
      return done
    },
    clear: async (account) => {
      life.secrets.delete(account)
      return done
    },
    list: async () => ({ ok: true, names: [] }),
  }
}

/** Short marks of texts: equal for equal texts, and telling nothing of them. */
export function createMarks(): (text: string) => string {
  const marks = new Map<string, string>()
  return (text) => {
    const mark = marks.get(text) ?? `mark-${marks.size}`
    marks.set(text, mark)
    return mark
  }
}

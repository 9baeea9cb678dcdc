// The changes the window and the command line make to the settings, as functions on the file's own value: what the user
// did not write, defaults included, is not written for them.
import type { AccountSettings, RecordSettings, Settings } from '../../contract/settings.ts'

export type SettingsOption = 'language' | 'theme' | 'contact' | 'notifications' | 'detection'

export type SettingsEdit =
  | { readonly kind: 'upsert-account'; readonly account: AccountSettings }
  /** Its records go with it: without an account they would be a mistake in the file. */
  | { readonly kind: 'remove-account'; readonly id: string }
  | {
      readonly kind: 'upsert-record'
      readonly record: RecordSettings
      /** The name it had before, when an existing one is edited. */
      readonly replaces: { readonly account: string; readonly hostname: string } | null
    }
  | { readonly kind: 'remove-record'; readonly account: string; readonly hostname: string }
  /** Null takes the option out of the file: its default counts again. */
  | { readonly kind: 'set-option'; readonly option: SettingsOption; readonly value: Settings[SettingsOption] | null }

type Plain = Readonly<Record<string, unknown>>

const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value)
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const isAccount = (entry: unknown, id: string): boolean => isPlain(entry) && entry.id === id

function isRecord(entry: unknown, account: string, hostname: string): boolean {
  return isPlain(entry) && entry.account === account && String(entry.hostname).toLowerCase() === hostname.toLowerCase()
}

/** Keys without a value, and an empty group of fields, say nothing: they are left out. */
function stated(value: AccountSettings | RecordSettings): Plain {
  const entries = Object.entries(value).filter(
    ([key, it]) => it !== undefined && !(key === 'fields' && Object.keys(it).length === 0),
  )
  return Object.fromEntries(entries)
}

const put = (entries: readonly unknown[], index: number, entry: Plain): unknown[] =>
  index < 0 ? [...entries, entry] : entries.map((old, i) => (i === index ? entry : old))

/** The value after one change. */
export function applyEdit(value: Plain, edit: SettingsEdit): Plain {
  const accounts = list(value.accounts)
  const records = list(value.records)
  switch (edit.kind) {
    case 'upsert-account': {
      const at = accounts.findIndex((entry) => isAccount(entry, edit.account.id))
      return { ...value, accounts: put(accounts, at, stated(edit.account)) }
    }
    case 'remove-account':
      return {
        ...value,
        accounts: accounts.filter((entry) => !isAccount(entry, edit.id)),
        records: records.filter((entry) => !(isPlain(entry) && entry.account === edit.id)),
      }
    case 'upsert-record': {
      const { account, hostname } = edit.replaces ?? edit.record
      const at = records.findIndex((entry) => isRecord(entry, account, hostname))
      return { ...value, records: put(records, at, stated(edit.record)) }
    }
    case 'remove-record':
      return { ...value, records: records.filter((entry) => !isRecord(entry, edit.account, edit.hostname)) }
    case 'set-option': {
      if (edit.value !== null && edit.value !== undefined) return { ...value, [edit.option]: edit.value }
      return Object.fromEntries(Object.entries(value).filter(([key]) => key !== edit.option))
    }
  }
}

/** Tells the entries of a list apart when the file is rewritten: by account id, by record name, else by content. */
export function identifyEntry(entry: unknown): string {
  if (!isPlain(entry)) return JSON.stringify(entry)
  if (typeof entry.id === 'string') return `account ${entry.id}`
  return `record ${entry.account} ${String(entry.hostname).toLowerCase()}`
}

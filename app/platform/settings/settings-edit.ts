// The edits that the window makes to the settings, as pure functions on the parsed content of the file. They add nothing
// that the user did not write, not even defaults.
import { isTypedHostname, keptHostname } from '../../contract/hostname.ts'
import type { AccountSettings, AppOption, AppOptions, RecordSettings } from '../../contract/settings.ts'

export type SettingsEdit =
  | { readonly kind: 'upsert-account'; readonly account: AccountSettings }
  /** Removes its records, too: a record without its account would make the file invalid. */
  | { readonly kind: 'remove-account'; readonly id: string }
  | {
      readonly kind: 'upsert-record'
      readonly record: RecordSettings
      /** The account and hostname of the existing record that is edited, null for a new one. */
      readonly replaces: { readonly account: string; readonly hostname: string } | null
    }
  | { readonly kind: 'remove-record'; readonly account: string; readonly hostname: string }
  /** Null removes the option from the file: its default applies again. */
  | { readonly kind: 'set-option'; readonly option: AppOption; readonly value: AppOptions[AppOption] | null }

type Plain = Readonly<Record<string, unknown>>

const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value)
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const isHostname = (written: unknown, hostname: string): boolean => isTypedHostname(String(written), hostname)
const isAccount = (entry: unknown, id: string): boolean => isPlain(entry) && entry.id === id

function isRecord(entry: unknown, account: string, hostname: string): boolean {
  return isPlain(entry) && entry.account === account && isHostname(entry.hostname, hostname)
}

/** Leaves out keys without a value and an empty group of fields. */
function withoutEmpty(value: AccountSettings | RecordSettings): Plain {
  const entries = Object.entries(value).filter(
    ([key, it]) => it !== undefined && !(key === 'fields' && Object.keys(it).length === 0),
  )
  return Object.fromEntries(entries)
}

const put = (entries: readonly unknown[], index: number, entry: Plain): unknown[] =>
  index < 0 ? [...entries, entry] : entries.map((old, i) => (i === index ? entry : old))

/** @returns the content after one edit */
export function applyEdit(value: Plain, edit: SettingsEdit): Plain {
  const accounts = list(value.accounts)
  const records = list(value.records)
  switch (edit.kind) {
    case 'upsert-account': {
      const at = accounts.findIndex((entry) => isAccount(entry, edit.account.id))
      return { ...value, accounts: put(accounts, at, withoutEmpty(edit.account)) }
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
      const record = withoutEmpty(edit.record)
      const before = records[at]
      // A hostname stays as the user wrote it in the file, as long as it is the same.
      const isSame = isPlain(before) && isHostname(before.hostname, edit.record.hostname)
      return { ...value, records: put(records, at, isSame ? { ...record, hostname: before.hostname } : record) }
    }
    case 'remove-record':
      return { ...value, records: records.filter((entry) => !isRecord(entry, edit.account, edit.hostname)) }
    case 'set-option': {
      if (edit.value !== null && edit.value !== undefined) return { ...value, [edit.option]: edit.value }
      return Object.fromEntries(Object.entries(value).filter(([key]) => key !== edit.option))
    }
  }
}

/** The identity of a list entry when the file is rewritten: account id, record name, or else its content. */
export function identifyEntry(entry: unknown): string {
  if (!isPlain(entry)) return JSON.stringify(entry)
  if (typeof entry.id === 'string') return `account ${entry.id}`
  return `record ${entry.account} ${keptHostname(String(entry.hostname)).toLowerCase()}`
}

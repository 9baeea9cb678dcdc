// Changing the user's settings file on their behalf, keeping everything they wrote around the change.
import type { AccountSettings, RecordSettings, Settings } from '../contract/settings.ts'

export type EditOutcome = { readonly ok: true } | { readonly ok: false; readonly message: string }

export type SettingsOptions = Partial<Pick<Settings, 'language' | 'theme' | 'notifications' | 'detection'>> & {
  /** Null removes it. */
  readonly contact?: string | null
}

/** Every edit is atomic, and refused with a sentence while the file has a mistake: a repair is the user's own. */
export interface SettingsEditor {
  upsertAccount(account: AccountSettings): Promise<EditOutcome>
  removeAccount(id: string): Promise<EditOutcome>
  /** @param replaces the record this one takes the place of, null for a new one */
  upsertRecord(
    record: RecordSettings,
    replaces: { readonly account: string; readonly hostname: string } | null,
  ): Promise<EditOutcome>
  removeRecord(account: string, hostname: string): Promise<EditOutcome>
  setOptions(options: SettingsOptions): Promise<EditOutcome>
}

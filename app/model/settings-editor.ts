// Port: changes the settings file on the user's behalf and keeps everything else that they wrote.
import type { Outcome } from '../contract/outcome.ts'
import type { AccountSettings, AppOptionChanges, RecordSettings } from '../contract/settings.ts'

/** Every edit is atomic. While the file has a problem, edits are refused with a sentence: only the user repairs the file. */
export interface SettingsEditor {
  upsertAccount(account: AccountSettings): Promise<Outcome>
  removeAccount(id: string): Promise<Outcome>
  /** @param replaces the record that this one replaces, null for a new one */
  upsertRecord(
    record: RecordSettings,
    replaces: { readonly account: string; readonly hostname: string } | null,
  ): Promise<Outcome>
  removeRecord(account: string, hostname: string): Promise<Outcome>
  setOptions(changes: AppOptionChanges): Promise<Outcome>
}

// Implements the settings editor port on the settings file.
import type { AppOption, AppOptionChanges } from '../../contract/settings.ts'
import type { SettingsEditor } from '../../model/settings-editor.ts'
import type { SettingsEdit } from './settings-edit.ts'
import type { SettingsFile } from './settings-file.ts'

export function createSettingsEditor(file: SettingsFile): SettingsEditor {
  const edit = async (...edits: SettingsEdit[]) => {
    const change = await file.edit(edits)
    return change.ok ? ({ ok: true } as const) : { ok: false as const, message: change.message }
  }
  return {
    upsertAccount: (account) => edit({ kind: 'upsert-account', account }),
    removeAccount: (id) => edit({ kind: 'remove-account', id }),
    upsertRecord: (record, replaces) => edit({ kind: 'upsert-record', record, replaces }),
    removeRecord: (account, hostname) => edit({ kind: 'remove-record', account, hostname }),
    setOptions: (changes) => edit(...optionEdits(changes)),
  }
}

function optionEdits(changes: AppOptionChanges): SettingsEdit[] {
  const options = Object.keys(changes) as AppOption[]
  return options.flatMap((option): SettingsEdit[] => {
    const value = changes[option]
    return value === undefined ? [] : [{ kind: 'set-option', option, value }]
  })
}

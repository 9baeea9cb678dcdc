// The settings file as the engine's port for edits made on the user's behalf.
import type { SettingsEditor, SettingsOptions } from '../../model/settings-editor.ts'
import type { SettingsEdit, SettingsOption } from './settings-edit.ts'
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
    setOptions: (options) => edit(...optionEdits(options)),
  }
}

function optionEdits(options: SettingsOptions): SettingsEdit[] {
  const names: readonly SettingsOption[] = ['language', 'theme', 'contact', 'notifications', 'detection']
  return names.flatMap((option): SettingsEdit[] => {
    const value = options[option]
    return value === undefined ? [] : [{ kind: 'set-option', option, value }]
  })
}

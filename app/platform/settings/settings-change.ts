// Computes the settings file's new text from its present text and a list of edits. Pure: the caller reads and writes the file.
import type { Settings } from '../../contract/settings.ts'
import { messageOf } from '../../model/message-of.ts'
import type { AuthorityProblems } from '../http/authority-file.ts'
import type { ProviderLookup } from './cross-field-problems.ts'
import { checkSettingsText } from './settings-check.ts'
import { type DiskState, unreadableProblem } from './settings-disk.ts'
import { applyEdit, identifyEntry, type SettingsEdit } from './settings-edit.ts'
import { problemSentence } from './settings-problem.ts'
import { rewriteSettingsText } from './settings-text.ts'

export interface ChangeOptions {
  readonly path: string
  readonly disk: DiskState
  /** The settings in force: the starting point where the file is missing. */
  readonly settings: Settings
  readonly providerOf: ProviderLookup
  /** The problems of the files that the text names, and those that the edits name. */
  readonly authorities: AuthorityProblems
}

export type ChangedText =
  /** Null when the edits change nothing. */
  | { readonly ok: true; readonly text: string | null }
  /** A sentence for the user. */
  | { readonly ok: false; readonly message: string }

type Plain = Readonly<Record<string, unknown>>

/** Refuses to change a file with a problem, and a change that would cause one. */
export function changeSettingsText(options: ChangeOptions, edits: readonly SettingsEdit[]): ChangedText {
  const { path, providerOf, authorities } = options
  const start = startingPoint(options)
  if ('message' in start) return { ok: false, message: start.message }
  const written: Plain = start.text === '' ? {} : start.value
  const steps = [written, start.value]
  for (const edit of edits) steps.push(applyEdit(steps.at(-1) ?? start.value, edit))
  if (JSON.stringify(steps.at(-1)) === JSON.stringify(start.value)) return { ok: true, text: null }
  let text: string
  try {
    text = rewriteSettingsText(start.text, path, steps, identifyEntry)
  } catch (error) {
    return { ok: false, message: `The settings file could not be changed: ${messageOf(error)}` }
  }
  const checked = checkSettingsText(text, path, providerOf, authorities)
  if (checked.ok) return { ok: true, text }
  return { ok: false, message: checked.problems.map(({ key, problem }) => `${key} ${problem}.`).join(' ') }
}

/** The text and value to edit: the file's, or the active settings if the file is missing. */
function startingPoint({ path, disk, settings, providerOf, authorities }: ChangeOptions):
  | { readonly text: string; readonly value: Plain }
  | {
      readonly message: string
    } {
  if (disk.state === 'missing') {
    const { accounts, records, ...rest } = settings
    const isNew = accounts.length === 0 && records.length === 0
    return { text: '', value: isNew ? { version: 1 } : { ...rest, accounts, records } }
  }
  if (disk.state !== 'read') return { message: problemSentence(unreadableProblem(path, disk)) }
  const checked = checkSettingsText(disk.text, path, providerOf, authorities)
  if (checked.ok) return { text: disk.text, value: checked.value }
  const [first] = checked.problems
  const where = first === undefined ? '' : ` ${problemSentence(first)}`
  return { message: `The settings file has a mistake, so it was not changed. Correct it first.${where}` }
}

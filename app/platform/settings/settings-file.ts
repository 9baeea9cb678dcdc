// The user's settings file: read, checked, watched and changed. A file with any mistake is not applied and not written
// to; the last good copy stays in force.
import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { emptySettings, type Settings } from '../../contract/settings.ts'
import type { Disposer, Log } from '../../model/ports.ts'
import { writeFileAtomically } from '../files/atomic-file.ts'
import type { ProviderLookup } from './cross-field-problems.ts'
import { watchFile } from './file-watch.ts'
import { createLastGood } from './last-valid.ts'
import { type CheckedText, checkSettingsText } from './settings-check.ts'
import { applyEdit, identifyEntry, type SettingsEdit } from './settings-edit.ts'
import { problemSentence, type SettingsProblem } from './settings-problem.ts'
import { rewriteSettingsText } from './settings-text.ts'

export interface SettingsReading {
  /** `unusable`: there is no good copy either, the settings are empty and nothing may be updated by them. */
  readonly state: 'ok' | 'kept-last-good' | 'unusable'
  readonly settings: Settings
  /** What is wrong with the file; empty when the state is ok. */
  readonly problems: readonly SettingsProblem[]
}

export type SettingsChange =
  | { readonly ok: true; readonly reading: SettingsReading }
  /** The file is as it was. A sentence for the user. */
  | { readonly ok: false; readonly message: string }

export interface SettingsFileOptions {
  readonly path: string
  /** Where the last good copy is kept; null keeps none, as for a one-shot check. */
  readonly lastGoodPath: string | null
  /** A file that is not there: the start of a new installation (false), or a mistake in its name (true). */
  readonly mustExist: boolean
  /** Reads the last good copy where it needs it, and leaves it as it is. */
  readonly leavesLastGood?: boolean
  readonly providerOf: ProviderLookup
  readonly log: Log
}

export interface SettingsFile {
  readonly path: string
  /** What is in force now. */
  current(): SettingsReading
  /** Reads the file anew. Never rejects for what is in it or around it. */
  load(): Promise<SettingsReading>
  /** Calls back with each reading that differs from the one before, until disposed. */
  watch(onChange: (reading: SettingsReading) => void): Disposer
  /** Makes these changes together, or none of them. */
  edit(edits: readonly SettingsEdit[]): Promise<SettingsChange>
  /** Resolves when everything that is kept of the file is kept. */
  settled(): Promise<void>
}

type DiskState = { readonly text: string } | { readonly missing: true } | { readonly unreadable: string }

async function readDisk(path: string): Promise<DiskState> {
  try {
    return { text: await readFile(path, 'utf8') }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return code === 'ENOENT' ? { missing: true } : { unreadable: code === '' ? String(error) : code }
  }
}

export function createSettingsFile(options: SettingsFileOptions): SettingsFile {
  const { mustExist, providerOf, log } = options
  const path = resolve(options.path)
  const lastGood = options.lastGoodPath === null ? null : createLastGood(options.lastGoodPath, path)
  let reading: SettingsReading = { state: 'unusable', settings: emptySettings(), problems: [] }
  let loaded = false
  let seen = ''
  let queue: Promise<unknown> = Promise.resolve()
  let keeping: Promise<void> = Promise.resolve()
  const listeners = new Set<(reading: SettingsReading) => void>()

  /** Readings and changes one after the other: none works on what another is about to replace. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = queue.then(work, work)
    queue = next.catch(() => undefined)
    return next
  }

  const wholeFile = (problem: string): SettingsProblem => ({
    file: basename(path),
    line: null,
    column: null,
    key: '',
    problem,
  })

  /** Beside everything else: nobody has to wait for what is only needed the next time. */
  function keepCopy(settings: Settings): void {
    if (options.leavesLastGood || lastGood === null) return
    keeping = keeping
      .then(() => lastGood.write(settings))
      .catch((error: unknown) => log('warn', 'The last good settings could not be kept', { error: String(error) }))
  }

  async function fallBack(problems: readonly SettingsProblem[]): Promise<SettingsReading> {
    const good = loaded && reading.state !== 'unusable' ? reading.settings : ((await lastGood?.read()) ?? null)
    if (good === null) return { state: 'unusable', settings: emptySettings(), problems }
    return { state: 'kept-last-good', settings: good, problems }
  }

  async function judge(disk: DiskState): Promise<SettingsReading> {
    if ('unreadable' in disk) return fallBack([wholeFile(`cannot be read (${disk.unreadable})`)])
    if ('missing' in disk) {
      if (mustExist) return fallBack([wholeFile('is not there')])
      const kept = await fallBack([wholeFile('is no longer there; the settings read from it before stay in force')])
      return kept.state === 'unusable' ? { state: 'ok', settings: emptySettings(), problems: [] } : kept
    }
    const checked = checkSettingsText(disk.text, path, providerOf)
    if (!checked.ok) return fallBack(checked.problems)
    keepCopy(checked.settings)
    return { state: 'ok', settings: checked.settings, problems: [] }
  }

  function adopt(next: SettingsReading): SettingsReading {
    const same = loaded && JSON.stringify(next) === JSON.stringify(reading)
    const first = !loaded
    reading = next
    loaded = true
    if (!first && !same) for (const listener of [...listeners]) listener(next)
    return next
  }

  async function reload(): Promise<SettingsReading> {
    const disk = await readDisk(path)
    const content = JSON.stringify(disk)
    const isSame = loaded && content === seen
    // The same file with a mistake is judged again: a certificate that it names may be there by now.
    if (isSame && reading.problems.length === 0) return reading
    seen = content
    const next = adopt(await judge(disk))
    if (isSame) return next
    for (const problem of next.problems) log('warn', 'Settings not applied', { problem: problemSentence(problem) })
    return next
  }

  /** The value to change and its text: the file's own, or what is in force when the file has gone. */
  async function startingPoint(): Promise<
    { text: string; value: Readonly<Record<string, unknown>> } | { message: string }
  > {
    const disk = await readDisk(path)
    if ('unreadable' in disk) return { message: problemSentence(wholeFile(`cannot be read (${disk.unreadable})`)) }
    if ('missing' in disk) {
      const { accounts, records, ...rest } = reading.settings
      const fresh = accounts.length === 0 && records.length === 0
      return { text: '', value: fresh ? { version: 1 } : { ...rest, accounts, records } }
    }
    const checked = checkSettingsText(disk.text, path, providerOf)
    if (checked.ok) return { text: disk.text, value: checked.value }
    const [first] = checked.problems
    const where = first === undefined ? '' : ` ${problemSentence(first)}`
    return { message: `The settings file has a mistake, so it was not changed. Correct it first.${where}` }
  }

  async function change(edits: readonly SettingsEdit[]): Promise<SettingsChange> {
    const start = await startingPoint()
    if ('message' in start) return { ok: false, message: start.message }
    const first: Readonly<Record<string, unknown>> = start.text === '' ? {} : start.value
    const steps = [first, start.value]
    for (const edit of edits) steps.push(applyEdit(steps.at(-1) ?? start.value, edit))
    if (JSON.stringify(steps.at(-1)) === JSON.stringify(start.value)) return { ok: true, reading: await reload() }
    let text: string
    try {
      text = rewriteSettingsText(start.text, path, steps, identifyEntry)
    } catch (error) {
      return {
        ok: false,
        message: `The settings file could not be changed: ${error instanceof Error ? error.message : error}`,
      }
    }
    const checked: CheckedText = checkSettingsText(text, path, providerOf)
    if (!checked.ok) {
      const sentences = checked.problems.map(({ key, problem }) => `${key} ${problem}.`)
      return { ok: false, message: sentences.join(' ') }
    }
    try {
      await writeFileAtomically(path, text)
    } catch (error) {
      return {
        ok: false,
        message: `The settings file could not be written: ${error instanceof Error ? error.message : error}`,
      }
    }
    return { ok: true, reading: await reload() }
  }

  return {
    path,
    current: () => reading,
    load: () => inTurn(reload),
    watch: (onChange) => {
      listeners.add(onChange)
      // A mistake may be mended elsewhere: by the file of authorities that it names.
      const stop = watchFile(
        path,
        () => void inTurn(reload),
        () => reading.problems.length > 0,
      )
      return () => {
        stop()
        listeners.delete(onChange)
      }
    },
    edit: (edits) => inTurn(() => change(edits)),
    settled: () => queue.then(() => keeping),
  }
}

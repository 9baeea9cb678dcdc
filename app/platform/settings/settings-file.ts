// The user's settings file: read, checked, watched and changed. A file with a problem is neither applied nor written to; the
// last valid settings stay in force.
import { resolve } from 'node:path'
import { emptySettings, type Settings } from '../../contract/settings.ts'
import { messageOf } from '../../model/message-of.ts'
import type { Disposer, Log } from '../../model/ports.ts'
import { writeFileAtomically } from '../files/atomic-file.ts'
import type { ProviderLookup } from './cross-field-problems.ts'
import { startFileWatch } from './file-watch.ts'
import { createLastValid } from './last-valid.ts'
import { changeSettingsText } from './settings-change.ts'
import { checkSettingsText } from './settings-check.ts'
import { type DiskState, fileProblem, readDisk, unreadableProblem } from './settings-disk.ts'
import type { SettingsEdit } from './settings-edit.ts'
import { problemSentence, type SettingsProblem } from './settings-problem.ts'

export interface SettingsReading {
  /** `unusable`: there is no valid copy either, so the settings are empty and nothing may be updated. */
  readonly state: 'ok' | 'kept-last-valid' | 'unusable'
  readonly settings: Settings
  /** What is wrong with the file; empty when the state is ok. */
  readonly problems: readonly SettingsProblem[]
}

export type SettingsChange =
  | { readonly ok: true; readonly reading: SettingsReading }
  /** The file was not changed. A sentence for the user. */
  | { readonly ok: false; readonly message: string }

export interface SettingsFileOptions {
  readonly path: string
  /** File for a copy of the last valid settings; null keeps none, as for a one-shot check. */
  readonly lastValidPath: string | null
  /** Whether a missing file is a problem: true where the user named it, false for a new installation. */
  readonly mustExist: boolean
  /** Only reads the copy of the last valid settings, and never writes it. */
  readonly lastValidReadOnly?: boolean
  readonly providerOf: ProviderLookup
  readonly log: Log
}

export interface SettingsFile {
  readonly path: string
  /** What is in force now. */
  current(): SettingsReading
  /** Reads the file again. Never rejects, whatever is wrong with the file. */
  load(): Promise<SettingsReading>
  /** Calls back with each reading that differs from the one before, until disposed. */
  watch(onChange: (reading: SettingsReading) => void): Disposer
  /** Makes all of these changes, or none. */
  edit(edits: readonly SettingsEdit[]): Promise<SettingsChange>
  /** Resolves when the copy of the last valid settings is written. */
  settled(): Promise<void>
}

export function createSettingsFile(options: SettingsFileOptions): SettingsFile {
  const { providerOf, log } = options
  const path = resolve(options.path)
  const interpret = createInterpreter(options, path)
  let reading: SettingsReading = { state: 'unusable', settings: emptySettings(), problems: [] }
  let isLoaded = false
  let lastContent = ''
  let queue: Promise<unknown> = Promise.resolve()
  const listeners = new Set<(reading: SettingsReading) => void>()

  /** Runs readings and changes one after the other, so that none works on a text that another is replacing. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = queue.then(work, work)
    queue = next.catch(() => undefined)
    return next
  }
  function apply(next: SettingsReading): SettingsReading {
    const isChange = isLoaded && JSON.stringify(next) !== JSON.stringify(reading)
    reading = next
    isLoaded = true
    if (isChange) for (const listener of [...listeners]) listener(next)
    return next
  }
  async function reload(): Promise<SettingsReading> {
    const disk = await readDisk(path)
    const content = JSON.stringify(disk)
    const isSame = isLoaded && content === lastContent
    // A file with a problem is checked again even if it is the same: a certificate that it names may exist by now.
    if (isSame && reading.problems.length === 0) return reading
    lastContent = content
    const next = apply(await interpret.read(disk, isLoaded ? reading : null))
    if (isSame) return next
    for (const problem of next.problems) log('warn', 'settings not applied', { problem: problemSentence(problem) })
    return next
  }
  async function change(edits: readonly SettingsEdit[]): Promise<SettingsChange> {
    const disk = await readDisk(path)
    const changed = changeSettingsText({ path, disk, settings: reading.settings, providerOf }, edits)
    if (!changed.ok) return changed
    try {
      if (changed.text !== null) await writeFileAtomically(path, changed.text)
    } catch (error) {
      return { ok: false, message: `The settings file could not be written: ${messageOf(error)}` }
    }
    return { ok: true, reading: await reload() }
  }

  return {
    path,
    current: () => reading,
    load: () => inTurn(reload),
    watch: (onChange) => {
      listeners.add(onChange)
      const stop = startFileWatch(
        path,
        () => void inTurn(reload),
        // A problem may be solved in another file: the certificate that the settings name.
        () => reading.problems.length > 0,
      )
      return () => {
        stop()
        listeners.delete(onChange)
      }
    },
    edit: (edits) => inTurn(() => change(edits)),
    settled: () => queue.then(interpret.settled),
  }
}

/** Turns what is on the disk into settings. Where they are not valid, the last valid ones stay in force. */
function createInterpreter(options: SettingsFileOptions, path: string) {
  const { mustExist, providerOf, log } = options
  const lastValid = options.lastValidPath === null ? null : createLastValid(options.lastValidPath, path)
  let writing: Promise<void> = Promise.resolve()

  /** In the background: the copy is only needed the next time. */
  function keepCopy(settings: Settings): void {
    if (options.lastValidReadOnly || lastValid === null) return
    writing = writing
      .then(() => lastValid.write(settings))
      .catch((error: unknown) => log('warn', 'the last valid settings could not be saved', { error: messageOf(error) }))
  }
  async function fallBack(before: SettingsReading | null, problems: readonly SettingsProblem[]) {
    const inForce = before !== null && before.state !== 'unusable' ? before.settings : null
    const settings = inForce ?? (await lastValid?.read()) ?? null
    return settings === null
      ? ({ state: 'unusable', settings: emptySettings(), problems } as const)
      : ({ state: 'kept-last-valid', settings, problems } as const)
  }
  /** @param before the reading in force; null at the start */
  async function read(disk: DiskState, before: SettingsReading | null): Promise<SettingsReading> {
    if (disk.state === 'unreadable') return fallBack(before, [unreadableProblem(path, disk.code)])
    if (disk.state === 'missing') {
      if (mustExist) return fallBack(before, [fileProblem(path, 'is not there')])
      const kept = await fallBack(before, [
        fileProblem(path, 'is no longer there; the settings read from it before stay in force'),
      ])
      return kept.state === 'unusable' ? { state: 'ok', settings: emptySettings(), problems: [] } : kept
    }
    const checked = checkSettingsText(disk.text, path, providerOf)
    if (!checked.ok) return fallBack(before, checked.problems)
    keepCopy(checked.settings)
    return { state: 'ok', settings: checked.settings, problems: [] }
  }
  return { read, settled: () => writing }
}

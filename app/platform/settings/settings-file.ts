// The user's settings file: read, checked, watched and changed. A file with a problem is neither applied nor written to; the
// last valid settings stay in force.
import { resolve } from 'node:path'
import { emptySettings, type Settings } from '../../contract/settings.ts'
import { messageOf } from '../../model/message-of.ts'
import type { Disposer, Log } from '../../model/ports.ts'
import { writeFileAtomically } from '../files/atomic-file.ts'
import type { ProviderLookup } from './cross-field-problems.ts'
import { fileStamp, startFileWatch } from './file-watch.ts'
import { createLastValid } from './last-valid.ts'
import { type DiskState, fileProblem, readDisk, unreadableProblem } from './settings-disk.ts'
import type { SettingsEdit } from './settings-edit.ts'
import { problemSentence, type SettingsProblem } from './settings-problem.ts'
import { createSettingsWork, type SettingsWork } from './settings-work.ts'

export interface SettingsReading {
  /** `unusable`: there is no valid copy either, so the settings are empty and nothing may be updated. */
  readonly state: 'ok' | 'kept-last-valid' | 'unusable'
  readonly settings: Settings
  /** What is wrong with the file; empty when the state is ok. */
  readonly problems: readonly SettingsProblem[]
  /** Worth telling, and no reason not to apply the file. */
  readonly warnings: readonly SettingsProblem[]
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
  /** The bundle of app/settings-worker.ts, for large files; absent: everything is done in this thread. */
  readonly workerFile?: string
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
  const { log } = options
  const path = resolve(options.path)
  const work = createSettingsWork({ ...options, workerFile: options.workerFile ?? null })
  const interpret = createInterpreter(options, path, work)
  let reading: SettingsReading = unusable([])
  let judged: Judged | null = null
  let queue: Promise<unknown> = Promise.resolve()
  const listeners = new Set<(reading: SettingsReading) => void>()

  /** Runs readings and changes one after the other, so that none works on a text that another is replacing. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = queue.then(work, work)
    queue = next.catch(() => undefined)
    return next
  }
  /** Judges the file again only if it has changed, or another file that it names: that may take long. */
  async function reload(): Promise<SettingsReading> {
    const disk = await readDisk(path)
    if (judged !== null && isSame(judged.disk, disk) && judged.stamps === (await stampsOf(judged.files))) return reading
    const before = judged === null ? null : reading
    let next = await interpret.read(disk, before)
    const stamps = await stampsOf(next.files)
    // What changed in another file between the two is seen now, and what changes later has another stamp.
    if (next.files.length > 0 && next.reading.problems.length > 0) next = await interpret.read(disk, before)
    reading = next.reading
    judged = { disk, files: next.files, stamps }
    logNew(log, next.reading, before)
    if (before !== null && JSON.stringify(reading) !== JSON.stringify(before)) {
      for (const listener of [...listeners]) listener(reading)
    }
    return reading
  }
  async function change(edits: readonly SettingsEdit[]): Promise<SettingsChange> {
    // What the file names is known from the judgement of this very text.
    await reload()
    const { disk, files } = judged ?? { disk: await readDisk(path), files: [] }
    const changed = await work.change({ path, disk, settings: reading.settings, files }, edits)
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
        () => judged?.files ?? [],
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

/** The state of the disk that the reading in force was made from. */
interface Judged {
  readonly disk: DiskState
  /** Other files that the settings name, and what they were like. */
  readonly files: readonly string[]
  readonly stamps: string
}

const stampsOf = async (files: readonly string[]): Promise<string> =>
  (await Promise.all(files.map(fileStamp))).join('\n')

function isSame(one: DiskState, other: DiskState): boolean {
  if (one.state === 'read' || other.state === 'read') {
    return one.state === 'read' && other.state === 'read' && one.text === other.text
  }
  return JSON.stringify(one) === JSON.stringify(other)
}

/** One mistake is logged once, however often the file is saved with it. */
function logNew(log: Log, next: SettingsReading, before: SettingsReading | null): void {
  const known = new Set([...(before?.problems ?? []), ...(before?.warnings ?? [])].map(problemSentence))
  const isNew = (sentence: string) => !known.has(sentence)
  for (const problem of next.problems.map(problemSentence).filter(isNew))
    log('warn', 'settings not applied', { problem })
  for (const problem of next.warnings.map(problemSentence).filter(isNew)) log('warn', 'settings applied', { problem })
}

const unusable = (problems: readonly SettingsProblem[]): SettingsReading => ({
  state: 'unusable',
  settings: emptySettings(),
  problems,
  warnings: [],
})

interface Interpreted {
  readonly reading: SettingsReading
  readonly files: readonly string[]
}

/** Turns what is on the disk into settings. Where they are not valid, the last valid ones stay in force. */
function createInterpreter(options: SettingsFileOptions, path: string, work: SettingsWork) {
  const { mustExist, log } = options
  const lastValid = options.lastValidPath === null ? null : createLastValid(options.lastValidPath, path)
  let writing: Promise<void> = Promise.resolve()

  /** In the background: the copy is only needed the next time. */
  function keepCopy(settings: Settings): void {
    if (options.lastValidReadOnly || lastValid === null) return
    writing = writing
      .then(() => lastValid.write(settings))
      .catch((error: unknown) => log('warn', 'the last valid settings could not be saved', { error: messageOf(error) }))
  }
  async function fallBack(
    before: SettingsReading | null,
    problems: readonly SettingsProblem[],
  ): Promise<SettingsReading> {
    const inForce = before !== null && before.state !== 'unusable' ? before.settings : null
    const settings = inForce ?? (await lastValid?.read()) ?? null
    return settings === null ? unusable(problems) : { state: 'kept-last-valid', settings, problems, warnings: [] }
  }
  async function readMissing(before: SettingsReading | null): Promise<SettingsReading> {
    if (mustExist) return fallBack(before, [fileProblem(path, 'is not there')])
    const kept = await fallBack(before, [
      fileProblem(path, 'is no longer there; the settings read from it before stay in force'),
    ])
    return kept.state === 'unusable' ? { ...unusable([]), state: 'ok' } : kept
  }
  /** @param before the reading in force; null at the start */
  async function read(disk: DiskState, before: SettingsReading | null): Promise<Interpreted> {
    if (disk.state === 'missing') return { reading: await readMissing(before), files: [] }
    if (disk.state !== 'read') return { reading: await fallBack(before, [unreadableProblem(path, disk)]), files: [] }
    const checked = await work.check(disk.text, path)
    const { files } = checked
    if (!checked.ok) return { reading: await fallBack(before, checked.problems), files }
    keepCopy(checked.settings)
    const { settings, warnings } = checked
    return { reading: { state: 'ok', settings, problems: [], warnings }, files }
  }
  return { read, settled: () => writing }
}

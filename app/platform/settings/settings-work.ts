// Checks and changes the text of the settings file. For a small file this happens at once. A large one takes long, so it gets a
// separate thread: updates, tray and window go on meanwhile.
import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { messageOf } from '../../model/message-of.ts'
import type { Log } from '../../model/ports.ts'
import { type AuthorityProblems, authorityProblems } from '../http/authority-file.ts'
import type { ProviderLookup } from './cross-field-problems.ts'
import { type ChangedText, type ChangeOptions, changeSettingsText } from './settings-change.ts'
import { type CheckedText, checkSettingsText } from './settings-check.ts'
import { fileProblem } from './settings-disk.ts'
import type { SettingsEdit } from './settings-edit.ts'

export interface SettingsWork {
  /** As `checkSettingsText`, with the files that the text names. Neither rejects. */
  check(text: string, path: string): Promise<CheckedText>
  /** As `changeSettingsText`. @param options `files` are those that the text on the disk names */
  change(options: WorkOptions, edits: readonly SettingsEdit[]): Promise<ChangedText>
}

export interface WorkOptions extends Pick<ChangeOptions, 'path' | 'disk' | 'settings'> {
  readonly files: readonly string[]
}

/** What a thread is given. Everything in it can be copied from thread to thread. */
export type SettingsTask =
  | { readonly do: 'check'; readonly text: string; readonly path: string; readonly authorities: AuthorityProblems }
  | {
      readonly do: 'change'
      readonly options: Omit<ChangeOptions, 'providerOf'>
      readonly edits: readonly SettingsEdit[]
    }

/** @returns a `CheckedText` or a `ChangedText`, by what is asked */
export function runSettingsTask(task: SettingsTask, providerOf: ProviderLookup): CheckedText | ChangedText {
  return task.do === 'check'
    ? checkSettingsText(task.text, task.path, providerOf, task.authorities)
    : changeSettingsText({ ...task.options, providerOf }, task.edits)
}

export interface SettingsWorkOptions {
  readonly providerOf: ProviderLookup
  /** The bundle of app/settings-worker.ts; null, or not there: everything is done in this thread. */
  readonly workerFile: string | null
  readonly log: Log
}

/** A text of this length takes a few hundred milliseconds. A megabyte is some thousand records. */
const LARGE = 256 * 1024
const TIMEOUT_MS = 60_000
/** What four megabytes of the most wasteful text need. */
const MEMORY_MB = 1_024

export function createSettingsWork({ providerOf, workerFile, log }: SettingsWorkOptions): SettingsWork {
  async function run<T>(task: SettingsTask, size: number, failed: (reason: string) => T): Promise<T> {
    if (size <= LARGE || workerFile === null || !existsSync(workerFile)) return runSettingsTask(task, providerOf) as T
    const result = await inThread<T>(workerFile, task)
    if (result.ok) return result.value
    log('warn', 'a large settings file could not be worked on', { error: result.error })
    return failed(result.reason)
  }
  const check = (text: string, path: string, authorities: AuthorityProblems): Promise<CheckedText> =>
    run<CheckedText>({ do: 'check', text, path, authorities }, text.length, (reason) => ({
      ok: false,
      problems: [fileProblem(path, reason)],
      files: [],
    }))
  return {
    check: async (text, path) => {
      const checked = await check(text, path, new Map())
      const authorities = await authorityProblems(checked.files)
      return authorities.size === 0 ? checked : check(text, path, authorities)
    },
    change: async ({ files, ...options }, edits) => {
      const named = edits.flatMap((edit) => (edit.kind === 'upsert-account' ? [edit.account.ca ?? []].flat() : []))
      const authorities = await authorityProblems([...files, ...named])
      const size = options.disk.state === 'read' ? options.disk.text.length : 0
      return run<ChangedText>({ do: 'change', options: { ...options, authorities }, edits }, size, (reason) => ({
        ok: false,
        message: `The settings file ${reason}, so it was not changed.`,
      }))
    },
  }
}

type ThreadResult<T> =
  | { readonly ok: true; readonly value: T }
  /** `reason` follows the words "the file". */
  | { readonly ok: false; readonly reason: string; readonly error: string }

function inThread<T>(workerFile: string, task: SettingsTask): Promise<ThreadResult<T>> {
  return new Promise((resolve) => {
    // It needs none of our environment, which may have held secrets.
    const worker = new Worker(workerFile, { env: {}, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } })
    const finish = (result: ThreadResult<T>): void => {
      clearTimeout(timer)
      resolve(result)
      void worker.terminate()
    }
    const fail = (reason: string, error: string): void => finish({ ok: false, reason, error })
    const timer = setTimeout(() => fail('takes too long to read', 'timeout'), TIMEOUT_MS)
    worker.once('message', (value: T) => finish({ ok: true, value }))
    worker.once('error', (error) => fail('cannot be read', messageOf(error)))
    worker.once('exit', (code) => fail('cannot be read', `the thread ended with ${code}`))
    worker.postMessage(task)
  })
}

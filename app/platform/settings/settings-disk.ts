// The settings file as it is on the disk: its text, or why there is none.
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { errorCode } from '../error-code.ts'
import type { SettingsProblem } from './settings-problem.ts'

export type DiskState =
  | { readonly state: 'read'; readonly text: string }
  | { readonly state: 'missing' }
  /** `code` is the system's error code, or its text where it has none. */
  | { readonly state: 'unreadable'; readonly code: string }

/** Never rejects. */
export async function readDisk(path: string): Promise<DiskState> {
  try {
    return { state: 'read', text: await readFile(path, 'utf8') }
  } catch (error) {
    const code = errorCode(error) ?? String(error)
    return code === 'ENOENT' ? { state: 'missing' } : { state: 'unreadable', code }
  }
}

/** A problem of the file as a whole. */
export const fileProblem = (path: string, problem: string): SettingsProblem => ({
  file: basename(path),
  line: null,
  column: null,
  key: '',
  problem,
})

export const unreadableProblem = (path: string, code: string): SettingsProblem =>
  fileProblem(path, `cannot be read (${code})`)

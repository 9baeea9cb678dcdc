// The settings file as it is on the disk: its text, or why there is none.
import { basename } from 'node:path'
import { readTextFile, type TextFile } from '../files/text-file.ts'
import type { SettingsProblem } from './settings-problem.ts'

export type DiskState = TextFile

/** Settings of this size have tens of thousands of records. */
const MAX_BYTES = 4 * 1024 * 1024

/** Never rejects. */
export const readDisk = (path: string): Promise<DiskState> => readTextFile(path, MAX_BYTES)

/** A problem of the file as a whole. */
export const fileProblem = (path: string, problem: string): SettingsProblem => ({
  file: basename(path),
  line: null,
  column: null,
  key: '',
  problem,
})

/** Why a file that is there has no text. */
export const unreadableProblem = (path: string, disk: Exclude<DiskState, { state: 'read' | 'missing' }>) =>
  fileProblem(path, disk.state === 'no-text' ? disk.problem : `cannot be read (${disk.code})`)

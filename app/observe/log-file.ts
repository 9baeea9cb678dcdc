// The log's rotating file. Each line opens it again: whatever happened to folder, file or disk, the next line tries to write,
// and says how many lines were missed.
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../model/message-of.ts'

export interface LogFile {
  /** Never throws. @param line without its line break */
  write(line: string): void
  /** Why lines are lost now; null while they are written. */
  readonly problem: string | null
}

export interface LogFileOptions {
  readonly folder: string
  /** Lines are lost from now on. */
  readonly onProblem: (problem: string) => void
  /** Lines are written again. @param cause what was wrong; @param lost how many lines are missing */
  readonly onRestored: (cause: string, lost: number) => void
}

const MAX_FILE_BYTES = 5 * 1024 * 1024
/** The current one and two older ones. */
const FILES = 3

export const logFilePath = (folder: string, age = 0): string =>
  join(folder, age === 0 ? 'homeward.log' : `homeward.${age}.log`)

function rotate(folder: string): void {
  const temporary = join(folder, 'homeward.rotating.log')
  try {
    // Another program can only prevent this step. It comes first, so that no older file is lost when it fails.
    renameSync(logFilePath(folder), temporary)
    for (let age = FILES - 1; age > 1; age -= 1) {
      if (existsSync(logFilePath(folder, age - 1))) renameSync(logFilePath(folder, age - 1), logFilePath(folder, age))
    }
    renameSync(temporary, logFilePath(folder, 1))
  } catch {
    // Another program has the file open. We go on writing to it, and the next line tries again.
  }
}

/** The file that a process wrote to last, so that it notices when somebody has deleted it. */
interface LastFile {
  readonly inode: number
  readonly size: number
}

/** @returns the file that was written to, and whether the last one was there before. @throws what the system says */
function append(folder: string, text: string, last: LastFile | null): { file: LastFile; isGone: boolean } {
  const open = () => openSync(logFilePath(folder), 'a', 0o600)
  let file = open()
  try {
    let { ino, size } = fstatSync(file)
    // A new file may get the number of the old one. Another process may have put the old one aside.
    const isGone = last !== null && size < last.size && inodeOf(logFilePath(folder, 1)) !== last.inode
    // Another process may write to the same file, so its size is asked for.
    if (size > MAX_FILE_BYTES) {
      closeSync(file)
      rotate(folder)
      file = open()
      ;({ ino, size } = fstatSync(file))
    }
    writeSync(file, text)
    return { file: { inode: ino, size: size + Buffer.byteLength(text) }, isGone }
  } finally {
    closeSync(file)
  }
}

function inodeOf(path: string): number | null {
  try {
    return statSync(path).ino
  } catch {
    return null
  }
}

export function createLogFile({ folder, onProblem, onRestored }: LogFileOptions): LogFile {
  let problem: string | null = null
  let lost = 0
  let last: LastFile | null = null

  function write(line: string): void {
    try {
      if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 })
      const { file, isGone } = append(folder, `${line}\n`, last)
      const cause = problem ?? (isGone ? 'the file was deleted or emptied' : null)
      const missing = lost
      last = file
      problem = null
      lost = 0
      if (cause !== null) onRestored(cause, missing)
    } catch (error) {
      lost += 1
      const isFirst = problem === null
      problem = messageOf(error)
      if (isFirst) onProblem(problem)
    }
  }
  return {
    write,
    get problem() {
      return problem
    },
  }
}

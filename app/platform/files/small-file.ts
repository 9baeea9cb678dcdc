// The ReadSmallFile port: a regular file only, up to a limit, and within two seconds.
import { constants, type Stats } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import type { FileReading, ReadSmallFile } from '../../model/address-file.ts'
import { errorCode } from '../error-code.ts'
import { limitedByPath } from './limited-by-path.ts'

const LIMIT_MS = 2_000

const problemOf = (found: Stats, maxBytes: number): FileReading | null => {
  if (!found.isFile()) return { kind: 'not-regular' }
  return found.size > maxBytes ? { kind: 'too-large' } : null
}

async function readOnce(path: string, maxBytes: number): Promise<FileReading> {
  let file: FileHandle | null = null
  try {
    // Before it is opened: to open a device may do something to it.
    const before = problemOf(await stat(path), maxBytes)
    if (before !== null) return before
    // It may have become a FIFO meanwhile, and opening one waits for a writer. Windows has no such flag.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const opened = await file.stat()
    const problem = problemOf(opened, maxBytes)
    if (problem !== null) return problem
    const bytes = await readUpTo(file, maxBytes)
    return bytes === null ? { kind: 'too-large' } : { kind: 'read', bytes, writtenAt: opened.mtimeMs }
  } catch (error) {
    const code = errorCode(error) ?? 'unknown'
    return code === 'ENOENT' ? { kind: 'missing' } : { kind: 'unreadable', code }
  } finally {
    await file?.close().catch(() => undefined)
  }
}

/** @returns null when there is more: the file may have grown, and some say that they are empty */
async function readUpTo(file: FileHandle, maxBytes: number): Promise<Buffer | null> {
  const buffer = Buffer.alloc(maxBytes + 1)
  let size = 0
  for (;;) {
    const { bytesRead } = await file.read(buffer, size, buffer.length - size, null)
    size += bytesRead
    if (size > maxBytes) return null
    if (bytesRead === 0) return buffer.subarray(0, size)
  }
}

/** One reading at a time for each path and limit. */
const limited = limitedByPath((key: string) => {
  const [maxBytes, ...path] = key.split(' ')
  return readOnce(path.join(' '), Number(maxBytes))
}, LIMIT_MS)

export const readSmallFile: ReadSmallFile = async (path, maxBytes) =>
  (await limited(`${maxBytes} ${path}`)) ?? { kind: 'unreadable', code: 'ETIMEDOUT' }

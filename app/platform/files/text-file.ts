// Reads a text file that a person wrote, up to a limit. For a file that is not UTF-8 text it says what the file is.
import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../../model/message-of.ts'
import { errorCode } from '../error-code.ts'

export type TextFile =
  | { readonly state: 'read'; readonly text: string }
  | { readonly state: 'missing' }
  /** `code` is the system's error code, or its text where it has none. */
  | { readonly state: 'unreadable'; readonly code: string }
  /** `problem` follows the words "the file". */
  | { readonly state: 'no-text'; readonly problem: string }

const CHUNK_BYTES = 64 * 1024
/** How long a pipe may bring nothing, and how often it is looked at. */
const PIPE_LIMIT_MS = 2_000
const PIPE_LOOK_MS = 20

type Read = (buffer: Buffer) => Promise<number>

const readerOf =
  (file: FileHandle): Read =>
  async (buffer) =>
    (await file.read(buffer, 0, buffer.length, null)).bytesRead

/**
 * For a pipe that was opened without waiting for its other end. To wait there would hold a thread of the pool for good, and the
 * process could not even end. @throws when nothing comes
 */
function pipeReaderOf(file: FileHandle): Read {
  const read = readerOf(file)
  let hasBegun = false
  return async (buffer) => {
    for (const end = performance.now() + PIPE_LIMIT_MS; performance.now() < end; await sleep(PIPE_LOOK_MS)) {
      try {
        const size = await read(buffer)
        hasBegun ||= size > 0
        // Nothing at the beginning: nobody has opened the other end yet.
        if (hasBegun) return size
      } catch (error) {
        if (errorCode(error) !== 'EAGAIN') throw error
      }
    }
    throw new Error('a pipe that brings nothing')
  }
}

async function openText(path: string): Promise<{ readonly file: FileHandle; readonly read: Read }> {
  if (process.platform === 'win32' || !(await stat(path)).isFIFO()) {
    const file = await open(path)
    return { file, read: readerOf(file) }
  }
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  return { file, read: pipeReaderOf(file) }
}

/** @returns null when there is more than the limit */
async function readUpTo(read: Read, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  for (;;) {
    const buffer = Buffer.alloc(CHUNK_BYTES)
    const bytesRead = await read(buffer)
    if (bytesRead === 0) return Buffer.concat(chunks)
    size += bytesRead
    if (size > maxBytes) return null
    chunks.push(buffer.subarray(0, bytesRead))
  }
}

/** Without a mark, Latin text in UTF-16 has a NUL in every other place, and nowhere else. */
function isLatinUtf16(bytes: Buffer): boolean {
  const start = bytes.subarray(0, CHUNK_BYTES)
  const nuls = { even: 0, odd: 0 }
  for (const [index, byte] of start.entries()) if (byte === 0) nuls[index % 2 === 0 ? 'even' : 'odd'] += 1
  const most = Math.max(nuls.even, nuls.odd)
  return bytes.length >= 4 && Math.min(nuls.even, nuls.odd) === 0 && most >= Math.floor(start.length / 2) * 0.75
}

function decode(bytes: Buffer): TextFile {
  const [first, second] = bytes
  const hasMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  if (hasMark || isLatinUtf16(bytes)) return { state: 'no-text', problem: 'is UTF-16 text; save it as UTF-8' }
  if (bytes.includes(0)) return { state: 'no-text', problem: 'is not a text file' }
  try {
    return { state: 'read', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return { state: 'no-text', problem: 'is not UTF-8 text; save it as UTF-8' }
  }
}

/** Never rejects. The text has no byte order mark. */
export async function readTextFile(path: string, maxBytes: number): Promise<TextFile> {
  let file: FileHandle | null = null
  try {
    const opened = await openText(path)
    file = opened.file
    const bytes = await readUpTo(opened.read, maxBytes)
    if (bytes === null) return { state: 'no-text', problem: `is larger than ${sizeText(maxBytes)}` }
    return decode(bytes)
  } catch (error) {
    const code = errorCode(error) ?? messageOf(error)
    return code === 'ENOENT' ? { state: 'missing' } : { state: 'unreadable', code }
  } finally {
    await file?.close().catch(() => undefined)
  }
}

const sizeText = (bytes: number): string =>
  bytes >= 1024 * 1024 ? `${bytes / 1024 / 1024} MiB` : `${bytes / 1024} KiB`

// Reads a text file that a person wrote, up to a limit. What is no UTF-8 text is named as what it is.
import { type FileHandle, open } from 'node:fs/promises'
import { errorCode } from '../error-code.ts'

export type TextFile =
  | { readonly state: 'read'; readonly text: string }
  | { readonly state: 'missing' }
  /** `code` is the system's error code, or its text where it has none. */
  | { readonly state: 'unreadable'; readonly code: string }
  /** `problem` follows the words "the file". */
  | { readonly state: 'no-text'; readonly problem: string }

const CHUNK_BYTES = 64 * 1024

/** @returns null when there is more than the limit */
async function readUpTo(file: FileHandle, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, null)
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
    file = await open(path)
    const bytes = await readUpTo(file, maxBytes)
    if (bytes === null) return { state: 'no-text', problem: `is larger than ${sizeText(maxBytes)}` }
    return decode(bytes)
  } catch (error) {
    const code = errorCode(error) ?? String(error)
    return code === 'ENOENT' ? { state: 'missing' } : { state: 'unreadable', code }
  } finally {
    await file?.close().catch(() => undefined)
  }
}

const sizeText = (bytes: number): string =>
  bytes >= 1024 * 1024 ? `${bytes / 1024 / 1024} MiB` : `${bytes / 1024} KiB`

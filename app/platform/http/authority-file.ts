// The PEM file that an account names: a regular file of at most 1 MiB, read beside everything else and within 2 s. The path may
// name anything: a FIFO without a writer, a device without an end, a share that is gone.
import { X509Certificate } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import tls from 'node:tls'
import { errorCode } from '../error-code.ts'
import { limitedByPath } from '../files/limited-by-path.ts'

const MAX_BYTES = 1024 * 1024
const LIMIT_MS = 2_000

/** `problem` follows the key in the settings: "names a file that …". */
export type AuthorityFile =
  | { readonly ok: true; readonly trust: tls.SecureContext; readonly version: string }
  | { readonly ok: false; readonly problem: string }

const unusable = (problem: string): AuthorityFile => ({ ok: false, problem })

/** Another version means that the file may have changed. */
const versionOf = ({ mtimeMs, size, ino }: Stats): string => `${mtimeMs}:${size}:${ino}`

/** The last one of each path: a certificate is parsed once, not for every request. */
const known = new Map<string, AuthorityFile & { readonly ok: true }>()
const MAX_KNOWN = 64

async function readOnce(path: string): Promise<AuthorityFile> {
  let file: FileHandle | null = null
  try {
    // Before it is opened: to open a device may do something to it.
    const found = await stat(path)
    const before = problemOf(found)
    if (before !== null) return unusable(before)
    const kept = known.get(path)
    if (kept?.version === versionOf(found)) return kept
    // It may have become a FIFO meanwhile, and opening one waits for a writer. Windows has no such flag.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const opened = await file.stat()
    const problem = problemOf(opened)
    if (problem !== null) return unusable(problem)
    const pem = await readUpTo(file, MAX_BYTES)
    return pem === null ? unusable(TOO_LARGE) : keep(path, contextOf(pem, versionOf(opened)))
  } catch (error) {
    const code = errorCode(error) ?? 'unknown'
    return unusable(code === 'ENOENT' ? 'names a file that is not there' : `names a file that cannot be read (${code})`)
  } finally {
    await file?.close().catch(() => undefined)
  }
}

const TOO_LARGE = 'names a file that is larger than 1 MiB'

function problemOf(found: Stats): string | null {
  if (!found.isFile()) return `names ${found.isDirectory() ? 'a folder' : 'something'} that is no regular file`
  return found.size > MAX_BYTES ? TOO_LARGE : null
}

/** @returns null when there is more than the limit: the file may have grown, and some say that they are empty */
async function readUpTo(file: FileHandle, maxBytes: number): Promise<string | null> {
  const buffer = Buffer.alloc(maxBytes + 1)
  let size = 0
  for (;;) {
    const { bytesRead } = await file.read(buffer, size, buffer.length - size, null)
    size += bytesRead
    if (size > maxBytes) return null
    if (bytesRead === 0) return buffer.toString('utf8', 0, size)
  }
}

function contextOf(pem: string, version: string): AuthorityFile {
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) return unusable(NO_CERTIFICATE)
  try {
    // OpenSSL passes over what it cannot read, and nothing would be trusted.
    new X509Certificate(pem)
    return { ok: true, trust: tls.createSecureContext({ ca: pem }), version }
  } catch {
    return unusable(NO_CERTIFICATE)
  }
}

const NO_CERTIFICATE = 'names a file that holds no usable certificate'

function keep(path: string, file: AuthorityFile): AuthorityFile {
  if (!file.ok) return file
  known.delete(path)
  known.set(path, file)
  const [oldest] = known.keys()
  if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest)
  return file
}

const read = limitedByPath(readOnce, LIMIT_MS)

/** Never rejects, and takes 2 s at most. The trust is in the authorities of this file alone. */
export const readAuthorityFile = async (path: string): Promise<AuthorityFile> =>
  (await read(path)) ?? unusable('names a file that cannot be read within 2 s')

/** By path, why the file cannot be used. Files without a problem are not in it. */
export type AuthorityProblems = ReadonlyMap<string, string>

export async function authorityProblems(paths: readonly string[]): Promise<AuthorityProblems> {
  const files = await Promise.all(
    [...new Set(paths)].map(async (path) => ({ path, file: await readAuthorityFile(path) })),
  )
  return new Map(files.flatMap(({ path, file }) => (file.ok ? [] : [[path, file.problem] as const])))
}

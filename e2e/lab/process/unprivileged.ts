// The unprivileged user that the app runs as. Only namespaces need root; Chromium refuses its sandbox to root.
import { chmod, chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'

/** `nobody` exists on every Linux and owns nothing. The lab gives it a home. */
const NOBODY = { uid: 65_534, gid: 65_534 }

export interface LabUser {
  readonly uid: number
  readonly gid: number
  /** Whether we are root and drop our privileges to run as this user. */
  readonly stepsDown: boolean
}

export function labUser(): LabUser {
  const uid = process.getuid?.() ?? 0
  if (process.platform !== 'linux' || uid !== 0) return { uid, gid: process.getgid?.() ?? 0, stepsDown: false }
  return { ...NOBODY, stepsDown: true }
}

/** @returns the command line that runs `file` as the user */
export function asUser(user: LabUser, file: string, args: readonly string[]): [string, string[]] {
  if (!user.stepsDown) return [file, [...args]]
  return ['setpriv', [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', file, ...args]]
}

/** Makes a folder that only the user may enter. */
export async function createUserFolder(user: LabUser, name: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), `homeward-${name}-`))
  await chmod(folder, 0o700)
  if (user.stepsDown) await chown(folder, user.uid, user.gid)
  return folder
}

/** Writes a file that only the user may read. */
export async function writeForUser(user: LabUser, file: string, text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600 })
  await chmod(file, 0o600)
  if (user.stepsDown) await chown(file, user.uid, user.gid)
}

export const removeFolder = (folder: string) => rm(folder, { recursive: true, force: true, maxRetries: 5 })

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** Writes a script that runs `file` as the user, for callers that take one executable without arguments. */
export async function userLauncher(user: LabUser, file: string, folder: string, extra: readonly string[] = []) {
  const [first, rest] = asUser(user, file, extra)
  const script = path.join(folder, 'launch')
  await writeFile(script, `#!/bin/sh\nexec ${[first, ...rest].map(quote).join(' ')} "$@"\n`)
  await chmod(script, 0o755)
  return script
}

/**
 * @param below checks only folders under this one
 * @returns the first folder above `file` that the user may not enter; null when the user may enter all. A checkout under
 *   root's home is not readable for the user who runs the app.
 */
export async function unreadableFolder(user: LabUser, file: string, below: string = path.sep): Promise<string | null> {
  if (!user.stepsDown) return null
  const parts = path.relative(below, path.resolve(file)).split(path.sep)
  for (let i = 1; i <= parts.length; i++) {
    const folder = path.join(below, ...parts.slice(0, i))
    const { mode, uid } = await stat(folder)
    if ((mode & (uid === user.uid ? 0o100 : 0o001)) === 0) return folder
  }
  return null
}

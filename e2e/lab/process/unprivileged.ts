// The user that the app runs as. Root only makes namespaces: Chromium refuses its sandbox to root, and so should we.
import { chmod, chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'

/** `nobody` exists on every Linux, owns nothing, and needs no home of its own: the lab gives it one. */
const NOBODY = { uid: 65_534, gid: 65_534 }

export interface LabUser {
  readonly uid: number
  readonly gid: number
  /** True when we are root and step down to this user. */
  readonly stepsDown: boolean
}

export function labUser(): LabUser {
  const uid = process.getuid?.() ?? 0
  if (process.platform !== 'linux' || uid !== 0) return { uid, gid: process.getgid?.() ?? 0, stepsDown: false }
  return { ...NOBODY, stepsDown: true }
}

/** The command line that runs `file` as the user. */
export function asUser(user: LabUser, file: string, args: readonly string[]): [string, string[]] {
  if (!user.stepsDown) return [file, [...args]]
  return ['setpriv', [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', file, ...args]]
}

/** A new folder that only the user may enter. */
export async function userFolder(user: LabUser, name: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), `homeward-${name}-`))
  await chmod(folder, 0o700)
  if (user.stepsDown) await chown(folder, user.uid, user.gid)
  return folder
}

/** A file that only the user may read. */
export async function writeForUser(user: LabUser, file: string, text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600 })
  await chmod(file, 0o600)
  if (user.stepsDown) await chown(file, user.uid, user.gid)
}

export const removeFolder = (folder: string) => rm(folder, { recursive: true, force: true, maxRetries: 5 })

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** A script that runs `file` as the user: for callers that take one executable and no arguments before it. */
export async function userLauncher(user: LabUser, file: string, folder: string, extra: readonly string[] = []) {
  const [first, rest] = asUser(user, file, extra)
  const script = path.join(folder, 'launch')
  await writeFile(script, `#!/bin/sh\nexec ${[first, ...rest].map(quote).join(' ')} "$@"\n`)
  await chmod(script, 0o755)
  return script
}

/**
 * @param below only folders under this one are looked at.
 * @returns the first folder on the way to `place` that the user may not enter, null when the way is free. A checkout
 *   under root's home is not readable for the user who runs the app.
 */
export async function closedFolder(user: LabUser, place: string, below: string = path.sep): Promise<string | null> {
  if (!user.stepsDown) return null
  const parts = path.relative(below, path.resolve(place)).split(path.sep)
  for (let i = 1; i <= parts.length; i++) {
    const folder = path.join(below, ...parts.slice(0, i))
    const { mode, uid } = await stat(folder)
    if ((mode & (uid === user.uid ? 0o100 : 0o001)) === 0) return folder
  }
  return null
}

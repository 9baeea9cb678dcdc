// Whether others can put files into a folder that this process trusts: settings that start a command, a database, a lock. By
// owner and mode; on Windows the folders inherit the rights of the user's profile.
import { lstatSync, type Stats, statSync } from 'node:fs'
import type { Translate } from '../../contract/messages/translate.ts'

const ROOT = 0
const GROUP_MAY_WRITE = 0o020
const OTHERS_MAY_WRITE = 0o002

export interface ProcessUser {
  readonly uid: number
  /** The primary group. */
  readonly gid: number
}

type Owned = Pick<Stats, 'uid' | 'gid' | 'mode'>

/**
 * A folder of root is what an administrator set up, also where a group may write to it. In a group of one's own, as many
 * systems give to each user, there is nobody else.
 * @param link the folder itself, or the link in its place
 * @param folder what the link leads to
 */
export function folderDanger(link: Owned, folder: Owned, user: ProcessUser): 'owner' | 'mode' | null {
  if (![link.uid, folder.uid].every((uid) => uid === user.uid || uid === ROOT)) return 'owner'
  if ((folder.mode & OTHERS_MAY_WRITE) !== 0) return 'mode'
  const isOurs = folder.uid === user.uid && folder.gid !== user.gid
  return isOurs && (folder.mode & GROUP_MAY_WRITE) !== 0 ? 'mode' : null
}

/** @returns a sentence with its remedy; null when the folder is safe, and on Windows. @throws the system's error */
export function unsafeFolder(path: string, translate: Translate): string | null {
  const user = { uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 }
  if (process.platform === 'win32' || user.uid < 0) return null
  const folder = statSync(path)
  const link = lstatSync(path)
  const danger = folderDanger(link, folder, user)
  if (danger === null) return null
  if (danger === 'mode') return translate('dialog.folder-mode', { path, mode: (folder.mode & 0o7777).toString(8) })
  const owner = [link, folder].find(({ uid }) => uid !== user.uid && uid !== ROOT)?.uid ?? ROOT
  return translate('dialog.folder-owner', { path, owner, user: user.uid })
}

// The exit status of a command that sends updates. Pure.
import { FAILURES } from '../contract/failure.ts'
import type { FamilyRow } from '../contract/snapshot.ts'

export const EXIT = { ok: 0, failed: 1, usage: 2, needsUser: 3, offline: 4 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

const SETTLED: readonly FamilyRow['state'][] = ['confirmed', 'unchanged', 'unmanaged']

/** Only the user can resolve such a failure: a script should notify somebody. */
const needsUser = ({ kind }: FamilyRow): boolean => kind !== null && FAILURES[kind].needsUser

/** @param online whether the machine had a network connection in the last round */
export function exitCodeOf(rows: readonly FamilyRow[], online: boolean): ExitCode {
  const open = rows.filter(
    // What an accepted address waits for is said, and nothing has failed.
    ({ state, message }) => state !== 'accepted' && (!SETTLED.includes(state) || message !== null),
  )
  if (open.length === 0) return EXIT.ok
  // A secret that cannot be read is retried automatically, but on a server only a person can provide it.
  const isWaitingForUser = (row: FamilyRow) => row.state === 'held' || row.kind === 'credentials'
  if (open.some((row) => row.question !== undefined || (isWaitingForUser(row) && needsUser(row)))) return EXIT.needsUser
  return online ? EXIT.failed : EXIT.offline
}

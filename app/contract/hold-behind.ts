// Which stop or parked job is behind what a row says. Pure.
import { sameHostname } from './hostname.ts'
import type { FamilyRow, HoldView } from './snapshot.ts'

/**
 * @returns null where nothing is held, such as an address that is not known this time. A name may have a hold of its own
 *   and one of its account: the row speaks of one of them, and that one is returned.
 */
export function holdBehind(row: FamilyRow, holds: readonly HoldView[]): HoldView | null {
  const found = holds.find(
    (hold) =>
      hold.account === row.account &&
      (hold.hostname === null || sameHostname(hold.hostname, row.hostname)) &&
      (hold.family === null || hold.family === row.family) &&
      hold.message === row.message,
  )
  return found ?? null
}

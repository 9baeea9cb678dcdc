// What the user may take back: the last change of a name, or the wish for one that keeps failing.
import type { RecordSettings } from '../contract/settings.ts'
import { FAMILIES, sameAddress } from '../model/address.ts'
import type { Hold } from '../model/store.ts'
import type { Ledger } from './ledger.ts'

/** Both families of one change are confirmed within seconds of each other. */
const SAME_CHANGE_MS = 60_000

/**
 * Takes back what changed last: both families when they changed together, else only the newer one.
 * @returns false when no family of the name has an address to go back to
 */
export function undoLastChange(ledger: Ledger, account: string, hostname: string): boolean {
  const changes = FAMILIES.flatMap((family) => {
    const key = { account, hostname, family }
    const state = ledger.state(key)
    if (!state?.previous || state.confirmed === null || sameAddress(state.previous, state.confirmed)) return []
    // Taking back an undo: what is observed becomes what is published again.
    const observed = state.undo?.from ?? state.confirmed
    return [{ key, to: state.previous, observed, at: state.desiredAt ?? state.confirmedAt ?? 0 }]
  })
  const newest = Math.max(...changes.map(({ at }) => at))
  for (const { key, to, observed, at } of changes) {
    if (newest - at > SAME_CHANGE_MS) continue
    ledger.setUndo(key, sameAddress(to, observed) ? null : { to, from: observed })
  }
  return changes.length > 0
}

/** A parked account becomes forgotten names, so that another address, or another name, is tried again. */
export function forgetParked(
  ledger: Ledger,
  records: readonly RecordSettings[],
  { account, hostname }: { readonly account: string; readonly hostname: string | null },
): void {
  for (const hold of ledger.holds()) {
    if (hold.account !== account || hold.class !== 'parked') continue
    if (hostname !== null && hold.hostname !== null && hold.hostname !== hostname) continue
    for (const key of keysOf(hold, records, hostname)) {
      const state = ledger.state(key)
      if (state?.desired && !sameAddress(state.desired, state.confirmed)) {
        ledger.putHold({ ...hold, ...key, class: 'forgotten', until: null, fingerprint: state.desired })
      }
    }
    if (hostname === null || hold.hostname !== null) ledger.liftHold(hold.account, hold.hostname, hold.family)
  }
}

function keysOf({ account, ...hold }: Hold, records: readonly RecordSettings[], only: string | null) {
  if (hold.hostname !== null && hold.family !== null) return [{ account, hostname: hold.hostname, family: hold.family }]
  return records
    .filter((record) => record.account === account && (only === null || record.hostname === only))
    .flatMap(({ hostname }) => FAMILIES.map((family) => ({ account, hostname, family })))
}

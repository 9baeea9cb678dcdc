// What the user may take back: the last change of a name, or the wish for one that keeps failing.
import { sameHostname } from '../contract/hostname.ts'
import type { RecordSettings } from '../contract/settings.ts'
import { FAMILIES, type Family, sameAddress } from '../model/address.ts'
import { needsUser, retryNotBefore } from '../model/hold.ts'
import type { FamilyKey, FamilyState, Hold } from '../model/store.ts'
import type { StateCache } from './state-cache.ts'

/** Both families of one change are confirmed within seconds of each other. */
const SAME_CHANGE_MS = 60_000

interface Change {
  readonly key: FamilyKey
  readonly at: number
  readonly undo: FamilyState['undo']
}

/**
 * Takes back what changed last: both families when they changed together, else only the newer one. Taken back twice,
 * what is observed is published again.
 * @param families those that are managed
 * @param observed the address that was last seen for a family, null when it is not known
 * @returns false when no family of the name has an address to go back to
 */
export function undoLastChange(
  states: StateCache,
  families: readonly Family[],
  observed: (key: FamilyKey) => string | null,
  account: string,
  hostname: string,
): boolean {
  const changes = families.flatMap((family): Change[] => {
    const key = { account, hostname, family }
    const state = states.state(key)
    if (state === null || state.confirmed === null) return []
    const at = state.desiredAt ?? state.confirmedAt ?? 0
    if (state.undo !== null && !sameAddress(state.undo.to, state.confirmed)) return [{ key, at, undo: null }]
    if (state.previous === null || sameAddress(state.previous, state.confirmed)) return []
    const from = observed(key) ?? state.undo?.from ?? state.confirmed
    return [{ key, at, undo: sameAddress(state.previous, from) ? null : { to: state.previous, from } }]
  })
  const newest = Math.max(...changes.map(({ at }) => at))
  for (const { key, at, undo } of changes) if (newest - at <= SAME_CHANGE_MS) states.setUndo(key, undo)
  return changes.length > 0
}

/** A parked account becomes forgotten names, so that another address, or another name, is tried again. */
export function dismissParked(
  states: StateCache,
  records: readonly RecordSettings[],
  { account, hostname }: { readonly account: string; readonly hostname: string | null },
  now: number,
): void {
  for (const hold of states.holds()) {
    if (hold.account !== account || hold.class !== 'parked') continue
    if (hostname !== null && hold.hostname !== null && !sameHostname(hold.hostname, hostname)) continue
    // Lifted first: a name's own hold and the one that forgets it share a place.
    if (hostname === null || hold.hostname !== null) states.liftHold(hold.account, hold.hostname, hold.family)
    for (const key of keysOf(hold, records, hostname)) {
      const state = states.state(key)
      const own = states.familyHold(key)
      // A stop of the name's own that only the user ends stays; a time that was named for it, for other addresses.
      if (!state?.desired || sameAddress(state.desired, state.confirmed) || (own !== null && needsUser(own))) continue
      const failure = { ...hold.failure, retryAt: own === null ? null : retryNotBefore(own, now) }
      states.putHold({ ...hold, ...key, class: 'forgotten', failure, until: null, fingerprint: state.desired })
    }
  }
}

function keysOf({ account, ...hold }: Hold, records: readonly RecordSettings[], only: string | null) {
  if (hold.hostname !== null && hold.family !== null) return [{ account, hostname: hold.hostname, family: hold.family }]
  return records
    .filter((record) => record.account === account && (only === null || sameHostname(record.hostname, only)))
    .flatMap(({ hostname }) => FAMILIES.map((family) => ({ account, hostname, family })))
}

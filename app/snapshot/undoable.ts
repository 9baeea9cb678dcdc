// What one undo puts back. Pure: the same rule by which the engine takes the last change of a name back.
import { FAMILIES, type Family, sameAddress } from '../model/address.ts'
import type { FamilyState } from '../model/store.ts'

/** Both families of one change are confirmed within seconds of each other. */
const SAME_CHANGE_MS = 60_000

type Changed = Pick<FamilyState, 'previous' | 'confirmed' | 'desiredAt' | 'confirmedAt'>

/** @param states of the families that are managed; null where nothing was ever sent */
export function undoable(states: Readonly<Record<Family, Changed | null>>): Record<Family, string | null> {
  const changes = FAMILIES.flatMap((family) => {
    const state = states[family]
    if (!state?.previous || state.confirmed === null || sameAddress(state.previous, state.confirmed)) return []
    return [{ family, previous: state.previous, at: state.desiredAt ?? state.confirmedAt ?? 0 }]
  })
  const newest = Math.max(...changes.map(({ at }) => at))
  // A family that changed on another day is not part of the change that is taken back.
  const of = (wanted: Family) =>
    changes.find(({ family, at }) => family === wanted && newest - at <= SAME_CHANGE_MS)?.previous ?? null
  return { ipv4: of('ipv4'), ipv6: of('ipv6') }
}

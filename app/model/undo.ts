// Which families one undo restores to their previous address, and what that means for each. Pure: the engine carries it
// out and the snapshot shows it beforehand.
import { FAMILIES, type Family, sameAddress } from './address.ts'
import { publishedAddress, publishedAt } from './family-state.ts'
import type { FamilyState } from './store.ts'

type Changed = Pick<
  FamilyState,
  'previous' | 'confirmed' | 'accepted' | 'firstSentAt' | 'confirmedAt' | 'acceptedAt' | 'undo'
>

/** Both families of one change are sent within seconds of each other. */
const SAME_CHANGE_MS = 60_000

/** The user went back to an address that is not published yet. */
const isUndoPending = (state: Changed): boolean =>
  state.undo !== null && !sameAddress(state.undo.to, publishedAddress(state))

/** @returns the address that an undo restores, null when there is none */
export function restoredAddress(state: Changed): string | null {
  const published = publishedAddress(state)
  return published === null || sameAddress(state.previous, published) ? null : state.previous
}

/**
 * The families of the last change: both when they changed together, else the one that changed last.
 * @param states of the managed families; null where nothing was ever sent
 */
export function lastChanged<T extends Changed>(states: Partial<Record<Family, T | null>>): readonly [Family, T][] {
  const changes = FAMILIES.flatMap((family): [Family, T][] => {
    const state = states[family] ?? null
    if (state === null || publishedAddress(state) === null) return []
    return isUndoPending(state) || restoredAddress(state) !== null ? [[family, state]] : []
  })
  const changedAt = (state: Changed): number => state.firstSentAt ?? publishedAt(state) ?? 0
  const newest = Math.max(...changes.map(([, state]) => changedAt(state)))
  return changes.filter(([, state]) => newest - changedAt(state) <= SAME_CHANGE_MS)
}

/**
 * The state's `undo` after the user asked for an undo. A second undo reverts the first: the observed address is published
 * again.
 * @param observed the address that was last observed, null when it is unknown
 */
export function undoFor(state: Changed, observed: string | null): FamilyState['undo'] {
  const to = restoredAddress(state)
  const from = observed ?? state.undo?.from ?? publishedAddress(state)
  if (isUndoPending(state) || to === null || from === null || sameAddress(to, from)) return null
  return { to, from }
}

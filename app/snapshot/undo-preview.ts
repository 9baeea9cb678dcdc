// Which addresses an undo would restore, by the same rule that the engine follows.
import type { Family } from '../model/address.ts'
import type { FamilyState } from '../model/store.ts'
import { lastChanged, restoredAddress } from '../model/undo.ts'

/** @param states of the managed families; null where nothing was ever sent */
export function undoPreview(states: Readonly<Record<Family, FamilyState | null>>): Record<Family, string | null> {
  const restored: Record<Family, string | null> = { ipv4: null, ipv6: null }
  for (const [family, state] of lastChanged(states)) restored[family] = restoredAddress(state)
  return restored
}

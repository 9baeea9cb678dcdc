// Undo: the user goes back to the address before the last change.
import type { Family } from '../model/address.ts'
import type { FamilyKey } from '../model/store.ts'
import { lastChanged, undoFor } from '../model/undo.ts'
import type { StateCache } from './state-cache.ts'

/**
 * @param families those that are managed
 * @param observed the address that was last observed for a family, null when it is unknown
 * @returns false when no family of the name has an address to go back to
 */
export function undoLastChange(
  states: Pick<StateCache, 'state' | 'setUndo'>,
  families: readonly Family[],
  observed: (key: FamilyKey) => string | null,
  account: string,
  hostname: string,
): boolean {
  const current = Object.fromEntries(
    families.map((family) => [family, states.state({ account, hostname, family })] as const),
  )
  const changes = lastChanged(current)
  for (const [family, state] of changes) {
    const key = { account, hostname, family }
    states.setUndo(key, undoFor(state, observed(key)))
  }
  return changes.length > 0
}

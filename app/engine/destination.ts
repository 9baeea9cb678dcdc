// Where an account's names are kept: the provider, its server and the user there. What one destination confirmed does not
// count for another, so an account that is pointed elsewhere starts from nothing.
import type { AccountSettings } from '../contract/settings.ts'
import { atDestination } from '../model/family-state.ts'
import type { FamilyState } from '../model/store.ts'

export const destinationOf = ({ provider, endpoint, fields }: AccountSettings): string =>
  JSON.stringify([provider, endpoint ?? null, Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))])

/** @returns the state as far as it counts at the destination; null when nothing was ever sent */
export const stateAtDestination = (state: FamilyState | null, destination: string): FamilyState | null =>
  state === null ? null : atDestination(state, destination)

// Where an account's names are kept: the provider, its server and the user there. What one place confirmed says nothing of
// another, so an account that was pointed elsewhere starts anew.
import type { AccountSettings } from '../contract/settings.ts'
import type { FamilyState } from '../model/store.ts'

export const destinationOf = ({ provider, endpoint, fields }: AccountSettings): string =>
  JSON.stringify([provider, endpoint ?? null, Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))])

/** @returns the state as far as it holds for this place; a state without a place was written before places were kept */
export const stateAtDestination = (state: FamilyState | null, target: string): FamilyState | null =>
  state === null || state.destination === null || state.destination === target
    ? state
    : {
        ...state,
        confirmed: null,
        confirmedAt: null,
        previous: null,
        verified: null,
        undo: null,
        unsettled: null,
        corrections: 0,
      }

// The page's copy of the engine's snapshot. Only the bridge sets it, always as a whole.
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { AppSnapshot } from '../../app/contract/snapshot.ts'

interface SnapshotState {
  /** Null until the first snapshot arrives. */
  readonly snapshot: AppSnapshot | null
}

export const createSnapshotStore = () => createStore<SnapshotState>(() => ({ snapshot: null }))
export const snapshotStore = createSnapshotStore()

/** Ignores a snapshot that is no newer than the current one: the first answer and the first push may overtake each other. */
export function receive(snapshot: AppSnapshot, into = snapshotStore): void {
  into.setState((state) => {
    if (state.snapshot !== null && snapshot.revision <= state.snapshot.revision) return state
    return { snapshot }
  })
}

/** For components inside the frame, which is drawn only after the first snapshot. */
export function useSnapshot<T>(select: (snapshot: AppSnapshot) => T): T {
  return useStore(snapshotStore, ({ snapshot }) => {
    if (snapshot === null) throw new Error('drawn before the first snapshot')
    return select(snapshot)
  })
}

/** Null before the first snapshot. */
export const useOptionalSnapshot = (): AppSnapshot | null => useStore(snapshotStore, ({ snapshot }) => snapshot)

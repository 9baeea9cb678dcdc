// The page's mirror of the engine's state: whole snapshots, set by the bridge alone.

import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { AppSnapshot } from '../../app/contract/snapshot.ts'

interface Mirror {
  /** Null until the first snapshot has come. */
  readonly snapshot: AppSnapshot | null
}

export const createMirror = () => createStore<Mirror>(() => ({ snapshot: null }))
export const mirror = createMirror()

/** Takes a snapshot unless it is no newer than the one shown: the first answer and the first push may cross. */
export function receive(snapshot: AppSnapshot, into = mirror): void {
  into.setState((state) => {
    if (state.snapshot !== null && snapshot.revision <= state.snapshot.revision) return state
    return { snapshot }
  })
}

/** For components inside the frame, which is drawn only once there is a snapshot. */
export function useSnapshot<T>(select: (snapshot: AppSnapshot) => T): T {
  return useStore(mirror, ({ snapshot }) => {
    if (snapshot === null) throw new Error('drawn before the first snapshot')
    return select(snapshot)
  })
}

export const useMaybeSnapshot = (): AppSnapshot | null => useStore(mirror, ({ snapshot }) => snapshot)

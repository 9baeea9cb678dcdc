// The port through which the shell uses the engine. The composition root implements it; e2e/shell has one in memory.
import type { EngineHandlers } from '../contract/ipc.ts'
import type { AppSnapshot } from '../contract/snapshot.ts'
import type { Disposer } from '../model/ports.ts'

export type PowerEvent = 'suspend' | 'resume' | 'lock' | 'unlock'
export type LoginItemState = AppSnapshot['loginItem']

export interface EnginePort {
  /** The newest snapshot. Its `loginItem` is the state last passed to `loginItemChanged`, `unavailable` before. */
  readonly snapshot: () => AppSnapshot
  readonly onSnapshot: (listener: (snapshot: AppSnapshot) => void) => Disposer
  readonly handlers: EngineHandlers
  readonly power: (event: PowerEvent) => void
  readonly loginItemChanged: (state: LoginItemState) => void
  /** Finishes what is under way and closes the store. The shell waits for it, but not forever. */
  readonly stop: () => Promise<void>
}

// What the shell needs of the engine, and all it needs: the composition root satisfies it, the shell's tests stand in for it.
import type { Handlers } from '../contract/ipc.ts'
import type { AppSnapshot } from '../contract/snapshot.ts'
import type { Disposer } from '../model/ports.ts'

/** Calls that only make sense with a desktop around them: the shell answers these itself. */
export const SHELL_CALLS = ['snapshot.get', 'login-item.set', 'link.open'] as const
export type ShellCall = (typeof SHELL_CALLS)[number]
export type EngineHandlers = Omit<Handlers, ShellCall>

export type PowerEvent = 'suspend' | 'resume' | 'lock' | 'unlock'
export type LoginItemState = AppSnapshot['loginItem']

export interface EnginePort {
  /** The newest snapshot; its `loginItem` is what `loginItemChanged` said last, `unavailable` before. */
  readonly snapshot: () => AppSnapshot
  readonly onSnapshot: (listener: (snapshot: AppSnapshot) => void) => Disposer
  readonly handlers: EngineHandlers
  readonly power: (event: PowerEvent) => void
  readonly loginItemChanged: (state: LoginItemState) => void
  /** Settles what is under way and closes the store. The shell waits for it, but not for ever. */
  readonly stop: () => Promise<void>
}

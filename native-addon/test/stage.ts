// A place where the addon's contract can be put to the test: a system whose network the test may change.
import type { RunningProbe } from './probe.ts'

export interface Stage {
  /** Starts the probe program; `limitMs` bounds its life. */
  run(scenario: string, argument?: string | number, limitMs?: number): RunningProbe
  addAddress(address: string): Promise<void>
  removeAddress(address: string): Promise<void>
  /** Adds and removes addresses as fast as the kernel can until the returned function is called. */
  storm(): Promise<() => Promise<void>>
  /** Milliseconds from a finished change to the callback that are still acceptable. */
  readonly reactionLimitMs: number
  /** Resident memory that a thousand subscriptions may leave behind: what allocator and collector keep. */
  readonly memoryLimitBytes: number
  /** How often the worker scenario is repeated. */
  readonly workers: number
}

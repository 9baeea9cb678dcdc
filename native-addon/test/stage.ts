// An environment in which the addon's contract can be tested: a system whose network the test may change.
import type { RunningProbe } from './probe.ts'

export interface Stage {
  /** Starts the probe program, and kills it after `limitMs`. */
  run(scenario: string, argument?: string | number, limitMs?: number): RunningProbe
  addAddress(address: string): Promise<void>
  removeAddress(address: string): Promise<void>
  /** Adds and removes addresses as fast as the kernel can until the returned function is called. */
  storm(): Promise<() => Promise<void>>
  /** How many milliseconds a callback may come after a change. */
  readonly reactionLimitMs: number
  /** How much resident memory a thousand subscriptions may leave behind, because allocator and collector keep it. */
  readonly memoryLimitBytes: number
  /** How often the worker scenario is repeated. */
  readonly workers: number
}

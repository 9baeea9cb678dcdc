// Waits until the zone shows what was accepted, for a limited time.
import type { Event } from '../model/event.ts'
import type { Clock } from '../model/ports.ts'
import { until } from './until.ts'

export interface ShownOptions {
  readonly clock: Pick<Clock, 'setTimer'>
  readonly changed: Event<void>['listen']
  /** No managed family has an accepted address that the zone may still show. */
  readonly isShown: () => boolean
  /** No server's form is being learnt. */
  readonly isLearnt: () => boolean
  /** No round and no job is under way. */
  readonly idle: () => Promise<void>
}

/** How long a form that is being tried is waited for. */
const LEARNING_MS = 60_000

export async function whenShown({ clock, changed, isShown, isLearnt, idle }: ShownOptions, timeoutMs: number) {
  await until(clock, changed, timeoutMs, isShown)
  if (!isLearnt()) {
    await until(clock, changed, LEARNING_MS, isLearnt)
    await idle()
    await until(clock, changed, timeoutMs, isShown)
  }
  await idle()
}

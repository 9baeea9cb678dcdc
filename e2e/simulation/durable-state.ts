// What must be the same after a process has ended, however it did, as it was before.
import type { FamilyState, Hold, Store } from '../../app/model/store.ts'
import { familyKey } from '../../app/model/store.ts'
import type { Run } from './app-process.ts'

export interface Durable {
  readonly families: readonly FamilyState[]
  readonly holds: readonly Hold[]
  readonly pause: string | null
}

const byKey = (a: FamilyState, b: FamilyState): number => (familyKey(a) < familyKey(b) ? -1 : 1)
const holdName = ({ account, hostname, family }: Hold): string => `${account}/${hostname ?? ''}/${family ?? ''}`
const byName = (a: Hold, b: Hold): number => (holdName(a) < holdName(b) ? -1 : 1)

const sorted = (families: readonly FamilyState[], holds: readonly Hold[], pause: string | null): Durable => ({
  families: [...families].sort(byKey),
  holds: [...holds].sort(byName),
  pause,
})

export const written = (store: Pick<Store, 'families' | 'holds' | 'getValue'>): Durable =>
  sorted(store.families(), store.holds(), store.getValue('paused-until'))

/** What the process itself holds for true, of the same names. */
export function inMemory({ engine, written: store }: Run): Durable {
  const families = store.families().map((state) => engine.states.state(state) ?? state)
  const { active, until } = engine.pause
  return sorted(families, engine.states.holds(), active ? (until === null ? 'forever' : String(until)) : null)
}

/** One line each, without the times, which move with the clock. */
function timeless({ families, holds }: Durable): readonly string[] {
  const lines = families.map(
    ({ account, hostname, family, desired, confirmed, previous, undo, unsettled, destination: target, corrections }) =>
      `${account}/${hostname}/${family} ${JSON.stringify([desired, confirmed, previous, undo?.to, undo?.from, unsettled?.attempt, unsettled?.address, target, corrections])}`,
  )
  const held = holds.map(
    (hold) =>
      `${holdName(hold)} ${JSON.stringify([hold.class, hold.failure.kind, hold.failure.code, hold.failure.detail, hold.attempts, hold.fingerprint])}`,
  )
  return [...lines, ...held]
}

/** What one knows and the other does not; empty when both know the same. */
export function difference(one: Durable, other: Durable): string {
  const [before, after] = [timeless(one), timeless(other)]
  const lost = before.filter((line) => !after.includes(line)).map((line) => `- ${line}`)
  const added = after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`)
  return [...lost, ...added].join('\n')
}

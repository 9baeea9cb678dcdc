// Checks promise 4 "never lost": what a process knows is what its file says, and what the next process knows is what the
// one before knew, however that one ended. Holds survive a restart with their times (promise 3).
import type { FamilyState, Hold, Store } from '../../../app/model/store.ts'
import { familyKey } from '../../../app/model/store.ts'
import type { AppProcess } from '../app-process.ts'
import type { Trace } from '../trace.ts'
import { MINUTE } from '../world/virtual-time.ts'

export interface DurableState {
  readonly families: readonly FamilyState[]
  readonly holds: readonly Hold[]
  readonly pause: string | null
}

const byKey = (a: FamilyState, b: FamilyState): number => (familyKey(a) < familyKey(b) ? -1 : 1)
const holdKey = ({ account, hostname, family }: Hold): string => `${account}/${hostname ?? ''}/${family ?? ''}`
const byHoldKey = (a: Hold, b: Hold): number => (holdKey(a) < holdKey(b) ? -1 : 1)

const sorted = (families: readonly FamilyState[], holds: readonly Hold[], pause: string | null): DurableState => ({
  families: [...families].sort(byKey),
  holds: [...holds].sort(byHoldKey),
  pause,
})

export const stateInFile = (store: Pick<Store, 'families' | 'holds' | 'getValue'>): DurableState =>
  sorted(store.families(), store.holds(), store.getValue('paused-until'))

/** What the process believes of the families that the file has. */
export function stateInMemory({ engine, file }: AppProcess): DurableState {
  const families = file.families().map((state) => engine.states.state(state) ?? state)
  const { active, until } = engine.pause
  return sorted(families, engine.states.holds(), active ? (until === null ? 'forever' : String(until)) : null)
}

/** The process, which is about to end, and its file know the same. */
export function checkSameAsFile(trace: Trace, app: AppProcess): void {
  const other = difference(stateInMemory(app), stateInFile(app.file))
  trace.check(other === '', 'lost', () => `the process knew something else than its file:\n${other}`)
}

/**
 * The new process knows what the file said before it started.
 * @param offMs how long nothing ran, by the wall clock; null when the clock was set, so that times cannot be compared
 */
export function checkSameAsBefore(trace: Trace, before: DurableState, app: AppProcess, offMs: number | null): void {
  const after = stateInMemory(app)
  const other = difference(before, after)
  trace.check(other === '', 'lost', () => `the next process knows something else than the one before:\n${other}`)
  if (offMs === null) return
  before.holds.forEach(({ until }, index) => {
    const now = after.holds[index]?.until ?? null
    const isKept = until === null || (now !== null && now >= until - offMs - MINUTE)
    trace.check(isKept, 'banned', () => `a hold until ${until} lasts until ${now} after a restart`)
  })
}

/** One line per family and hold, without the times, which move when the clock is set. */
function linesOf({ families, holds }: DurableState): readonly string[] {
  const familyLines = families.map((state) => {
    const { lastSent, confirmed, accepted, previous, undo, unsettled, destination, corrections, dismissed } = state
    const facts = [
      lastSent,
      confirmed,
      accepted,
      previous,
      undo?.to,
      undo?.from,
      unsettled?.attempt,
      unsettled?.address,
    ]
    return `${familyKey(state)} ${JSON.stringify([...facts, destination, corrections, dismissed?.address])}`
  })
  const holdLines = holds.map((hold) => {
    const { kind, code, detail } = hold.failure
    return `${holdKey(hold)} ${JSON.stringify([hold.class, kind, code, detail, hold.attempts, hold.fingerprint])}`
  })
  return [...familyLines, ...holdLines]
}

/** @returns what one knows and the other does not; empty when both know the same */
function difference(one: DurableState, other: DurableState): string {
  const [before, after] = [linesOf(one), linesOf(other)]
  const lost = before.filter((line) => !after.includes(line)).map((line) => `- ${line}`)
  const added = after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`)
  return [...lost, ...added].join('\n')
}

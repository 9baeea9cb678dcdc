// What a restart may cost, and what the reference model can only learn from the file after a crash at a write.
import type { FamilyKey, Hold, HoldKey, Store } from '../../../app/model/store.ts'
import type { DurableState } from '../oracles/durable-state.ts'
import { recordOf, type SimulationState } from '../simulation-state.ts'
import { MINUTE } from '../world/virtual-time.ts'

const isAbout = ({ account, hostname, family }: HoldKey, key: FamilyKey): boolean =>
  account === key.account && hostname === key.hostname && family === key.family

/**
 * A machine that starts with another time cannot tell how long it was off. A clock that went forward may have been set, or
 * the machine may have been off: holds then last too long, and keep-alives come too early.
 * @param setMs by how much the clock was set while no process ran
 */
export function allowForRestart(state: SimulationState, setMs: number, isMachine: boolean): void {
  const { model } = state
  const stepMs = setMs + state.unsavedStepMs
  state.unsavedStepMs = 0
  const isTimeLost = isMachine && stepMs !== 0
  for (const facts of model.accounts) {
    facts.backoff.restarted()
    if (isTimeLost) Object.assign(facts, { notBefore: 0, slowTry: null })
  }
  // A forced update that was not sent yet is known to the process alone.
  for (const facts of model.families) facts.isForced = false
  if (isTimeLost) for (const facts of model.families) facts.notBefore = 0
  if (isTimeLost) model.resetBackoff('user')
  if (isTimeLost || stepMs > MINUTE) {
    for (const facts of model.families) {
      facts.sentAt = null
      facts.confirmedAt = Number.NEGATIVE_INFINITY
    }
  }
  if (!isTimeLost && stepMs !== 0 && Math.abs(stepMs) <= MINUTE) state.toleranceMs += MINUTE
}

/** Only the file tells whether the write at which the process ended was made. */
export function resyncFromFile(
  state: SimulationState,
  { families, holds, pause }: DurableState,
  write: keyof Store,
): void {
  for (const { undo, dismissed, ...key } of families) {
    Object.assign(state.model.family(key), { undo, dismissed: dismissed?.address ?? null })
  }
  forgetRemoved(state, families, holds)
  const until = pause === null || pause === 'forever' ? pause : Number(pause)
  Object.assign(state.pause, { until, onDisk: until })
  if (write === 'deleteHold' || write === 'putHold') resyncEnded(state, holds)
}

/** The user removed a record, and the process ended at that. */
function forgetRemoved(state: SimulationState, families: DurableState['families'], holds: readonly Hold[]): void {
  const { model } = state
  for (const facts of model.families) {
    const isInFile = families.some((each) => isAbout(each, facts))
    if (isInFile || recordOf(state, facts) !== undefined) continue
    // Its hold is deleted by another write, which may not have been made.
    const { refusedFingerprint, isBlocked, notBefore, backoff } = facts
    model.remove([facts])
    if (!holds.some((each) => isAbout(each, facts))) continue
    Object.assign(model.family(facts), { refusedFingerprint, isBlocked, notBefore, backoff })
  }
}

/** A hold that is not in the file was deleted by that write, or was never written. */
function resyncEnded({ model, settings }: SimulationState, holds: readonly Hold[]): void {
  for (const facts of model.families) {
    if (holds.some((each) => isAbout(each, facts))) continue
    Object.assign(facts, { refusedFingerprint: null, notBefore: 0, isBlocked: false })
    facts.backoff.reset('user')
  }
  for (const { id } of settings.accounts) {
    if (holds.some(({ account, hostname }) => account === id && hostname === null)) continue
    const facts = model.account(id)
    Object.assign(facts, { isBlocked: false, notBefore: 0, slowTry: null, refusedFingerprints: new Set() })
    facts.backoff.reset('user')
  }
}

// What happens to the machine, and to records behind Homeward's back, and what it means for the reference model.
import { FAMILIES } from '../../../app/model/address.ts'
import type { Simulation } from '../simulation.ts'
import { elapsed } from '../world/virtual-time.ts'

/** Somebody else writes the record at its server. */
export function overwriteRecord(simulation: Simulation, account: string, hostname: string): void {
  const records = simulation.recordsOf(account)
  for (const family of FAMILIES) {
    if (records.holds({ hostname, family }) === null) continue
    simulation.trace.note(`somebody else writes ${hostname} ${family}`)
    records.write({ hostname, family }, family === 'ipv4' ? '11.22.44.99' : '2a0e:1111::99', 'somebody else')
    simulation.counters.count('drifts')
    simulation.overwritten.add(account)
  }
}

/** The store cannot be written for a while, unless the process ends before. */
export function fillDisk(simulation: Simulation, ms: number): void {
  const { guard, app, trace } = simulation
  trace.note(`the disk is full for ${ms} ms`)
  guard.isDiskFull = true
  setTimeout(() => {
    if (simulation.app !== app || !guard.isDiskFull) return
    guard.isDiskFull = false
    simulation.recoveredAt = elapsed()
    // An attempt that could not be written ended its retry series.
    simulation.model.resetBackoff('new-series')
    trace.note('the disk has room again')
  }, ms)
}

export function lockKeyring(simulation: Simulation, ms: number): void {
  simulation.trace.note(`the keyring is locked for ${ms} ms`)
  simulation.isKeyringLocked = true
  setTimeout(() => {
    if (!simulation.isKeyringLocked) return
    simulation.isKeyringLocked = false
    simulation.recoveredAt = elapsed()
    simulation.trace.note('the keyring is unlocked')
    unlockKeyring(simulation)
  }, ms)
}

export function unlockKeyring({ app, model }: Simulation): void {
  if (!app.isAlive) return
  // An account that waited for its secret begins a new series.
  for (const { account, failure } of app.engine.states.holds()) {
    if (failure.code === 'secret-unreadable') model.resetBackoff('new-series', account)
  }
  try {
    app.engine.credentialStoreUnlocked()
  } catch (error) {
    // A crash at a write is thrown through everything that called it.
    if (app.isAlive) throw error
  }
}

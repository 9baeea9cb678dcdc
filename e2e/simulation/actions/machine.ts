// What happens to the machine and behind its back, with what the model has to know of it.
import { FAMILIES } from '../../../app/model/address.ts'
import type { Life } from '../simulation.ts'
import { passed } from '../world/virtual-time.ts'

/** Somebody else writes the name at its server. */
export function drift(life: Life, account: string, hostname: string): void {
  const place = life.place(account)
  for (const family of FAMILIES) {
    if (place.holds({ hostname, family }) === null) continue
    life.trail.note(`somebody else writes ${hostname} ${family}`)
    place.write({ hostname, family }, family === 'ipv4' ? '11.22.44.99' : '2a0e:1111::99', 'another')
    life.tally.count('drifts')
  }
}

/** The store cannot be written for a while, unless the process ends before. */
export function fillDisk(life: Life, ms: number): void {
  life.trail.note(`the disk is full for ${ms} ms`)
  const { guard, run } = life
  guard.isFull = true
  setTimeout(() => {
    if (life.run !== run || !guard.isFull) return
    guard.isFull = false
    life.troubledAt = passed()
    // A try that could not be written down ended its series.
    life.book.excuse('wish')
    life.trail.note('the disk has room again')
  }, ms)
}

/** The session is unlocked. */
export function openKeyring({ run, book }: Life): void {
  if (!run.isAlive) return
  // What had to wait for it begins anew.
  for (const { account, failure } of run.engine.states.holds()) {
    if (failure.code === 'secret-unreadable') book.excuse('wish', account)
  }
  try {
    run.engine.credentialStoreUnlocked()
  } catch (error) {
    // What ends the process at a write is thrown through all of it.
    if (run.isAlive) throw error
  }
}

export function lockKeyring(life: Life, ms: number): void {
  life.trail.note(`the keyring is locked for ${ms} ms`)
  life.isKeyringLocked = true
  setTimeout(() => {
    if (!life.isKeyringLocked) return
    life.isKeyringLocked = false
    life.troubledAt = passed()
    life.trail.note('the keyring is open again')
    openKeyring(life)
  }, ms)
}

// The healthy account's promise: of every move that the system tells of, its name is right within the debounce, 50 ms and
// what its own server takes, whatever the others do.
import type { Family } from '../../../app/model/address.ts'
import type { FamilyKey, Hold } from '../../../app/model/store.ts'
import { accountClimate, isPaused, type LifeState, recordOf } from '../simulation-state.ts'
import type { Place } from '../world/server-records.ts'
import { passed, SECOND } from '../world/virtual-time.ts'

export interface Promptness {
  /** The system told of something; these families have moved to what the sky shows now. */
  told(moved: readonly Family[]): void
  /** The family moved without a word: what was told before is not what a look finds. */
  moved(family: Family): void
  /** What was due is due no more: the process ended. */
  dropAll(): void
}

export interface PromptnessOptions {
  readonly life: LifeState
  readonly place: (account: string) => Place
  readonly isAlive: () => boolean
  readonly holdOn: (key: FamilyKey) => Hold | null
}

interface Due {
  readonly address: string
}

const DEBOUNCE_MS = 500
const LONGEST_WAIT_MS = 5 * SECOND
const REACTION_MS = 50
/** More of them may fill all places for a second each. */
const SICK_AT_MOST = 3
/** An account whose answer could not be written down is left alone for so long. */
const REST_MS = 61 * SECOND

export function createPromptness({ life, place, isAlive, holdOn }: PromptnessOptions): Promptness {
  const { id, hostnames } = life.climate.healthy
  const [hostname = ''] = hostnames
  let burstBegan = 0
  let burstEnds = 0
  const due = new Map<Family, Due>()

  function check(family: Family, it: Due): void {
    if (due.get(family) !== it) return
    due.delete(family)
    const key = { account: id, hostname, family }
    if (!isAsked(key, it.address)) return
    life.tally.count('told moves that were in time')
    const holds = place(id).holds(key)
    life.trail.must(holds === it.address, 'alone', () => `${hostname} holds ${holds} and not ${it.address} in time`)
  }

  /** What the user put back, switched off or paused, what somebody else wrote and what the machine cannot do is no matter. */
  function isAsked(key: FamilyKey, address: string): boolean {
    if (!isAlive() || place(id).isForeign(key)) return false
    if ((recordOf(life, key)?.[key.family] ?? 'off') === 'off' || life.book.name(key).undo !== null) return false
    if (isPaused(life) !== false || life.sky.now[key.family] !== address || !life.sky.isUp) return false
    if (life.guard.isFull || life.isKeyringLocked || passed() - life.troubledAt < REST_MS) return false
    const hold = holdOn(key)
    const isOwn = hold === null || hold.failure.code === 'internal' || hold.failure.code === 'secret-unreadable'
    life.trail.must(isOwn, 'alone', () => `the healthy account is held by ${hold?.failure.code}`)
    return hold === null
  }

  function plan(family: Family, address: string, at: number): void {
    const it = { address }
    due.set(family, it)
    setTimeout(() => check(family, it), at - passed())
  }

  return {
    told: (moved) => {
      if (isPaused(life) !== false || life.climate.sick.length > SICK_AT_MOST) return
      const now = passed()
      const isNew = now >= burstEnds
      if (isNew) burstBegan = now
      burstEnds = Math.min(now + DEBOUNCE_MS, burstBegan + LONGEST_WAIT_MS)
      // One request may be on its way already, and the next one waits for it.
      const at = burstEnds + REACTION_MS + 2 * accountClimate(life, id).latencyMs
      if (!isNew) for (const [family, { address }] of [...due]) plan(family, address, at)
      for (const family of moved) {
        const address = life.sky.now[family]
        if (address === null || !life.sky.isUp) due.delete(family)
        else plan(family, address, at)
      }
    },
    moved: (family) => {
      due.delete(family)
    },
    dropAll: () => {
      due.clear()
      burstEnds = 0
    },
  }
}

// What the user forces is not dropped on the way: between two tries it is neither confirmed nor held, and still comes.
import type { UpdateRequest } from '../../../app/model/provider.ts'
import { type FamilyKey, familyKey, type Hold } from '../../../app/model/store.ts'
import type { Told } from '../observed-addresses.ts'
import { isPaused, type LifeState, recordOf } from '../simulation-state.ts'
import type { Said } from '../world/server-behaviour.ts'
import { passed, SECOND } from '../world/virtual-time.ts'
import type { Before } from './request-invariants.ts'

export interface PersistenceOptions {
  readonly life: LifeState
  readonly told: Told
  readonly isAlive: () => boolean
  readonly holdOn: (key: FamilyKey) => Hold | null
  /** What was known of a name before its newest attempt. */
  readonly before: (key: FamilyKey) => Before | undefined
}

/** The longest wait between two tries, a question to a slow provider, and something for an account that is busy. */
const NEXT_TRY_MS = 15 * SECOND

/** @returns to be called with each answer */
export function createPersistence({ life, told, isAlive, holdOn, before }: PersistenceOptions) {
  /** What else may keep it from being sent, and is judged elsewhere. */
  function isHindered(key: FamilyKey): boolean {
    if (!isAlive() || isPaused(life) !== false || life.guard.isFull || life.isKeyringLocked) return true
    if (passed() - life.troubledAt < NEXT_TRY_MS || holdOn(key) !== null) return true
    return (recordOf(life, key)?.[key.family] ?? 'off') === 'off'
  }

  return ({ account }: UpdateRequest, said: readonly Said[]): void => {
    for (const { hostname, family, address, word } of said) {
      const key = { account: account.id, hostname, family }
      const facts = life.book.name(key)
      // Sent for no other reason than that.
      const isForced = facts.forced && before(key)?.confirmed === address
      if (word?.means !== 'hiccup' || !isForced || isHindered(key)) continue
      const heardAt = passed()
      const { sentAt } = facts
      setTimeout(() => {
        // A stop ends what was forced.
        if (life.book.account(account.id).heldAt >= heardAt) return
        // So do a pause, an edit and another address, although this one comes back.
        if (life.forcesEndedAt >= heardAt || sentAt === null || told.changedAt >= sentAt) return
        if (life.book.name(key) !== facts || !facts.forced || isHindered(key)) return
        life.tally.count('forced updates that were tried again')
        // The account's other names may come first.
        const isGoingOn = life.book.names.some((name) => name.account === account.id && (name.sentAt ?? 0) > heardAt)
        life.trail.must(isGoingOn, 'lost', () => `${familyKey(key)} was forced, failed, and is forgotten`)
      }, NEXT_TRY_MS)
    }
  }
}

// The store with its small tables held in memory, so that a quiet round over thousands of records reads no disk.
// Every change goes through to the store first.

import type { Failure } from '../contract/failure.ts'
import { type Family, sameAddress } from '../model/address.ts'
import { needsUser } from '../model/hold.ts'
import {
  type ClockReading,
  type FamilyKey,
  type FamilyState,
  familyKey,
  type Hold,
  type NewAttempt,
  type Settlement,
  type SettleOptions,
  type Store,
  type Unsettled,
} from '../model/store.ts'
import { stateAtDestination } from './destination.ts'

/** Holds the newest state of one family. */
export interface StateCell {
  readonly state: FamilyState | null
}

export interface StateCache {
  state(key: FamilyKey): FamilyState | null
  /** The place of a family's state, for those who look at it often: found once, read directly ever after. */
  cell(key: FamilyKey): StateCell
  setVerified(key: FamilyKey, address: string | null, at: number): void
  setUndo(key: FamilyKey, undo: FamilyState['undo']): void
  setCorrections(key: FamilyKey, count: number): void
  /** Moves the times of holds and families; of these, where only waits are meant, when they were last sent. */
  shiftTimes(ms: number, reading: ClockReading, of?: 'waits'): void
  /** @returns the attempts' ids, already durable. */
  begin(attempts: readonly NewAttempt[]): readonly number[]
  settle(settlements: readonly Settlement[], how?: SettleOptions): void
  /** The attempt that was cut off has arrived after all: settles it as confirmed. */
  confirmUnsettled(key: FamilyKey, at: number): void
  /** The attempt that was cut off has not arrived: settles it as failed. */
  dropUnsettled(key: FamilyKey, at: number): void
  /** Whether an address was asked for already before the one that is confirmed, as far as the newest attempts tell. */
  wasAskedForBefore(key: FamilyKey, address: string): boolean
  /** What stops this family, whether still in force or not: the account's hold and its own. */
  holdsOn(key: FamilyKey): readonly Hold[]
  /** The one of them that says most: what waits for the user before what passes, the account's before the family's. */
  holdOn(key: FamilyKey): Hold | null
  familyHold(key: FamilyKey): Hold | null
  accountHold(account: string): Hold | null
  holds(): readonly Hold[]
  /** Drops what is known of these names, and their holds. */
  deleteState(keys: readonly FamilyKey[]): void
  putHold(hold: Hold): void
  liftHold(account: string, hostname: string | null, family: Family | null): void
}

const NOT_ARRIVED: Failure = { kind: 'network', code: 'not-arrived', detail: null, retryAt: null }

const NONE: readonly Hold[] = []
/** More attempts than a name sees within the time in which a zone's servers lag behind. */
const NEWEST = 50

const holdKey = (account: string, hostname: string | null, family: Family | null) =>
  `${account}/${hostname?.toLowerCase() ?? ''}/${family ?? ''}`

export function createStateCache(store: Store): StateCache {
  const states = new Map<string, { state: FamilyState | null }>(
    store.families().map((state) => [familyKey(state), { state }]),
  )
  const holds = new Map(store.holds().map((hold) => [holdKey(hold.account, hold.hostname, hold.family), hold]))
  /** Attempts under way, each with the one before it whose outcome is not known either. */
  const open = new Map<number, NewAttempt & { readonly doubt: Unsettled | null }>()

  function place(key: FamilyKey): { state: FamilyState | null } {
    const id = familyKey(key)
    const found = states.get(id) ?? { state: null }
    states.set(id, found)
    return found
  }

  const change = (key: FamilyKey, changes: Partial<FamilyState>) => {
    const at = place(key)
    const before = at.state ?? {
      account: key.account,
      hostname: key.hostname,
      family: key.family,
      desired: null,
      desiredAt: null,
      confirmed: null,
      confirmedAt: null,
      previous: null,
      destination: null,
      sentAt: null,
      verified: null,
      verifiedAt: null,
      undo: null,
      unsettled: null,
      corrections: 0,
    }
    at.state = { ...before, ...changes }
  }

  function settleState(attempt: FamilyKey & Pick<NewAttempt, 'to'>, settlement: Settlement): void {
    const state = states.get(familyKey(attempt))?.state
    // Nothing is remembered of a name that was removed while its request was under way.
    if (settlement.result === 'unconfirmed' || state === null || state === undefined) return
    const isNewest = state?.unsettled?.attempt === settlement.attempt
    if (settlement.result === 'failed') {
      // Refused as it was, an earlier attempt may have arrived all the same.
      if (isNewest) change(attempt, { unsettled: settlement.leaves ?? null })
      return
    }
    const replaced = state?.confirmed !== null && state?.confirmed !== undefined && state.confirmed !== attempt.to
    change(attempt, {
      previous: replaced ? (state?.confirmed ?? null) : (state?.previous ?? null),
      confirmed: attempt.to,
      confirmedAt: settlement.at,
      corrections: state?.confirmed === attempt.to ? state.corrections : 0,
      unsettled: isNewest ? null : (state?.unsettled ?? null),
    })
  }

  function holdsOn(key: FamilyKey): readonly Hold[] {
    if (holds.size === 0) return NONE
    return [holds.get(holdKey(key.account, null, null)), holds.get(familyKey(key))].filter((hold) => hold !== undefined)
  }

  return {
    state: (key) => states.get(familyKey(key))?.state ?? null,
    cell: place,
    setVerified: (key, address, at) => {
      store.setVerified(key, address, at)
      change(key, { verified: address, verifiedAt: at })
    },
    setUndo: (key, undo) => {
      store.setUndo(key, undo)
      change(key, { undo })
    },
    setCorrections: (key, count) => {
      store.setCorrections(key, count)
      change(key, { corrections: count })
    },
    shiftTimes: (ms, reading, of) => {
      store.shiftTimes(ms, reading, of)
      const moved = <T extends number | null>(at: T) => (at === null ? at : at + ms) as T
      for (const at of states.values()) {
        if (at.state === null) continue
        const { desiredAt, confirmedAt, sentAt, verifiedAt } = at.state
        if (of === 'waits') {
          at.state = { ...at.state, sentAt: moved(sentAt) }
          continue
        }
        at.state = {
          ...at.state,
          desiredAt: moved(desiredAt),
          confirmedAt: moved(confirmedAt),
          sentAt: moved(sentAt),
          verifiedAt: moved(verifiedAt),
        }
      }
      for (const [id, hold] of holds) {
        const failure = { ...hold.failure, retryAt: moved(hold.failure.retryAt) }
        holds.set(id, { ...hold, failure, since: moved(hold.since), until: moved(hold.until) })
      }
    },
    begin: (attempts) => {
      const ids = store.beginAttempts(attempts)
      attempts.forEach((attempt, index) => {
        const id = ids[index]
        if (id === undefined) throw new Error('the store gave fewer ids than attempts')
        const before = stateAtDestination(states.get(familyKey(attempt))?.state ?? null, attempt.destination)
        open.set(id, { ...attempt, doubt: before?.unsettled ?? null })
        change(attempt, {
          ...before,
          desired: attempt.to,
          desiredAt: before?.desired === attempt.to ? before.desiredAt : attempt.at,
          sentAt: attempt.at,
          destination: attempt.destination,
          unsettled: { attempt: id, address: attempt.to },
        })
      })
      return ids
    },
    settle: (settlements, how) => {
      const whole = settlements.map((settlement) =>
        settlement.result === 'failed'
          ? { ...settlement, leaves: open.get(settlement.attempt)?.doubt ?? null }
          : settlement,
      )
      store.settleAttempts(whole, how)
      for (const hold of how?.holds ?? []) holds.set(holdKey(hold.account, hold.hostname, hold.family), hold)
      for (const settlement of whole) {
        const attempt = open.get(settlement.attempt)
        if (attempt === undefined) continue
        settleState(attempt, settlement)
        open.delete(settlement.attempt)
      }
    },
    confirmUnsettled: (key, at) => {
      const unsettled = states.get(familyKey(key))?.state?.unsettled ?? null
      if (unsettled === null) return
      const { attempt, address } = unsettled
      const settlement = { attempt, at, result: 'confirmed', raw: null } as const
      store.settleAttempts([settlement])
      settleState({ ...key, to: address }, settlement)
    },
    dropUnsettled: (key, at) => {
      const unsettled = states.get(familyKey(key))?.state?.unsettled ?? null
      if (unsettled === null) return
      store.settleAttempts([
        { attempt: unsettled.attempt, at, result: 'failed', failure: NOT_ARRIVED, raw: null, leaves: null },
      ])
      change(key, { unsettled: null })
    },
    wasAskedForBefore: (key, address) => {
      const own = store
        .history({ hostname: key.hostname, limit: NEWEST })
        .attempts.filter((attempt) => familyKey(attempt) === familyKey(key))
      const last = own.findIndex(({ result }) => result === 'confirmed' || result === 'unchanged')
      return last !== -1 && own.slice(last + 1).some(({ to }) => sameAddress(to, address))
    },
    holdsOn,
    holdOn: (key) => {
      const [first, second] = holdsOn(key)
      return (
        (second !== undefined && first !== undefined && needsUser(second) && !needsUser(first) ? second : first) ?? null
      )
    },
    familyHold: (key) => holds.get(familyKey(key)) ?? null,
    accountHold: (account) => holds.get(holdKey(account, null, null)) ?? null,
    holds: () => [...holds.values()],
    deleteState: (keys) => {
      store.forgetFamilies(keys)
      for (const key of keys) {
        place(key).state = null
        if (!holds.has(familyKey(key))) continue
        store.liftHold(key.account, key.hostname, key.family)
        holds.delete(familyKey(key))
      }
    },
    putHold: (hold) => {
      store.putHold(hold)
      holds.set(holdKey(hold.account, hold.hostname, hold.family), hold)
    },
    liftHold: (account, hostname, family) => {
      const id = holdKey(account, hostname, family)
      if (!holds.has(id)) return
      store.liftHold(account, hostname, family)
      holds.delete(id)
    },
  }
}

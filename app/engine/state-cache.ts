// The states of families and the holds, in memory: a quiet round over 50,000 names reads no disk. Every change is written to
// the store first, so that memory never knows more than the file.
import { type Family, sameAddress } from '../model/address.ts'
import {
  afterClockShift,
  afterSending,
  afterSettling,
  doubtConfirmed,
  doubtDropped,
  type ResolvedDoubt,
  type SentAttempt,
  sentAttempt,
  withCorrections,
  withDismissed,
  withUndo,
  withVerified,
} from '../model/family-state.ts'
import { holdAfterClockShift, needsUser } from '../model/hold.ts'
import {
  type ClockReading,
  type Dismissal,
  type FamilyKey,
  type FamilyState,
  familyKey,
  type Hold,
  type NewAttempt,
  type Settlement,
  type SettleOptions,
  type Store,
} from '../model/store.ts'

/** Holds the newest state of one family. */
export interface StateCell {
  readonly state: FamilyState | null
}

export type DismissedState = FamilyState & { readonly dismissed: Dismissal }

/** What the zone was found to hold for a family, and when (epoch ms). */
export interface VerifiedReading {
  readonly key: FamilyKey
  readonly address: string | null
  readonly at: number
}

export interface StateCache {
  state(key: FamilyKey): FamilyState | null
  /** The cell of a family: whoever reads the state often looks it up once and reads it directly from then on. */
  cell(key: FamilyKey): StateCell
  /** The changes below do nothing to a family without a state, such as one that was removed meanwhile. */
  setVerified(readings: readonly VerifiedReading[]): void
  setUndo(key: FamilyKey, undo: FamilyState['undo']): void
  setCorrections(key: FamilyKey, count: number): void
  setDismissed(key: FamilyKey, dismissed: Dismissal | null): void
  /** The families with an address that the user gave up on, desired by now or not. */
  dismissed(): readonly DismissedState[]
  /** The wall clock was moved: moves what was stored by it. @param scope all times, or only those that somebody waits for */
  shiftTimes(ms: number, reading: ClockReading, scope: 'all' | 'waits'): void
  /** @returns the attempts' ids, already durable */
  begin(attempts: readonly NewAttempt[]): readonly number[]
  settle(settlements: readonly Settlement[], options?: SettleOptions): void
  /** The attempt in doubt was applied: settles it as confirmed. */
  confirmUnsettled(key: FamilyKey, at: number): void
  /** The attempt in doubt was not applied: settles it as failed. */
  dropUnsettled(key: FamilyKey, at: number): void
  /** Whether an address was sent before the one that is confirmed now, as far as the newest attempts tell. */
  wasSentBefore(key: FamilyKey, address: string): boolean
  /** What holds this family, active or expired: the account's hold and its own. */
  holdsOn(key: FamilyKey): readonly Hold[]
  /** The one to show: a hold that needs the user before one that expires, the account's before the family's own. */
  holdOn(key: FamilyKey): Hold | null
  familyHold(key: FamilyKey): Hold | null
  accountHold(account: string): Hold | null
  holds(): readonly Hold[]
  /** Deletes the states of these families, and their own holds. */
  deleteState(keys: readonly FamilyKey[]): void
  /** Replaces the hold of the same account, hostname and family. */
  putHold(hold: Hold): void
  liftHold(account: string, hostname: string | null, family: Family | null): void
}

const NO_HOLDS: readonly Hold[] = []
/** A family sees fewer attempts than this while a zone's servers lag behind. */
const NEWEST_ATTEMPTS = 50

const holdKey = ({ account, hostname, family }: Pick<Hold, 'account' | 'hostname' | 'family'>): string =>
  `${account}/${hostname?.toLowerCase() ?? ''}/${family ?? ''}`

const ofAccount = (account: string): string => holdKey({ account, hostname: null, family: null })

type AttemptUnderWay = FamilyKey & SentAttempt

class StoredStates implements StateCache {
  readonly #store: Store
  readonly #cells = new Map<string, { state: FamilyState | null }>()
  readonly #holds = new Map<string, Hold>()
  /** Keys of the families with a dismissed address: few, and found without reading all states. */
  readonly #dismissed = new Set<string>()
  readonly #underWay = new Map<number, AttemptUnderWay>()

  constructor(store: Store) {
    this.#store = store
    for (const state of store.families()) this.#keep(state)
    for (const hold of store.holds()) this.#holds.set(holdKey(hold), hold)
  }

  state(key: FamilyKey): FamilyState | null {
    return this.#cells.get(familyKey(key))?.state ?? null
  }

  cell(key: FamilyKey): StateCell {
    return this.#cell(familyKey(key))
  }

  #cell(id: string): { state: FamilyState | null } {
    const cell = this.#cells.get(id) ?? { state: null }
    this.#cells.set(id, cell)
    return cell
  }

  #keep(state: FamilyState): void {
    const id = familyKey(state)
    this.#cell(id).state = state
    if (state.dismissed === null) this.#dismissed.delete(id)
    else this.#dismissed.add(id)
  }

  #change(key: FamilyKey, next: (state: FamilyState) => FamilyState): void {
    const before = this.state(key)
    if (before === null) return
    const state = next(before)
    this.#store.putFamily(state)
    this.#keep(state)
  }

  setVerified(readings: readonly VerifiedReading[]): void {
    const states = readings.flatMap(({ key, address, at }) => {
      const before = this.state(key)
      return before === null ? [] : [withVerified(before, address, at)]
    })
    if (states.length === 0) return
    this.#store.putFamilies(states)
    for (const state of states) this.#keep(state)
  }

  setUndo(key: FamilyKey, undo: FamilyState['undo']): void {
    this.#change(key, (state) => withUndo(state, undo))
  }

  setCorrections(key: FamilyKey, count: number): void {
    this.#change(key, (state) => withCorrections(state, count))
  }

  setDismissed(key: FamilyKey, dismissed: Dismissal | null): void {
    this.#change(key, (state) => withDismissed(state, dismissed))
  }

  dismissed(): readonly DismissedState[] {
    return [...this.#dismissed].flatMap((id) => {
      const state = this.#cells.get(id)?.state ?? null
      return state === null || state.dismissed === null ? [] : [{ ...state, dismissed: state.dismissed }]
    })
  }

  shiftTimes(ms: number, reading: ClockReading, scope: 'all' | 'waits'): void {
    const states = [...this.#cells.values()].flatMap(({ state }) =>
      state === null ? [] : [afterClockShift(state, ms, scope)],
    )
    const holds = this.holds().map((hold) => holdAfterClockShift(hold, ms))
    this.#store.putShifted(states, holds, reading)
    for (const state of states) this.#keep(state)
    for (const hold of holds) this.#holds.set(holdKey(hold), hold)
  }

  begin(attempts: readonly NewAttempt[]): readonly number[] {
    const states: FamilyState[] = []
    const underWay: [number, AttemptUnderWay][] = []
    const ids = this.#store.beginAttempts(attempts, (attempt, id) => {
      const before = this.state(attempt)
      const { account, hostname, family } = attempt
      underWay.push([id, { account, hostname, family, ...sentAttempt(before, attempt) }])
      const state = afterSending(before, attempt, id)
      states.push(state)
      return state
    })
    for (const state of states) this.#keep(state)
    for (const [id, attempt] of underWay) this.#underWay.set(id, attempt)
    return ids
  }

  settle(settlements: readonly Settlement[], options: SettleOptions = {}): void {
    const states: FamilyState[] = []
    for (const settlement of settlements) {
      const attempt = this.#underWay.get(settlement.attempt)
      // A family that was removed during the request has no state, and gets none by its result.
      const before = attempt === undefined ? null : this.state(attempt)
      if (attempt === undefined || before === null) continue
      const state = afterSettling(before, attempt, settlement)
      if (state !== before) states.push(state)
    }
    this.#store.settleAttempts(settlements, states, options)
    for (const state of states) this.#keep(state)
    for (const hold of options.holds ?? []) this.#holds.set(holdKey(hold), hold)
    for (const { attempt } of settlements) this.#underWay.delete(attempt)
  }

  confirmUnsettled(key: FamilyKey, at: number): void {
    this.#resolve(key, (state) => doubtConfirmed(state, at))
  }

  dropUnsettled(key: FamilyKey, at: number): void {
    this.#resolve(key, (state) => doubtDropped(state, at))
  }

  #resolve(key: FamilyKey, resolve: (state: FamilyState) => ResolvedDoubt | null): void {
    const before = this.state(key)
    const resolved = before === null ? null : resolve(before)
    if (resolved === null) return
    this.#store.settleAttempts([resolved.settlement], [resolved.state])
    this.#keep(resolved.state)
  }

  wasSentBefore(key: FamilyKey, address: string): boolean {
    const own = this.#store
      .history({ hostname: key.hostname, limit: NEWEST_ATTEMPTS })
      .attempts.filter((attempt) => familyKey(attempt) === familyKey(key))
    const last = own.findIndex(({ result }) => result === 'confirmed' || result === 'unchanged')
    return last !== -1 && own.slice(last + 1).some(({ to }) => sameAddress(to, address))
  }

  holdsOn(key: FamilyKey): readonly Hold[] {
    if (this.#holds.size === 0) return NO_HOLDS
    return [this.accountHold(key.account), this.familyHold(key)].filter((hold) => hold !== null)
  }

  holdOn(key: FamilyKey): Hold | null {
    const [first = null, second = null] = this.holdsOn(key)
    return second !== null && first !== null && needsUser(second) && !needsUser(first) ? second : first
  }

  familyHold(key: FamilyKey): Hold | null {
    return this.#holds.get(familyKey(key)) ?? null
  }

  accountHold(account: string): Hold | null {
    return this.#holds.get(ofAccount(account)) ?? null
  }

  holds(): readonly Hold[] {
    return [...this.#holds.values()]
  }

  deleteState(keys: readonly FamilyKey[]): void {
    this.#store.deleteFamilies(keys)
    for (const key of keys) {
      const id = familyKey(key)
      this.#cell(id).state = null
      this.#dismissed.delete(id)
      this.liftHold(key.account, key.hostname, key.family)
    }
  }

  putHold(hold: Hold): void {
    this.#store.putHold(hold)
    this.#holds.set(holdKey(hold), hold)
  }

  liftHold(account: string, hostname: string | null, family: Family | null): void {
    const id = holdKey({ account, hostname, family })
    if (!this.#holds.has(id)) return
    this.#store.liftHold(account, hostname, family)
    this.#holds.delete(id)
  }
}

export const createStateCache = (store: Store): StateCache => new StoredStates(store)

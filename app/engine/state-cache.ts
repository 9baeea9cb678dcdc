// The states of families and the holds, in memory: a quiet round over 50,000 names reads no disk. Every change is written to
// the store first, so that memory never knows more than the file.
import { type Family, sameAddress } from '../model/address.ts'
import {
  acceptedShown,
  afterClockShift,
  afterSending,
  afterSettling,
  doubtConfirmed,
  doubtDropped,
  newState,
  type ResolvedDoubt,
  type SentAttempt,
  sentAttempt,
  withCorrections,
  withDismissed,
  withDoubt,
  withUndo,
  withVerified,
} from '../model/family-state.ts'
import { afterOwnHold, holdAfterClockShift, needsUser } from '../model/hold.ts'
import {
  type ClockReading,
  type Dismissal,
  type FamilyKey,
  type FamilyState,
  familyKey,
  type Hold,
  type HoldKey,
  type NewAttempt,
  type ProvenSecret,
  type Settlement,
  type SettleOptions,
  type ShiftedTimes,
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
  /** The user gives up on an address. A family of the settings for which nothing was sent yet gets its state by it. */
  dismiss(key: FamilyKey, dismissed: Dismissal): void
  /** The families with an address that the user gave up on, desired by now or not. */
  dismissed(): readonly DismissedState[]
  /** The wall clock was moved: moves what was stored by it. */
  shiftTimes(ms: number, reading: ClockReading, times: ShiftedTimes): void
  /**
   * @param touched families without an attempt that the request may change all the same: what they hold has to be shown again
   * @returns the attempts' ids, already durable
   */
  begin(attempts: readonly NewAttempt[], touched?: readonly FamilyKey[]): readonly number[]
  settle(settlements: readonly Settlement[], options?: SettleStateOptions): void
  /** What the account's provider last took; null when nothing yet. */
  provenSecret(account: string): ProvenSecret | null
  setProvenSecret(account: string, proven: ProvenSecret): void
  /** The provider or the zone shows the accepted addresses: they are confirmed, in one write. */
  confirmAccepted(keys: readonly FamilyKey[]): void
  /** The families with an address that was accepted, and that the zone has to show. */
  accepted(): readonly FamilyState[]
  /** The attempt in doubt was applied: settles it as confirmed. */
  confirmUnsettled(key: FamilyKey, at: number): void
  /** The attempt in doubt was not applied: settles it as failed. */
  dropUnsettled(key: FamilyKey, at: number): void
  /** Whether an address was sent before the one that is published now, as far as the newest attempts tell. */
  wasSentBefore(key: FamilyKey, address: string): boolean
  /** Whether the address was sent for this family, or replaced by what was sent, as far as the newest attempts tell. */
  wasKnown(key: FamilyKey, address: string): boolean
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
  deleteHold(account: string, hostname: string | null, family: Family | null): void
}

export interface SettleStateOptions extends Omit<SettleOptions, 'values'> {
  /** What follows from the results about what an account's provider takes. */
  readonly proven?: { readonly account: string; readonly secret: ProvenSecret } | null
}

const NO_HOLDS: readonly Hold[] = []
/** A family sees fewer attempts than this while a zone's servers lag behind. */
const NEWEST_ATTEMPTS = 50

const holdKey = ({ account, hostname, family }: HoldKey): string =>
  `${account}/${hostname?.toLowerCase() ?? ''}/${family ?? ''}`

const ofAccount = (account: string): string => holdKey({ account, hostname: null, family: null })

const provenName = (account: string): string => `proven-secret/${account}`
const provenText = ({ refusals, fingerprint }: ProvenSecret): string => `${refusals} ${fingerprint}`

/** A text that cannot be read counts as none: then nothing is tried again without an edit. */
function provenOf(text: string | null): ProvenSecret | null {
  const [, refusals, fingerprint] = /^(\d{1,9}) (.+)$/s.exec(text ?? '') ?? []
  return refusals === undefined || fingerprint === undefined ? null : { refusals: Number(refusals), fingerprint }
}

type AttemptUnderWay = FamilyKey & SentAttempt

class StoredStates implements StateCache {
  readonly #store: Store
  readonly #cells = new Map<string, { state: FamilyState | null }>()
  readonly #holds = new Map<string, Hold>()
  /** Keys of the families with a dismissed address: few, and found without reading all states. */
  readonly #dismissed = new Set<string>()
  /** Keys of the families with an accepted address. */
  readonly #accepted = new Set<string>()
  readonly #underWay = new Map<number, AttemptUnderWay>()
  /** By account, as far as it was read. */
  readonly #proven = new Map<string, ProvenSecret>()

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
    if (state.accepted === null) this.#accepted.delete(id)
    else this.#accepted.add(id)
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

  dismiss(key: FamilyKey, dismissed: Dismissal): void {
    const state = withDismissed(this.state(key) ?? newState(key), dismissed)
    this.#store.putFamily(state)
    this.#keep(state)
  }

  dismissed(): readonly DismissedState[] {
    return [...this.#dismissed].flatMap((id) => {
      const state = this.#cells.get(id)?.state ?? null
      return state === null || state.dismissed === null ? [] : [{ ...state, dismissed: state.dismissed }]
    })
  }

  confirmAccepted(keys: readonly FamilyKey[]): void {
    const states = keys.flatMap((key) => {
      const before = this.state(key)
      return before === null || before.accepted === null ? [] : [acceptedShown(before)]
    })
    if (states.length === 0) return
    this.#store.putFamilies(states)
    for (const state of states) this.#keep(state)
  }

  accepted(): readonly FamilyState[] {
    return [...this.#accepted].flatMap((id) => this.#cells.get(id)?.state ?? [])
  }

  shiftTimes(ms: number, reading: ClockReading, times: ShiftedTimes): void {
    this.#store.putShifted(ms, times, reading)
    for (const cell of this.#cells.values()) {
      if (cell.state !== null) cell.state = afterClockShift(cell.state, ms, times)
    }
    for (const [id, hold] of this.#holds) this.#holds.set(id, holdAfterClockShift(hold, ms))
  }

  begin(attempts: readonly NewAttempt[], touched: readonly FamilyKey[] = []): readonly number[] {
    const states: FamilyState[] = touched.flatMap((key) => {
      const before = this.state(key)
      const state = before === null ? null : withDoubt(before)
      return state === null || state === before ? [] : [state]
    })
    const underWay: [number, AttemptUnderWay][] = []
    const toState = (attempt: NewAttempt, id: number): FamilyState => {
      const before = this.state(attempt)
      const { account, hostname, family } = attempt
      underWay.push([id, { account, hostname, family, ...sentAttempt(before, attempt) }])
      const state = afterSending(before, attempt, id)
      states.push(state)
      return state
    }
    const ids = this.#store.beginAttempts(attempts, toState, [...states])
    for (const state of states) this.#keep(state)
    for (const [id, attempt] of underWay) this.#underWay.set(id, attempt)
    return ids
  }

  settle(settlements: readonly Settlement[], { proven = null, ...options }: SettleStateOptions = {}): void {
    const changed = new Map<string, FamilyState>()
    // A family that was removed during the request has no state, and gets none by its result.
    const change = (id: string, next: (state: FamilyState) => FamilyState): void => {
      const before = changed.get(id) ?? this.#cells.get(id)?.state ?? null
      const state = before === null ? null : next(before)
      if (state !== null && state !== before) changed.set(id, state)
    }
    for (const settlement of settlements) {
      const attempt = this.#underWay.get(settlement.attempt)
      if (attempt !== undefined) change(familyKey(attempt), (state) => afterSettling(state, attempt, settlement))
    }
    for (const hold of options.holds ?? []) change(holdKey(hold), (state) => afterOwnHold(state, hold))
    const states = [...changed.values()]
    const values = proven === null ? [] : [[provenName(proven.account), provenText(proven.secret)] as const]
    this.#store.settleAttempts(settlements, states, { ...options, values })
    for (const state of states) this.#keep(state)
    if (proven !== null) this.#proven.set(proven.account, proven.secret)
    for (const hold of options.holds ?? []) this.#holds.set(holdKey(hold), hold)
    for (const { attempt } of settlements) this.#underWay.delete(attempt)
  }

  provenSecret(account: string): ProvenSecret | null {
    const proven = this.#proven.get(account) ?? provenOf(this.#store.getValue(provenName(account)))
    if (proven !== null) this.#proven.set(account, proven)
    return proven
  }

  setProvenSecret(account: string, proven: ProvenSecret): void {
    this.#store.setValue(provenName(account), provenText(proven))
    this.#proven.set(account, proven)
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
    const last = own.findIndex(({ result }) => ['confirmed', 'unchanged', 'accepted'].includes(result))
    return last !== -1 && own.slice(last + 1).some(({ to }) => sameAddress(to, address))
  }

  wasKnown(key: FamilyKey, address: string): boolean {
    return this.#store
      .history({ hostname: key.hostname, limit: NEWEST_ATTEMPTS })
      .attempts.some(
        (one) => familyKey(one) === familyKey(key) && [one.to, one.from].some((it) => sameAddress(it, address)),
      )
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
      this.#accepted.delete(id)
      this.deleteHold(key.account, key.hostname, key.family)
    }
  }

  putHold(hold: Hold): void {
    this.#store.putHold(hold)
    this.#holds.set(holdKey(hold), hold)
  }

  deleteHold(account: string, hostname: string | null, family: Family | null): void {
    const id = holdKey({ account, hostname, family })
    if (!this.#holds.has(id)) return
    this.#store.deleteHold(account, hostname, family)
    this.#holds.delete(id)
  }
}

export const createStateCache = (store: Store): StateCache => new StoredStates(store)

// Names that changed behind our back: now and then every confirmed name is looked up at its zone's servers, one after the
// other and slowly. Only DNS is asked, so that a quiet month costs the providers nothing.
import type { RecordSettings, Settings } from '../../contract/settings.ts'
import { FAMILIES } from '../../model/address.ts'
import type { Clock, Disposer, Log, Random } from '../../model/ports.ts'
import { type FamilyKey, familyKey } from '../../model/store.ts'
import type { Ledger } from '../ledger.ts'
import type { VerifiedStates } from './verified-states.ts'
import type { Verification, Verifier } from './verifier.ts'

export interface DriftWatch {
  /** A round is over; the first one that finds a network starts the watch. */
  afterRound(online: boolean): void
  stop(): void
}

/** Per family key what the zone was found to hold instead. */
export type Drifted = ReadonlyMap<string, readonly string[]>

export interface DriftWatchOptions {
  readonly settings: () => Settings
  readonly ledger: Pick<Ledger, 'state' | 'holdOn'>
  readonly isWanted: (key: FamilyKey) => boolean
  readonly isPaused: () => boolean
  readonly verifier: Verifier
  readonly states: VerifiedStates
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Sends the confirmed addresses of these names again. */
  readonly correct: (drifted: Drifted) => void
  readonly onChange: () => void
}

const INTERVAL_MS = 6 * 3_600_000
/** Intervals are up to this much longer, so that many installations do not ask in step. */
const SPREAD = 0.2
/** The first look leaves the start of the app and its first updates alone. */
const FIRST_MS = 20_000
const PACE_MS = 200
const BUDGET_MS = 5_000

export function createDriftWatch(options: DriftWatchOptions): DriftWatch {
  const { ledger, states, clock } = options
  let online = false
  let planned = false
  let stopped = false
  let cancel: Disposer = () => {}

  function plan(delayMs: number, work: () => Promise<void> | void): void {
    if (stopped) return
    planned = true
    cancel = clock.setTimer(delayMs, () => {
      Promise.resolve(work()).catch((error: unknown) => {
        options.log('error', 'looking for drift failed unexpectedly', { error: String(error) })
        plan(INTERVAL_MS, sweep)
      })
    })
  }

  function sweep(): Promise<void> | void {
    // The next round that finds a network plans the sweep anew.
    if (!online) planned = false
    else return from(options.settings().records, 0, clock.monotonic())
  }

  async function from(records: readonly RecordSettings[], start: number, began: number): Promise<void> {
    const index = records.findIndex((record, at) => at >= start && dueKeys(record).length > 0)
    const record = records[index]
    if (record === undefined) {
      const interval = INTERVAL_MS * (1 + SPREAD * options.random())
      plan(Math.max(PACE_MS, began + interval - clock.monotonic()), sweep)
      return
    }
    await look(record)
    plan(PACE_MS, () => from(records, index + 1, began))
  }

  /** What is confirmed, at rest, and was not asked for in this process within the interval. */
  function dueKeys(record: RecordSettings): readonly FamilyKey[] {
    const { account, hostname } = record
    return FAMILIES.filter((family) => record[family] !== 'off')
      .map((family) => ({ account, hostname, family }))
      .filter((key) => {
        const askedAt = states.askedAt(key)
        return atRest(key) !== null && (askedAt === null || clock.monotonic() - askedAt >= INTERVAL_MS)
      })
  }

  const atRest = (key: FamilyKey): string | null => {
    const state = ledger.state(key)
    return state?.unsettled || options.isWanted(key) ? null : (state?.confirmed ?? null)
  }

  async function look(record: RecordSettings): Promise<void> {
    const looks = dueKeys(record).map(async (key) => {
      const address = atRest(key) ?? ''
      const found = await options.verifier.check(key, address, 'zone', BUDGET_MS)
      // What a job has touched meanwhile is judged by its own answer.
      if (stopped || atRest(key) !== address) return []
      states.note(key, address, found)
      return [{ key, found }]
    })
    const found = (await Promise.all(looks)).flat()
    if (stopped) return
    options.onChange()
    if (record.onDrift === 'correct') correct(record, found)
  }

  function correct(
    record: RecordSettings,
    found: readonly { readonly key: FamilyKey; readonly found: Verification }[],
  ): void {
    const now = clock.now()
    const sentAt = FAMILIES.map((family) => ledger.state({ ...record, family })?.sentAt ?? null)
    // A last time in the future means that the clock was set back: the interval then counts from now.
    if (options.isPaused() || sentAt.some((at) => at !== null && now - Math.min(at, now) < INTERVAL_MS)) return
    const drifted = found.filter(({ key, found: { correctable } }) => {
      return correctable && states.view(key)?.drift != null && ledger.holdOn(key) === null
    })
    if (drifted.length > 0)
      options.correct(new Map(drifted.map(({ key, found: { found: it } }) => [familyKey(key), it])))
  }

  return {
    afterRound: (isOnline) => {
      online = isOnline
      if (online && !planned) plan(FIRST_MS * (1 + options.random()), sweep)
    },
    stop: () => {
      stopped = true
      cancel()
    },
  }
}

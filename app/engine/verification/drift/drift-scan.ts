// Names that changed behind our back: now and then every confirmed name is looked up at its zone's servers, one after the
// other and slowly. Only DNS is asked, so that a quiet month costs the providers nothing.
import type { RecordSettings, Settings } from '../../../contract/settings.ts'
import { FAMILIES } from '../../../model/address.ts'
import type { Clock, Log, Random } from '../../../model/ports.ts'
import { type FamilyKey, familyKey } from '../../../model/store.ts'
import type { StateCache } from '../../state-cache.ts'
import { startWait, type Wait } from '../sleep-aware-timer.ts'
import type { VerifiedStates } from '../verification-cache.ts'
import type { Verifier } from '../verifier.ts'
import type { Corrections } from './correction-limit.ts'
import { createDriftCorrection, type DriftCorrectionOptions, type Look } from './drift-correction.ts'

export type { Drifted } from './drift-correction.ts'

export interface DriftWatch {
  /** A round is over; the first one that finds a network starts the watch, the first after a sleep wakes it. */
  afterRound(online: boolean): void
  stop(): void
}

export interface DriftWatchOptions extends Omit<DriftCorrectionOptions, 'isAtRest'> {
  readonly settings: () => Settings
  readonly states: Pick<StateCache, 'state'>
  readonly isWanted: (key: FamilyKey) => boolean
  readonly verifier: Verifier
  readonly cache: VerifiedStates
  readonly corrections: Corrections
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** A sweep begins over these family keys: what is remembered of others is no longer needed. */
  readonly onSweep: (ids: ReadonlySet<string>) => void
  readonly onChange: () => void
}

const INTERVAL_MS = 6 * 3_600_000
/** Intervals are up to this much longer, so that many installations do not ask in step. */
const SPREAD = 0.2
/** What was asked for since, after a confirmation, need not be asked for again; an answer that was late is no reason. */
const RECENT_MS = INTERVAL_MS / 2
/** The first look leaves the start of the app and its first updates alone. */
const FIRST_MS = 20_000
const PACE_MS = 200
const BUDGET_MS = 5_000

export function createDriftWatch(options: DriftWatchOptions): DriftWatch {
  const { states, cache, clock } = options
  let online = false
  let stopped = false
  /** The next step while it waits for its time. */
  let wait: Wait | null = null
  let planned = false

  const isAtRest = (key: FamilyKey, address: string) => !stopped && atRest(key) === address
  const putRight = createDriftCorrection({ ...options, isAtRest })

  function plan(delayMs: number, work: () => Promise<void> | void): void {
    if (stopped) return
    planned = true
    wait = startWait(clock, delayMs, () => {
      wait = null
      Promise.resolve()
        .then(work)
        .catch((error: unknown) => {
          options.log('error', 'looking for drift failed unexpectedly', { error: String(error) })
          plan(INTERVAL_MS, sweep)
        })
    })
  }

  /** The next round that finds a network plans the sweep anew. */
  const rest = (): void => {
    planned = false
  }

  function sweep(): Promise<void> | void {
    if (!online) return rest()
    const { records } = options.settings()
    options.onSweep(new Set(records.flatMap((record) => FAMILIES.map((family) => familyKey({ ...record, family })))))
    return from(records, 0, clock.sinceBoot())
  }

  async function from(records: readonly RecordSettings[], start: number, began: number): Promise<void> {
    if (!online) return rest()
    const now = clock.sinceBoot()
    const index = records.findIndex((record, at) => at >= start && dueKeys(record, now).length > 0)
    const record = records[index]
    if (record === undefined) {
      const interval = INTERVAL_MS * (1 + SPREAD * options.random())
      plan(Math.max(PACE_MS, began + interval - clock.sinceBoot()), sweep)
      return
    }
    await look(record)
    plan(PACE_MS, () => from(records, index + 1, began))
  }

  /** What is confirmed, at rest, and was not asked for in this process just recently. */
  function dueKeys(record: RecordSettings, now: number): readonly FamilyKey[] {
    const { account, hostname } = record
    return FAMILIES.filter((family) => record[family] !== 'off')
      .map((family) => ({ account, hostname, family }))
      .filter((key) => {
        const askedAt = cache.askedAt(key)
        return atRest(key) !== null && (askedAt === null || now - askedAt >= RECENT_MS)
      })
  }

  const atRest = (key: FamilyKey): string | null => {
    const state = states.state(key)
    return state?.unsettled || options.isWanted(key) ? null : (state?.confirmed ?? null)
  }

  async function look(record: RecordSettings): Promise<void> {
    const looks = dueKeys(record, clock.sinceBoot()).map(async (key): Promise<Look[]> => {
      const address = atRest(key) ?? ''
      const found = await options.verifier.check(key, address, 'zone', BUDGET_MS)
      // What a job has touched meanwhile is judged by its own answer.
      if (!isAtRest(key, address)) return []
      cache.note(key, address, found)
      return [{ key, address, found }]
    })
    const found = (await Promise.all(looks)).flat()
    if (stopped) return
    options.onChange()
    if ((await putRight(record, found)) && !stopped) options.onChange()
  }

  return {
    afterRound: (isOnline) => {
      online = isOnline
      if (!online) return
      if (planned) wait?.wake()
      else plan(FIRST_MS * (1 + options.random()), sweep)
    },
    stop: () => {
      stopped = true
      wait?.cancel()
    },
  }
}

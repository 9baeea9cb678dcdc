// Finds records that something else changed. About every six hours every published address is checked at its zone's servers,
// one record after the other and slowly. Only DNS is asked, so a quiet month costs the providers no request.
import type { RecordSettings, Settings } from '../../../contract/settings.ts'
import { FAMILIES } from '../../../model/address.ts'
import { publishedAddress } from '../../../model/family-state.ts'
import { messageOf } from '../../../model/message-of.ts'
import type { Clock, Log, Random } from '../../../model/ports.ts'
import { type FamilyKey, familyKey } from '../../../model/store.ts'
import type { StateCache } from '../../state-cache.ts'
import { type SleepAwareTimer, startSleepAwareTimer } from '../sleep-aware-timer.ts'
import type { Verification, Verifier } from '../verifier.ts'
import { type CheckedAddress, createDriftCorrection, type DriftCorrectionOptions } from './drift-correction.ts'

export type { Drifted } from './drift-correction.ts'

export interface DriftScan {
  /** A round has ended. The first one that is online starts the scan; the first one after a sleep wakes it. */
  afterRound(online: boolean): void
  stop(): void
}

export interface DriftScanOptions extends Omit<DriftCorrectionOptions, 'isAtRest'> {
  readonly settings: () => Settings
  readonly states: Pick<StateCache, 'state'>
  /** Whether an update of the family is pending. */
  readonly isPending: (key: FamilyKey) => boolean
  readonly verifier: Verifier
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** A check found what the record holds. */
  readonly onFound: (key: FamilyKey, address: string, found: Verification) => Promise<unknown>
  /** A scan begins. It covers these family keys; nothing needs to be remembered about others. */
  readonly onScan: (ids: ReadonlySet<string>) => void
  readonly onChange: () => void
  /** Resolves when no update waits or is under way. */
  readonly whenQuiet: () => Promise<void>
}

const INTERVAL_MS = 6 * 3_600_000
/** Intervals are up to this share longer, so that many installations do not query at the same time. */
const SPREAD = 0.2
/** A record checked this recently, after an update, is skipped. A late answer in the last scan is no reason to skip one. */
const RECENT_MS = INTERVAL_MS / 2
/** The first scan leaves the start of the app and its first updates alone. */
const FIRST_SCAN_MS = 20_000
/** Pause between two records. */
const PACE_MS = 200
const BUDGET_MS = 5_000

export function createDriftScan(options: DriftScanOptions): DriftScan {
  const { states, cache, clock } = options
  let online = false
  let stopped = false
  /** The next step, while it waits for its time. */
  let timer: SleepAwareTimer | null = null
  /** Whether a scan is scheduled or running. */
  let planned = false

  const isAtRest = (key: FamilyKey, address: string) => !stopped && addressAtRest(key) === address
  const correctDrift = createDriftCorrection({ ...options, isAtRest })

  function plan(delayMs: number, work: () => Promise<void> | void): void {
    if (stopped) return
    planned = true
    timer = startSleepAwareTimer(clock, delayMs, () => {
      timer = null
      Promise.resolve()
        .then(work)
        .catch((error: unknown) => {
          options.log('error', 'the drift scan failed unexpectedly', { error: messageOf(error) })
          plan(INTERVAL_MS, startScan)
        })
    })
  }

  /** The next round that is online plans a new scan. */
  const breakOff = (): void => {
    planned = false
  }

  function startScan(): Promise<void> | void {
    if (!online) return breakOff()
    const { records } = options.settings()
    options.onScan(new Set(records.flatMap((record) => FAMILIES.map((family) => familyKey({ ...record, family })))))
    return scanFrom(records, 0, clock.sinceBoot())
  }

  async function scanFrom(records: readonly RecordSettings[], first: number, startedAt: number): Promise<void> {
    if (!online) return breakOff()
    const now = clock.sinceBoot()
    const index = records.findIndex((record, at) => at >= first && dueKeys(record, now).length > 0)
    const record = records[index]
    if (record === undefined) {
      const interval = INTERVAL_MS * (1 + SPREAD * options.random())
      plan(Math.max(PACE_MS, startedAt + interval - clock.sinceBoot()), startScan)
      return
    }
    await options.whenQuiet()
    if (stopped) return
    await scanRecord(record)
    plan(PACE_MS, () => scanFrom(records, index + 1, startedAt))
  }

  /** Families of the record with a published address and no pending update that this process did not check recently. */
  function dueKeys(record: RecordSettings, now: number): readonly FamilyKey[] {
    const { account, hostname } = record
    return FAMILIES.filter((family) => record[family] !== 'off')
      .map((family) => ({ account, hostname, family }))
      .filter((key) => {
        const checkedAt = cache.checkedAt(key)
        return addressAtRest(key) !== null && (checkedAt === null || now - checkedAt >= RECENT_MS)
      })
  }

  /** The published address; null while an update is pending or in doubt. */
  function addressAtRest(key: FamilyKey): string | null {
    const state = states.state(key)
    return state?.unsettled || options.isPending(key) ? null : publishedAddress(state)
  }

  async function scanRecord(record: RecordSettings): Promise<void> {
    const checks = dueKeys(record, clock.sinceBoot()).map(async (key): Promise<CheckedAddress[]> => {
      const address = addressAtRest(key) ?? ''
      const found = await options.verifier.check(key, address, 'dns-first', BUDGET_MS)
      // A job has changed the record in the meantime: its own answer decides.
      if (!isAtRest(key, address)) return []
      cache.note(key, address, found)
      await options.onFound(key, address, found)
      return isAtRest(key, address) ? [{ key, address, found }] : []
    })
    const checked = (await Promise.all(checks)).flat()
    if (stopped) return
    options.onChange()
    if ((await correctDrift(record, checked)) && !stopped) options.onChange()
  }

  return {
    afterRound: (isOnline) => {
      online = isOnline
      if (!online) return
      if (planned) timer?.wake()
      else plan(FIRST_SCAN_MS * (1 + options.random()), startScan)
    },
    stop: () => {
      stopped = true
      timer?.cancel()
    },
  }
}

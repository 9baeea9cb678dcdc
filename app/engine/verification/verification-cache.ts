// What the last check found for each published address. The newest reading is kept in memory; whether the address was
// there, and when, is also written to the family's state and survives a restart.
import type { Verified, VerifiedState } from '../../contract/snapshot.ts'
import { sameAddress } from '../../model/address.ts'
import { publishedAddress, publishedAt } from '../../model/family-state.ts'
import { messageOf } from '../../model/message-of.ts'
import type { Clock, Disposer, Log } from '../../model/ports.ts'
import { type FamilyKey, type FamilyState, familyKey } from '../../model/store.ts'
import type { StateCache, VerifiedReading } from '../state-cache.ts'
import { assessDrift } from './drift/drift-reason.ts'
import type { Verification } from './verifier.ts'

export interface VerificationCache {
  /** Keeps what a check found. @param address the published address that was checked */
  note(key: FamilyKey, address: string, found: Verification): void
  /** The difference recorded last could not be proven, so it was not corrected. */
  noteDoubt(key: FamilyKey): void
  /** The provider has just said yes to the address in the state, or it may have changed: older readings no longer apply. */
  onConfirmed(key: FamilyKey): void
  /** What a snapshot shows; null while nothing was found since the address was confirmed. */
  view(key: FamilyKey): Verified | null
  /** Milliseconds since boot of the last check in this process. */
  checkedAt(key: FamilyKey): number | null
  /** Drops the entries of all other family keys. */
  keepOnly(ids: ReadonlySet<string>): void
  /** Writes what is not written yet. */
  stop(): void
}

/** After this long a difference is drift. Before, the update may just not have reached all servers. */
const DRIFT_AFTER_MS = 25 * 60_000

interface Reading extends Pick<Verified, 'state' | 'source' | 'address'> {
  readonly expected: string
  readonly at: number
  /** Milliseconds from the confirmation to this reading. */
  readonly age: number
  readonly doubts: number
}

interface CacheEntry {
  readonly checkedAt: number
  /** Null when the reading is older than the last confirmation. */
  readonly reading: Reading | null
}

/** Readings of a moment are written together: each write waits for the disk. */
const WRITE_AFTER_MS = 1_000
const MOST_UNWRITTEN = 500
/** The time since the system's start comes in whole seconds. */
const CLOCK_TOLERANCE_MS = 3_000

/** A reading that its family's state does not have yet. */
interface Unwritten extends VerifiedReading {
  readonly expected: string
  readonly boot: number
}

/** The family's state can hold these two: the address was there, or another one was. */
const isPersistent = (state: VerifiedState): boolean => state === 'holds' || state === 'differs'

/** The reading that an earlier process left in the state. */
function persistedReading(family: FamilyState): Reading | null {
  const { verified, verifiedAt } = family
  const expected = publishedAddress(family)
  const age = (verifiedAt ?? 0) - (publishedAt(family) ?? 0)
  if (expected === null || verifiedAt === null || age < 0) return null
  const state = sameAddress(verified, expected) ? 'holds' : 'differs'
  return { expected, at: verifiedAt, age, doubts: 0, address: verified, state, source: 'dns' }
}

export function createVerificationCache(
  states: Pick<StateCache, 'state' | 'setVerified' | 'setCorrections'>,
  clock: Pick<Clock, 'now' | 'sinceBoot' | 'setTimer'>,
  log: Log = () => {},
): VerificationCache {
  const entries = new Map<string, CacheEntry>()
  const unwritten = new Map<string, Unwritten>()
  let cancelTimer: Disposer | null = null

  function writeAll(): void {
    cancelTimer?.()
    cancelTimer = null
    const now = clock.now()
    const readings = [...unwritten.values()].flatMap(({ key, address, at, boot, expected }) => {
      // Another address was confirmed in the meantime: the reading says nothing about it.
      if (publishedAddress(states.state(key)) !== expected) return []
      const isClockSet = Math.abs(now - at - (clock.sinceBoot() - boot)) > CLOCK_TOLERANCE_MS
      return [{ key, address, at: isClockSet ? now : at }]
    })
    unwritten.clear()
    try {
      states.setVerified(readings)
    } catch (error) {
      // The next check finds it again.
      log('warn', 'what the zone holds could not be written', { error: messageOf(error) })
    }
  }

  function writeSoon(reading: Unwritten): void {
    unwritten.set(familyKey(reading.key), reading)
    if (unwritten.size >= MOST_UNWRITTEN) writeAll()
    else cancelTimer ??= clock.setTimer(WRITE_AFTER_MS, writeAll)
  }

  /** Null when nothing was found since the address was confirmed. */
  function current(key: FamilyKey): Reading | null {
    const state = states.state(key)
    const reading = entries.get(familyKey(key))?.reading ?? null
    const published = publishedAddress(state)
    if (state === null || published === null) return null
    if (reading === null || reading.expected !== published) return persistedReading(state)
    // Times in the state are shifted when the wall clock is set; the one in memory is not.
    if (!isPersistent(reading.state) || unwritten.has(familyKey(key))) return reading
    return { ...reading, at: state.verifiedAt ?? reading.at }
  }

  return {
    note: (key, address, { state, found, source }) => {
      const now = clock.now()
      const checkedAt = clock.sinceBoot()
      const before = current(key)
      const isSameAddress = before !== null && before.expected === address
      // "Unknown" does not replace an earlier reading of the same address.
      if (state === 'unknown' && isSameAddress) {
        entries.set(familyKey(key), { reading: before, checkedAt })
        return
      }
      const seen = found.find((each) => sameAddress(each, address)) ?? found[0] ?? null
      const family = states.state(key)
      const age = now - ((family && publishedAt(family)) ?? 0)
      const doubts = isSameAddress && state === 'differs' ? before.doubts : 0
      const reading = { expected: address, at: now, age, doubts, state, source, address: seen }
      entries.set(familyKey(key), { reading, checkedAt })
      if (isPersistent(state)) writeSoon({ key, address: seen, at: now, expected: address, boot: checkedAt })
      const isThere = state === 'holds' || state === 'several'
      if (isThere && (states.state(key)?.corrections ?? 0) > 0) states.setCorrections(key, 0)
    },
    noteDoubt: (key) => {
      const entry = entries.get(familyKey(key))
      if (!entry?.reading) return
      entries.set(familyKey(key), { ...entry, reading: { ...entry.reading, doubts: entry.reading.doubts + 1 } })
    },
    onConfirmed: (key) => {
      unwritten.delete(familyKey(key))
      const entry = entries.get(familyKey(key))
      if (entry !== undefined) entries.set(familyKey(key), { ...entry, reading: null })
    },
    view: (key) => {
      const reading = current(key)
      if (reading === null) return null
      const { state, source, address, expected, doubts } = reading
      const corrections = states.state(key)?.corrections ?? 0
      const isDrift = state === 'differs' && reading.age >= DRIFT_AFTER_MS
      const drift = isDrift ? assessDrift({ found: address, address: expected, corrections, doubts }) : null
      return {
        ...{ address, at: new Date(reading.at).toISOString(), state, source },
        ...{ drift: drift?.reason ?? null, selfCorrecting: drift?.selfCorrecting ?? false },
      }
    },
    checkedAt: (key) => entries.get(familyKey(key))?.checkedAt ?? null,
    keepOnly: (ids) => {
      for (const id of entries.keys()) if (!ids.has(id)) entries.delete(id)
    },
    stop: () => {
      if (unwritten.size > 0) writeAll()
    },
  }
}

import { beforeEach, describe, expect, it } from 'vitest'
import { type FamilyKey, type FamilyState, familyKey } from '../../model/store.ts'
import { createVerificationCache, type VerificationCache } from './verification-cache.ts'
import type { Verification } from './verifier.ts'

const OURS = '11.22.33.1'
const THEIRS = '11.22.44.9'
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const START = Date.UTC(2026, 0, 1)
const keyOf = (name: string): FamilyKey => ({ account: 'home', hostname: `${name}.example.org`, family: 'ipv4' })
const key = keyOf('nas')

let time: { wall: number; boot: number }
let state: Pick<FamilyState, 'confirmed' | 'confirmedAt' | 'verified' | 'verifiedAt' | 'corrections'>
let cache: VerificationCache
let timers: (() => void)[]
/** How many readings were written together. */
let writes: number[]

const found = (state: Verification['state'], addresses: readonly string[] = []): Verification => ({
  ...{ state, found: addresses, source: 'dns', zone: 'example.org', servers: [] },
  ...{ proxied: false, isComplete: true, correctable: false },
})
const pass = (ms: number) => {
  for (const fire of timers.splice(0)) fire()
  time = { wall: time.wall + ms, boot: time.boot + ms }
}

beforeEach(() => {
  time = { wall: START, boot: 0 }
  timers = []
  writes = []
  state = { confirmed: OURS, confirmedAt: START, verified: null, verifiedAt: null, corrections: 0 }
  cache = createVerificationCache(
    {
      state: () => state as FamilyState,
      setVerified: (readings) => {
        if (readings.length > 0) writes.push(readings.length)
        for (const { address, at } of readings) state = { ...state, verified: address, verifiedAt: at }
      },
      setCorrections: (_, corrections) => {
        state = { ...state, corrections }
      },
    },
    {
      now: () => time.wall,
      sinceBoot: () => time.boot,
      setTimer: (_, fire) => {
        timers.push(fire)
        return () => {
          timers = timers.filter((each) => each !== fire)
        }
      },
    },
  )
})

describe('a reading', () => {
  it('is not shown after the address was confirmed again', () => {
    cache.note(key, OURS, found('holds', [OURS]))
    state = { ...state, confirmedAt: START + MINUTE }
    cache.onConfirmed(key)
    expect(cache.view(key)).toBeNull()
    // The check still counts as recent.
    expect(cache.checkedAt(key)).toBe(0)
  })

  it('is not replaced by "unknown"', () => {
    cache.note(key, OURS, found('holds', [OURS]))
    pass(HOUR)
    cache.note(key, OURS, found('unknown'))
    expect(cache.view(key)).toMatchObject({ state: 'holds', at: new Date(START).toISOString() })
    expect(cache.checkedAt(key)).toBe(HOUR)
  })

  it('is kept only for the family keys that still exist', () => {
    for (let name = 0; name < 1_000; name += 1) cache.note(keyOf(`n${name}`), OURS, found('lagging', [OURS]))
    cache.keepOnly(new Set([familyKey(keyOf('n7'))]))
    const kept = Array.from({ length: 1_000 }, (_, name) => cache.checkedAt(keyOf(`n${name}`))).filter(
      (at) => at !== null,
    )
    expect(kept).toHaveLength(1)
  })

  it('resets the corrections once the address is there', () => {
    state = { ...state, corrections: 2 }
    cache.note(key, OURS, found('differs', [THEIRS]))
    expect(state.corrections).toBe(2)
    cache.note(key, OURS, found('several', [OURS, THEIRS]))
    expect(state.corrections).toBe(0)
  })
})

describe('a step of the wall clock', () => {
  it.each([-10 * HOUR, 10 * HOUR])('by %i ms does not turn a recent update into drift', (step) => {
    pass(MINUTE)
    cache.note(key, OURS, found('differs', [THEIRS]))
    time.wall += step
    expect(cache.view(key)).toMatchObject({ state: 'differs', drift: null })
    // The times in the state are shifted by the same step.
    state = { ...state, confirmedAt: START + step, verifiedAt: START + MINUTE + step }
    expect(cache.view(key)).toMatchObject({ state: 'differs', drift: null })
  })

  it('does not change when a reading was made', () => {
    pass(HOUR)
    cache.note(key, OURS, found('holds', [OURS]))
    pass(HOUR)
    time.wall += 10 * HOUR
    state = { ...state, confirmedAt: START + 10 * HOUR, verifiedAt: START + 11 * HOUR }
    expect(cache.view(key)).toMatchObject({ state: 'holds', at: new Date(START + 11 * HOUR).toISOString() })
  })
})

describe('doubts', () => {
  const check = () => {
    pass(7 * HOUR)
    cache.note(key, OURS, found('differs', [THEIRS]))
    cache.noteDoubt(key)
    return cache.view(key)?.drift?.code
  }

  it('are shown from the second check in a row on: at the first, resolvers may still have the old address cached', () => {
    expect([check(), check(), check()]).toEqual(['update-drift', 'drift-doubtful', 'drift-doubtful'])
  })

  it('are cleared once the address was there', () => {
    check()
    cache.note(key, OURS, found('holds', [OURS]))
    expect([check(), check()]).toEqual(['update-drift', 'drift-doubtful'])
  })

  it('are shown at once for a private address, which no public zone should hold', () => {
    pass(HOUR)
    cache.note(key, OURS, found('differs', ['192.168.1.10']))
    expect(cache.view(key)?.drift?.code).toBe('drift-doubtful')
  })
})

describe('readings', () => {
  it('of a moment are written together, and shown at once', () => {
    for (let name = 0; name < 200; name += 1) cache.note(keyOf(`n${name}`), OURS, found('holds', [OURS]))
    expect(writes).toEqual([])
    expect(cache.view(keyOf('n7'))).toMatchObject({ state: 'holds', at: new Date(START).toISOString() })
    pass(1_000)
    expect(writes).toEqual([200])
    for (let name = 0; name < 1_200; name += 1) cache.note(keyOf(`n${name}`), OURS, found('holds', [OURS]))
    expect(writes).toEqual([200, 500, 500])
  })

  it('that are not written yet are written at the end', () => {
    cache.note(key, OURS, found('holds', [OURS]))
    cache.stop()
    expect(state).toMatchObject({ verified: OURS, verifiedAt: START })
  })

  it('of an address that is no longer the confirmed one are not written', () => {
    cache.note(key, OURS, found('holds', [OURS]))
    state = { ...state, confirmed: THEIRS }
    pass(1_000)
    expect(state.verified).toBeNull()
  })

  it('keep the right time when the clock is set before they are written', () => {
    cache.note(key, OURS, found('holds', [OURS]))
    time = { wall: time.wall + HOUR, boot: time.boot }
    pass(1_000)
    expect(state.verifiedAt).toBe(START + HOUR)
  })
})

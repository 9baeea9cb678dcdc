import { beforeEach, describe, expect, it } from 'vitest'
import { type FamilyKey, type FamilyState, familyKey } from '../../model/store.ts'
import { createVerifiedStates, type VerifiedStates } from './verification-cache.ts'
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
let cache: VerifiedStates

const found = (word: Verification['state'], addresses: readonly string[] = []): Verification => ({
  ...{ state: word, found: addresses, source: 'dns', zone: 'example.org', servers: [] },
  ...{ proxied: false, correctable: false },
})
const pass = (ms: number) => {
  time = { wall: time.wall + ms, boot: time.boot + ms }
}

beforeEach(() => {
  time = { wall: START, boot: 0 }
  state = { confirmed: OURS, confirmedAt: START, verified: null, verifiedAt: null, corrections: 0 }
  cache = createVerifiedStates(
    {
      state: () => state as FamilyState,
      setVerified: (_, verified, verifiedAt) => {
        state = { ...state, verified, verifiedAt }
      },
      setCorrections: (_, corrections) => {
        state = { ...state, corrections }
      },
    },
    { now: () => time.wall, sinceBoot: () => time.boot },
  )
})

describe('what was found', () => {
  it('is silent about an address that was confirmed anew since, the same one or another', () => {
    cache.note(key, OURS, found('holds', [OURS]))
    state = { ...state, confirmedAt: START + MINUTE }
    cache.confirmed(key)
    expect(cache.view(key)).toBeNull()
    // Asked it was all the same.
    expect(cache.askedAt(key)).toBe(0)
  })

  it('is not taken back by silence', () => {
    cache.note(key, OURS, found('holds', [OURS]))
    pass(HOUR)
    cache.note(key, OURS, found('unknown'))
    expect(cache.view(key)).toMatchObject({ state: 'holds', at: new Date(START).toISOString() })
    expect(cache.askedAt(key)).toBe(HOUR)
  })

  it('is kept of the names there still are, and of no others', () => {
    for (let name = 0; name < 1_000; name += 1) cache.note(keyOf(`n${name}`), OURS, found('lagging', [OURS]))
    cache.keepOnly(new Set([familyKey(keyOf('n7'))]))
    const kept = Array.from({ length: 1_000 }, (_, name) => cache.askedAt(keyOf(`n${name}`))).filter(
      (at) => at !== null,
    )
    expect(kept).toHaveLength(1)
  })

  it('counts the corrections anew once the address is there', () => {
    state = { ...state, corrections: 2 }
    cache.note(key, OURS, found('differs', [THEIRS]))
    expect(state.corrections).toBe(2)
    cache.note(key, OURS, found('several', [OURS, THEIRS]))
    expect(state.corrections).toBe(0)
  })
})

describe('a wall clock that is set', () => {
  it.each([-10 * HOUR, 10 * HOUR])('by %i ms makes no drift of an update that is under way', (step) => {
    pass(MINUTE)
    cache.note(key, OURS, found('differs', [THEIRS]))
    time.wall += step
    expect(cache.view(key)).toMatchObject({ state: 'differs', drift: null })
    // What the states remembers moves along.
    state = { ...state, confirmedAt: START + step, verifiedAt: START + MINUTE + step }
    expect(cache.view(key)).toMatchObject({ state: 'differs', drift: null })
  })

  it('leaves what was found at the time that it really was', () => {
    pass(HOUR)
    cache.note(key, OURS, found('holds', [OURS]))
    pass(HOUR)
    time.wall += 10 * HOUR
    state = { ...state, confirmedAt: START + 10 * HOUR, verifiedAt: START + 11 * HOUR }
    expect(cache.view(key)).toMatchObject({ state: 'holds', at: new Date(START + 11 * HOUR).toISOString() })
  })
})

describe('doubts', () => {
  const look = () => {
    pass(7 * HOUR)
    cache.note(key, OURS, found('differs', [THEIRS]))
    cache.doubt(key)
    return cache.view(key)?.drift?.code
  }

  it('are told at the second look in a row: the first may come while caches still repeat the old address', () => {
    expect([look(), look(), look()]).toEqual(['update-drift', 'drift-doubtful', 'drift-doubtful'])
  })

  it('are forgotten once the address was there', () => {
    look()
    cache.note(key, OURS, found('holds', [OURS]))
    expect([look(), look()]).toEqual(['update-drift', 'drift-doubtful'])
  })

  it('are told at once of a private address, which no zone of the world should hold', () => {
    pass(HOUR)
    cache.note(key, OURS, found('differs', ['192.168.1.10']))
    expect(cache.view(key)?.drift?.code).toBe('drift-doubtful')
  })
})

import { describe, expect, it } from 'vitest'
import { type DecisionInput, decide } from './decide.ts'
import type { FamilyState, Hold, HoldClass } from './store.ts'

const NOW = Date.UTC(2026, 0, 1)
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const OURS = '11.22.33.1'
const OTHER = '11.22.33.2'

const state = (changes: Partial<FamilyState> = {}): FamilyState => ({
  account: 'home',
  hostname: 'nas.example.org',
  family: 'ipv4',
  lastSent: OURS,
  firstSentAt: NOW - DAY,
  confirmed: OURS,
  confirmedAt: NOW - DAY,
  previous: null,
  destination: null,
  sentAt: NOW - DAY,
  verified: null,
  verifiedAt: null,
  undo: null,
  unsettled: null,
  corrections: 0,
  accepted: null,
  acceptedAt: null,
  dismissed: null,
  ...changes,
})

const hold = (name: HoldClass, until: number | null, changes: Partial<Hold> = {}): Hold => ({
  account: 'home',
  hostname: null,
  family: null,
  class: name,
  failure: { kind: 'provider', code: 'http-503', detail: null, retryAt: null },
  since: NOW - MINUTE,
  until,
  attempts: 1,
  fingerprint: '',
  ...changes,
})

const input = (changes: Partial<DecisionInput> = {}): DecisionInput => ({
  family: 'ipv4',
  observation: { kind: 'known', address: OURS, why: { code: 'echo-agreed', params: {} } },
  state: state(),
  holds: [],
  keepAliveDays: null,
  minIntervalS: null,
  forced: false,
  now: NOW,
  ...changes,
})
const other = { kind: 'known', address: OTHER, why: { code: 'echo-agreed', params: {} } } as const
const why = (decision: ReturnType<typeof decide>) => ('why' in decision ? decision.why.code : null)

describe('a decision', () => {
  it('does nothing about what is not managed, and keeps what is not known', () => {
    expect(decide(input({ observation: { kind: 'unmanaged' } }))).toEqual({ action: 'none' })
    const unknown = { kind: 'unknown', why: { code: 'echo-none', params: {} } } as const
    for (const forced of [false, true]) {
      expect(decide(input({ observation: unknown, forced, state: null }))).toEqual({ action: 'keep', why: unknown.why })
    }
  })

  it('leaves a confirmed address as it is, in whatever form it is written', () => {
    expect(decide(input())).toEqual({ action: 'up-to-date', address: OURS, due: null })
    const long = { kind: 'known', address: '2a0e:1111::1', why: other.why } as const
    const written = state({ confirmed: '2a0e:1111:0:0:0:0:0:1' })
    expect(decide(input({ observation: long, state: written })).action).toBe('up-to-date')
  })

  it.each([
    ['update-first', { state: null }],
    ['update-first', { state: state({ confirmed: null }) }],
    ['update-changed', { observation: other }],
    ['update-unsettled', { state: state({ unsettled: { attempt: 7, address: OTHER } }) }],
    ['update-forced', { forced: true }],
    ['update-drift', { drifted: [OTHER] }],
    ['update-drift-gone', { drifted: [] }],
    ['update-undo', { state: state({ undo: { to: OTHER, from: OURS } }) }],
    ['update-keep-alive', { keepAliveDays: 2 }],
  ] as const)('sends for the reason "%s"', (code, changes) => {
    const decision = decide(input(changes))
    expect(decision.action).toBe('update')
    expect(why(decision)).toBe(code)
  })

  it.each([
    ['needs-user', null, 'hold-needs-user'],
    ['blocked', null, 'hold-blocked'],
    ['until-time', NOW + MINUTE, 'hold-until'],
    ['parked', NOW + MINUTE, 'hold-parked'],
  ] as const)('waits for a hold of class %s, even when it is forced', (name, until, code) => {
    for (const forced of [false, true]) {
      const decision = decide(input({ observation: other, forced, holds: [hold(name, until)] }))
      expect(decision).toMatchObject({ action: 'hold', address: OTHER, until })
      expect(why(decision)).toBe(code)
    }
  })

  it('updates from the very millisecond in which a hold ends', () => {
    expect(decide(input({ observation: other, holds: [hold('until-time', NOW + 1)] })).action).toBe('hold')
    expect(decide(input({ observation: other, holds: [hold('until-time', NOW)] })).action).toBe('update')
  })

  it('is held by the name’s own hold although its account’s hold has expired', () => {
    const own = hold('needs-user', null, { hostname: 'nas.example.org', family: 'ipv4' })
    const decision = decide(input({ observation: other, holds: [hold('parked', NOW - 1), own] }))
    expect(why(decision)).toBe('hold-needs-user')
  })

  it('does not send a dismissed address, forced or not, and sends any other', () => {
    const failure = { kind: 'provider', code: 'http-503', detail: null } as const
    const gaveUp = state({ dismissed: { address: OTHER, failure: failure, since: NOW - DAY, attempts: 3 } })
    for (const forced of [false, true]) {
      const decision = decide(input({ observation: other, state: gaveUp, forced }))
      expect(decision).toMatchObject({ action: 'hold', address: OTHER, until: null })
      expect(why(decision)).toBe('hold-forgotten')
    }
    const third = { ...other, address: '11.22.33.3' }
    expect(decide(input({ observation: third, state: gaveUp })).action).toBe('update')
  })

  it('ignores the record’s own until-time hold for a dismissed address, and obeys it for any other', () => {
    const failure = { kind: 'provider', code: 'http-503', detail: null } as const
    const gaveUp = state({ dismissed: { address: OTHER, failure: failure, since: NOW - DAY, attempts: 3 } })
    const own = hold('until-time', NOW + MINUTE, { hostname: 'nas.example.org', family: 'ipv4' })
    const dismissed = decide(input({ observation: other, state: gaveUp, holds: [own] }))
    expect(dismissed).toMatchObject({ action: 'hold', why: { code: 'hold-forgotten' }, until: null })
    const third = { ...other, address: '11.22.33.3' }
    const later = decide(input({ observation: third, state: gaveUp, holds: [own] }))
    expect(later).toMatchObject({ action: 'hold', why: { code: 'hold-until' }, until: NOW + MINUTE })
    const ofAccount = hold('parked', NOW + MINUTE)
    const parked = decide(input({ observation: other, state: gaveUp, holds: [ofAccount, own] }))
    expect(parked).toMatchObject({ action: 'hold', why: { code: 'hold-parked' }, until: NOW + MINUTE })
  })

  it('waits for a hold that needs the user, even if the address is dismissed', () => {
    const failure = { kind: 'provider', code: 'http-503', detail: null } as const
    const gaveUp = state({ dismissed: { address: OTHER, failure: failure, since: NOW - DAY, attempts: 3 } })
    const ofRecord = { hostname: 'nas.example.org', family: 'ipv4' } as const
    for (const name of ['needs-user', 'blocked'] as const) {
      const own = hold(name, null, ofRecord)
      expect(why(decide(input({ observation: other, state: gaveUp, holds: [own] })))).toBe(`hold-${name}`)
      const expired = hold('parked', NOW - 1)
      expect(why(decide(input({ observation: other, state: gaveUp, holds: [expired, own] })))).toBe(`hold-${name}`)
    }
  })

  it('keeps the interval that a provider asks for, counted from the last request', () => {
    const recent = state({ sentAt: NOW - 299_000 })
    expect(decide(input({ observation: other, state: recent, minIntervalS: 300 }))).toMatchObject({
      action: 'hold',
      until: NOW + 1_000,
    })
    const older = state({ sentAt: NOW - 300_000 })
    expect(decide(input({ observation: other, state: older, minIntervalS: 300 })).action).toBe('update')
  })

  it('tells when a keep-alive falls due: a day before the documented end, and not a moment earlier', () => {
    const confirmedAt = NOW - 29 * DAY + 1
    expect(decide(input({ state: state({ confirmedAt }), keepAliveDays: 30 }))).toEqual({
      action: 'up-to-date',
      address: OURS,
      due: NOW + 1,
    })
  })

  it('publishes the restored address only until the observed address changes again', () => {
    const undone = state({ confirmed: OTHER, undo: { to: OTHER, from: OURS } })
    expect(decide(input({ state: undone }))).toMatchObject({ action: 'up-to-date', address: OTHER })
    const third = { ...other, address: '11.22.33.3' }
    expect(decide(input({ state: undone, observation: third }))).toMatchObject({
      action: 'update',
      address: '11.22.33.3',
    })
  })
})

import { describe, expect, it } from 'vitest'
import { newAttempt, noAnswer } from '../testing/store-file.ts'
import {
  afterClockShift,
  afterSending,
  afterSettling,
  atDestination,
  dismissalOf,
  doubtConfirmed,
  doubtDropped,
  isDismissed,
  sentAttempt,
  withCorrections,
  withDismissed,
  withUndo,
  withVerified,
} from './family-state.ts'
import type { Dismissal, FamilyState, Settlement } from './store.ts'

const A = '11.22.33.1'
const B = '11.22.33.2'
const C = '11.22.33.3'
const HERE = 'practice'

const dismissal = (address: string): Dismissal => ({ address, failure: noAnswer, since: 5, attempts: 2 })

/** A was confirmed at 100 after C, and everything about it is known. */
const state = (changes: Partial<FamilyState> = {}): FamilyState => ({
  ...{ account: 'home', hostname: 'nas.example.org', family: 'ipv4', destination: HERE },
  ...{ lastSent: A, firstSentAt: 90, sentAt: 90, confirmed: A, confirmedAt: 100, previous: C },
  ...{
    verified: A,
    verifiedAt: 200,
    undo: null,
    unsettled: null,
    corrections: 1,
    accepted: null,
    acceptedAt: null,
    dismissed: null,
  },
  ...changes,
})

describe('sending', () => {
  const send = (before: FamilyState | null, to: string, destination = HERE) =>
    afterSending(before, newAttempt(to, { at: 1_000, destination }), 7)

  it('makes a state where there was none', () => {
    expect(send(null, A)).toEqual({
      ...{ account: 'home', hostname: 'nas.example.org', family: 'ipv4', destination: HERE },
      ...{ lastSent: A, firstSentAt: 1_000, sentAt: 1_000, confirmed: null, confirmedAt: null, previous: null },
      ...{ verified: null, verifiedAt: null, undo: null, unsettled: { attempt: 7, address: A } },
      ...{ accepted: null, acceptedAt: null },
      ...{ corrections: 0, dismissed: null },
    })
  })

  it.each<[string, FamilyState, string, Partial<FamilyState>]>([
    ['another address', state(), B, { lastSent: B, firstSentAt: 1_000 }],
    ['the same address, which was sent before', state(), A, { lastSent: A, firstSentAt: 90 }],
    ['an address while an earlier attempt is in doubt', state({ unsettled: { attempt: 3, address: C } }), A, {}],
    [
      'an address although the user went back',
      state({ undo: { to: C, from: A } }),
      C,
      { lastSent: C, firstSentAt: 1_000 },
    ],
    ['another address than the dismissed one', state({ dismissed: dismissal(B) }), A, { dismissed: dismissal(B) }],
  ])('of %s leaves what is known', (_, before, to, changes) => {
    const sent = { sentAt: 1_000, unsettled: { attempt: 7, address: to } }
    expect(send(before, to)).toEqual({ ...before, ...sent, ...changes })
  })

  it('to another destination starts from nothing, but keeps the interval and what the user gave up on', () => {
    const before = state({
      undo: { to: C, from: A },
      unsettled: { attempt: 3, address: C },
      dismissed: dismissal(B),
    })
    expect(send(before, A, 'elsewhere')).toEqual({
      ...{ account: 'home', hostname: 'nas.example.org', family: 'ipv4', destination: 'elsewhere' },
      ...{ lastSent: A, firstSentAt: 90, sentAt: 1_000, confirmed: null, confirmedAt: null, previous: null },
      ...{ verified: null, verifiedAt: null, undo: null, unsettled: { attempt: 7, address: A } },
      ...{ accepted: null, acceptedAt: null },
      ...{ corrections: 0, dismissed: dismissal(B) },
    })
  })

  it('keeps what an older version stored without a destination', () => {
    const before = state({ destination: null })
    expect(send(before, A)).toMatchObject({ confirmed: A, previous: C, destination: HERE })
  })
})

describe('a state at a destination', () => {
  it('is itself where it was sent, and where nobody knows', () => {
    const here = state()
    const nowhere = state({ destination: null })
    expect(atDestination(here, HERE)).toBe(here)
    expect(atDestination(nowhere, HERE)).toBe(nowhere)
  })

  it('confirms nothing elsewhere', () => {
    const elsewhere = atDestination(state({ unsettled: { attempt: 3, address: C } }), 'elsewhere')
    expect(elsewhere).toMatchObject({ confirmed: null, confirmedAt: null, verified: null, verifiedAt: null })
    expect(elsewhere).toMatchObject({ previous: null, unsettled: null, sentAt: 90, corrections: 0 })
  })
})

describe('settling', () => {
  const attempt = { to: B, inDoubt: null }
  const sent = state({ lastSent: B, firstSentAt: 1_000, sentAt: 1_000, unsettled: { attempt: 7, address: B } })
  const confirmed: Settlement = { attempt: 7, at: 2_000, result: 'confirmed', raw: null }
  const unchanged: Settlement = { attempt: 7, at: 2_000, result: 'unchanged', raw: null }
  const failed: Settlement = { attempt: 7, at: 2_000, result: 'failed', failure: noAnswer, raw: null }
  const unconfirmed: Settlement = { attempt: 7, at: 2_000, result: 'unconfirmed', failure: noAnswer, raw: null }
  const now = { confirmed: B, confirmedAt: 2_000, unsettled: null }

  it.each<[string, FamilyState, Settlement, Partial<FamilyState>]>([
    ['confirmed', sent, confirmed, { ...now, previous: A, corrections: 0 }],
    ['unchanged', sent, unchanged, { ...now, previous: A, corrections: 0 }],
    [
      'confirmed for the first time',
      { ...sent, confirmed: null, previous: null },
      confirmed,
      { ...now, corrections: 0 },
    ],
    ['confirmed again', { ...sent, confirmed: B }, confirmed, now],
    [
      'confirmed after the user gave up',
      { ...sent, dismissed: dismissal(C) },
      confirmed,
      {
        ...{ ...now, previous: A, corrections: 0 },
        dismissed: null,
      },
    ],
    [
      'confirmed while a newer one is in doubt',
      { ...sent, unsettled: { attempt: 8, address: C } },
      confirmed,
      {
        ...{ ...now, previous: A, corrections: 0 },
        unsettled: { attempt: 8, address: C },
      },
    ],
    ['failed', sent, failed, { unsettled: null }],
    ['failed while a newer one is in doubt', { ...sent, unsettled: { attempt: 8, address: C } }, failed, {}],
    ['unconfirmed', sent, unconfirmed, {}],
    ['failed after the user gave up', { ...sent, dismissed: dismissal(C) }, failed, { unsettled: null }],
  ])('as %s', (_, before, settlement, changes) => {
    expect(afterSettling(before, attempt, settlement)).toEqual({ ...before, ...changes })
  })

  it('returns the same state where nothing follows', () => {
    expect(afterSettling(sent, attempt, unconfirmed)).toBe(sent)
    const newer = { ...sent, unsettled: { attempt: 8, address: C } }
    expect(afterSettling(newer, attempt, failed)).toBe(newer)
  })

  it('as failed leaves an earlier attempt in doubt, unless that was sent elsewhere', () => {
    const doubt = { attempt: 3, address: C }
    const before = state({ unsettled: doubt })
    const here = newAttempt(B)
    const elsewhere = newAttempt(B, { destination: 'elsewhere' })
    expect(afterSettling(afterSending(before, here, 7), sentAttempt(before, here), failed).unsettled).toEqual(doubt)
    const moved = afterSettling(afterSending(before, elsewhere, 7), sentAttempt(before, elsewhere), failed)
    expect(moved.unsettled).toBeNull()
    expect(sentAttempt(null, here)).toEqual({ to: B, inDoubt: null })
  })
})

describe('an attempt in doubt', () => {
  const doubtful = state({ lastSent: B, unsettled: { attempt: 7, address: B }, dismissed: dismissal(C) })

  it('that was applied is confirmed with its own address', () => {
    expect(doubtConfirmed(doubtful, 3_000)).toEqual({
      settlement: { attempt: 7, at: 3_000, result: 'confirmed', raw: null },
      state: {
        ...doubtful,
        ...{ confirmed: B, confirmedAt: 3_000, previous: A, corrections: 0, unsettled: null, dismissed: null },
      },
    })
  })

  it('that was not applied has failed, and changes nothing else', () => {
    expect(doubtDropped(doubtful, 3_000)).toMatchObject({
      settlement: { attempt: 7, at: 3_000, result: 'failed', failure: { code: 'not-arrived' } },
      state: { ...doubtful, unsettled: null },
    })
  })

  it('is nothing where none is in doubt', () => {
    expect([doubtConfirmed(state(), 1), doubtDropped(state(), 1)]).toEqual([null, null])
  })
})

describe('a dismissal', () => {
  const parked = { failure: noAnswer, since: 5, attempts: 2, class: 'parked' }

  it.each<[string, FamilyState | null, string | null]>([
    ['nothing was ever sent', null, null],
    ['nothing was sent', state({ lastSent: null }), null],
    ['the last address sent is confirmed', state(), null],
    ['the last address sent is not confirmed', state({ lastSent: B }), B],
    ['nothing is confirmed', state({ lastSent: B, confirmed: null }), B],
  ])('where %s', (_, before, address) => {
    const { kind, code, detail } = noAnswer
    const failure = { kind, code, detail }
    expect(dismissalOf(before, parked)).toEqual(address === null ? null : { ...dismissal(address), failure })
  })

  it('is about one address, however it is written', () => {
    const gaveUp = withDismissed(state(), dismissal('2a0e:1111::1'))
    expect(isDismissed(gaveUp, '2a0e:1111:0:0:0:0:0:1')).toBe(true)
    expect([isDismissed(gaveUp, B), isDismissed(gaveUp, null), isDismissed(state(), A), isDismissed(null, A)]).toEqual([
      ...[false, false, false, false],
    ])
  })
})

describe('a single fact', () => {
  it('changes nothing else', () => {
    const before = state()
    expect(withVerified(before, B, 300)).toEqual({ ...before, verified: B, verifiedAt: 300 })
    expect(withUndo(before, { to: C, from: A })).toEqual({ ...before, undo: { to: C, from: A } })
    expect(withCorrections(before, 2)).toEqual({ ...before, corrections: 2 })
    expect(withDismissed(before, null)).toEqual(before)
  })
})

describe('a step of the wall clock', () => {
  const before = state({ confirmedAt: null, dismissed: dismissal(B) })

  it('moves every time', () => {
    const moved = { firstSentAt: 1_090, sentAt: 1_090, confirmedAt: null, verifiedAt: 1_200 }
    const dismissed = { ...dismissal(B), since: 1_005 }
    expect(afterClockShift(before, 1_000, 'all')).toEqual({ ...before, ...moved, dismissed })
  })

  it('moves only the time of the last update where only waits are meant', () => {
    expect(afterClockShift(before, 1_000, 'waits')).toEqual({ ...before, sentAt: 1_090 })
  })
})

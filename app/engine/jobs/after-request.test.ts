import { describe, expect, it } from 'vitest'
import type { Failure } from '../../contract/failure.ts'
import type { Hold } from '../../model/store.ts'
import type { ResultHolds } from '../holds/holds-from-results.ts'
import { afterRequest, type FinishedRequest } from './after-request.ts'
import type { PendingUpdate } from './pending-update.ts'
import type { AttemptResult } from './send-request.ts'

const update = (hostname: string): PendingUpdate => ({
  account: 'home',
  hostname,
  family: 'ipv4',
  address: '11.22.33.1',
  trigger: 'poll',
  roundId: 1,
  force: false,
})
const [NAS, CAM] = [update('nas.example.org'), update('cam.example.org')]
const failure = (kind: Failure['kind'], code: string) => ({ kind, code, detail: null, retryAt: null }) as Failure
const hold = (holdClass: Hold['class']): Hold => ({
  account: 'home',
  hostname: null,
  family: null,
  class: holdClass,
  failure: REFUSED,
  since: 0,
  until: 1,
  attempts: 1,
  fingerprint: '',
})
const REFUSED = failure('network', 'refused')
const BADAUTH = failure('credentials', 'badauth')
const NOHOST = failure('hostname', 'nohost')
const NUMHOST = failure('hostname', 'numhost')
const PARKED = hold('parked')
const EXPIRED = hold('until-time')
const NO_HOLDS: ResultHolds = { holds: [], ofAccount: null, isFinal: false }

const ok = (of: PendingUpdate): AttemptResult => ({ update: of, failure: null })
const bad = (of: PendingUpdate, why: Failure): AttemptResult => ({ update: of, failure: why })

function conclude(changes: Partial<FinishedRequest>) {
  const results = changes.results ?? [ok(NAS)]
  const nothingElse = { minIntervalS: null, resultHolds: NO_HOLDS, holdBefore: null, holdNow: null }
  return afterRequest({ names: results.length, results, ...nothingElse, ...changes })
}
const actions = ({ updates }: ReturnType<typeof conclude>) => updates.map(({ action }) => action)

describe('after a request that confirmed everything', () => {
  it.each<[string, Pick<FinishedRequest, 'holdBefore' | 'holdNow'>, boolean]>([
    ['there was none', { holdBefore: null, holdNow: null }, false],
    ['it is the parked one after whose wait the request was sent', { holdBefore: PARKED, holdNow: PARKED }, true],
    ['it had expired before the request', { holdBefore: EXPIRED, holdNow: EXPIRED }, true],
    ['a parked one was replaced meanwhile', { holdBefore: PARKED, holdNow: { ...PARKED, until: 2 } }, true],
    ['it came during the request, from a query', { holdBefore: null, holdNow: hold('needs-user') }, false],
    ['another one came during the request', { holdBefore: PARKED, holdNow: hold('blocked') }, false],
  ])("the account goes on; as to the account's hold: %s", (_, holds, endAccountHold) => {
    const done = conclude({ results: [ok(NAS), ok(CAM)], ...holds })
    expect(done).toMatchObject({ state: { failure: null }, holds: [], next: { is: 'go-on', endAccountHold } })
    expect(actions(done)).toEqual(['confirm', 'confirm'])
  })
})

describe('after a request that failed', () => {
  it.each<[string, AttemptResult[], ResultHolds, string, string[]]>([
    [
      'a retryable failure leads to one more try, and goes last until then',
      [bad(NAS, REFUSED)],
      { holds: [], ofAccount: REFUSED, isFinal: false },
      'retry',
      ['deprioritise'],
    ],
    [
      'a failure of the account ends the job',
      [bad(NAS, BADAUTH), bad(CAM, BADAUTH)],
      { holds: [hold('needs-user')], ofAccount: BADAUTH, isFinal: true },
      'abandon',
      ['deprioritise', 'deprioritise'],
    ],
    [
      'a retryable failure ends the job where nothing may be sent within seconds',
      [bad(NAS, REFUSED)],
      { holds: [PARKED], ofAccount: REFUSED, isFinal: true },
      'abandon',
      ['deprioritise'],
    ],
    [
      'a failure of one name removes that name, and the account goes on',
      [ok(NAS), bad(CAM, NOHOST)],
      { holds: [hold('needs-user')], ofAccount: null, isFinal: false },
      'go-on',
      ['confirm', 'remove'],
    ],
    [
      'a failure of one name beside one of the account removes that name only',
      [bad(NAS, NOHOST), bad(CAM, REFUSED)],
      { holds: [hold('needs-user')], ofAccount: REFUSED, isFinal: false },
      'retry',
      ['remove', 'deprioritise'],
    ],
  ])('%s', (_, results, resultHolds, next, expected) => {
    const done = conclude({ results, resultHolds, holdBefore: null, holdNow: null })
    expect(done.next.is).toBe(next)
    expect(done.state).toEqual({ failure: resultHolds.ofAccount })
    expect(done.holds).toBe(resultHolds.holds)
    expect(actions(done)).toEqual(expected)
  })
})

describe('after a request with too many names for the provider', () => {
  const results = [bad(NAS, NUMHOST), bad(CAM, NUMHOST), bad(update('a.example.org'), NUMHOST)]
  const resultHolds: ResultHolds = { holds: [hold('needs-user')], ofAccount: null, isFinal: false }

  it('each is asked alone from then on, and nothing is held', () => {
    const done = conclude({ results, resultHolds })
    expect(done).toMatchObject({
      lesson: { of: 'hosts', hosts: 'one' },
      holds: [],
      next: { is: 'split', afterMs: null },
      updates: [],
    })
    // Whether the last request failed stays as it was: this one only counted names.
    expect(done.state).not.toHaveProperty('failure')
  })

  it('the next request waits for as long as the provider documents', () => {
    expect(conclude({ results, resultHolds, minIntervalS: 300 }).next).toEqual({ is: 'split', afterMs: 300_000 })
  })

  it.each<[string, Partial<FinishedRequest>]>([
    ['carried one name', { results: [bad(NAS, NUMHOST)] }],
    ['confirmed one of them', { results: [ok(NAS), bad(CAM, NUMHOST)] }],
  ])('it is the names that fail where the request %s', (_, changes) => {
    const done = conclude({ ...changes, resultHolds })
    expect(done.next.is).toBe('go-on')
    expect(done.holds).toBe(resultHolds.holds)
    expect(actions(done)).toContain('remove')
  })
})

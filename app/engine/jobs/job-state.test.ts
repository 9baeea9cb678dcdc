import { describe, expect, it } from 'vitest'
import type { Failure } from '../../contract/failure.ts'
import type { Hold } from '../../model/store.ts'
import { abandoned, atRunStart, atSeriesStart, cameThrough, NEW_JOB, retryDelaysMs } from './job-state.ts'

const FAILURE: Failure = { kind: 'network', code: 'refused', detail: null, retryAt: null }
const PARKED: Hold = {
  account: 'home',
  hostname: null,
  family: null,
  class: 'parked',
  failure: FAILURE,
  since: 0,
  until: 1,
  attempts: 1,
  fingerprint: '',
}
const BLOCKED: Hold = { ...PARKED, class: 'blocked', until: null }
const AFTER_PARKED = { ...NEW_JOB, parkedHold: PARKED }

describe("an account's job", () => {
  it.each([
    ['retries three times at first', NEW_JOB, null, [1_000, 2_000, 4_000]],
    ['tries once after a parked hold, also that of an earlier process', NEW_JOB, PARKED, []],
    ['tries once while not everything has come through since', AFTER_PARKED, null, []],
    ['retries three times after another hold', NEW_JOB, BLOCKED, [1_000, 2_000, 4_000]],
  ])('%s', (_, state, accountHold, delaysMs) => {
    expect(retryDelaysMs(atSeriesStart(state, accountHold))).toEqual(delaysMs)
  })

  it('begins from the start where the parked hold is gone when a run begins, or everything has come through', () => {
    expect(atRunStart(AFTER_PARKED, null).parkedHold).toBeNull()
    expect(atRunStart(AFTER_PARKED, PARKED).parkedHold).toBe(PARKED)
    expect(atRunStart(AFTER_PARKED, BLOCKED).parkedHold).toBe(PARKED)
    expect(cameThrough(AFTER_PARKED).parkedHold).toBeNull()
  })

  it('remembers the hold with which it gave up only where it is a parked one', () => {
    const failed = { ...NEW_JOB, failure: FAILURE }
    expect(abandoned(failed, PARKED)).toEqual({ ...failed, parkedHold: PARKED })
    expect(abandoned({ ...failed, parkedHold: PARKED }, BLOCKED)).toEqual({ ...failed, parkedHold: null })
  })
})

import { describe, expect, it } from 'vitest'
import type { FamilyRow, HoldView, RecordStatus } from '../contract/snapshot.ts'
import { createRecord } from '../testing/snapshots.ts'
import { overall } from './overall.ts'

const NAME = 'nas.example.org'
const whole = (...records: RecordStatus[]) =>
  overall({ locale: 'en', records, notices: [], questions: [], online: true, paused: false, pausedUntil: null })

function waiting(change: Partial<FamilyRow>): RecordStatus {
  const record = createRecord(NAME, { state: 'waiting' })
  return { ...record, families: record.families.map((row) => ({ ...row, kind: 'network', message: 'x', ...change })) }
}

const hold: HoldView = {
  ...{ account: 'home', hostname: NAME, family: 'ipv4', class: 'forgotten', kind: 'network', code: 'timeout' },
  ...{ message: 'x', detail: null, since: '2026-01-01T12:00:00.000Z', until: null, attempts: 1 },
}
const dismissed = waiting({ state: 'held', heldUntil: null, hold })
const parked = waiting({ state: 'failed', heldUntil: '2026-01-01T12:00:00.000Z' })
const throttled = waiting({ state: 'held', heldUntil: '2026-01-01T12:00:00.000Z' })

describe('the whole', () => {
  it('is busy while an update waits for its next try', () => {
    for (const record of [parked, throttled]) {
      expect(whole(record)).toMatchObject({ state: 'updating', summary: expect.stringContaining('keeps trying') })
    }
  })

  it('says neither that it keeps trying a dismissed update, nor that all is well', () => {
    expect(whole(dismissed)).toEqual({
      state: 'attention',
      summary: `${NAME} is not up to date: you dismissed its update.`,
    })
    expect(whole(dismissed, parked).summary).toContain('keeps trying')
  })
})

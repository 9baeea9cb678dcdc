import { describe, expect, it } from 'vitest'
import type { FamilyRow, RecordStatus } from '../contract/snapshot.ts'
import { createRecord } from '../testing/snapshots.ts'
import { overall } from './overall.ts'

const NAME = 'nas.example.org'
const whole = (...records: RecordStatus[]) =>
  overall({ locale: 'en', records, notices: [], online: true, paused: false, pausedUntil: null })

function waiting(change: Partial<FamilyRow>): RecordStatus {
  const record = createRecord(NAME, { state: 'waiting' })
  return { ...record, families: record.families.map((row) => ({ ...row, kind: 'network', message: 'x', ...change })) }
}

const letGo = waiting({ state: 'held', heldUntil: null })
const parked = waiting({ state: 'failed', heldUntil: '2026-01-01T12:00:00.000Z' })
const asked = waiting({ state: 'held', heldUntil: '2026-01-01T12:00:00.000Z' })

describe('the whole', () => {
  it('is busy while something is tried again by itself', () => {
    for (const record of [parked, asked]) {
      expect(whole(record)).toMatchObject({ state: 'updating', summary: expect.stringContaining('keeps trying') })
    }
  })

  it('does not say that it keeps trying what was let go, nor that all is well', () => {
    expect(whole(letGo)).toEqual({
      state: 'attention',
      summary: `${NAME} is not up to date: you let its update go.`,
    })
    expect(whole(letGo, parked).summary).toContain('keeps trying')
  })
})

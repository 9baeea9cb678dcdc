import { describe, expect, it } from 'vitest'
import { emptySnapshot } from '../dev/samples.ts'
import { createSnapshotStore, receive } from './snapshot-store.ts'

const revision = (number: number) => ({ ...emptySnapshot('en'), revision: number })

describe('the mirror of the snapshot', () => {
  it('takes the first one, whatever its revision', () => {
    const mirror = createSnapshotStore()
    receive(revision(7), mirror)
    expect(mirror.getState().snapshot?.revision).toBe(7)
  })

  it('takes a newer one whole', () => {
    const mirror = createSnapshotStore()
    receive({ ...revision(1), summary: 'old' }, mirror)
    receive({ ...revision(2), summary: 'new' }, mirror)
    expect(mirror.getState().snapshot?.summary).toBe('new')
  })

  it('ignores an older one that arrives late, and one of the same revision', () => {
    const mirror = createSnapshotStore()
    receive({ ...revision(5), summary: 'current' }, mirror)
    receive({ ...revision(4), summary: 'late' }, mirror)
    receive({ ...revision(5), summary: 'again' }, mirror)
    expect(mirror.getState().snapshot?.summary).toBe('current')
  })
})

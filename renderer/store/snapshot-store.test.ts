import { describe, expect, it } from 'vitest'
import { emptySnapshot } from '../dev/samples.ts'
import { createSnapshotStore, receive } from './snapshot-store.ts'

const revision = (number: number) => ({ ...emptySnapshot('en'), revision: number })

describe('the page’s copy of the snapshot', () => {
  it('takes the first snapshot, whatever its revision', () => {
    const store = createSnapshotStore()
    receive(revision(7), store)
    expect(store.getState().snapshot?.revision).toBe(7)
  })

  it('is replaced by a newer snapshot', () => {
    const store = createSnapshotStore()
    receive({ ...revision(1), summary: 'old' }, store)
    receive({ ...revision(2), summary: 'new' }, store)
    expect(store.getState().snapshot?.summary).toBe('new')
  })

  it('ignores a late, older snapshot and one of the same revision', () => {
    const store = createSnapshotStore()
    receive({ ...revision(5), summary: 'current' }, store)
    receive({ ...revision(4), summary: 'late' }, store)
    receive({ ...revision(5), summary: 'again' }, store)
    expect(store.getState().snapshot?.summary).toBe('current')
  })
})

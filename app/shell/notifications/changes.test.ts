import { describe, expect, it } from 'vitest'
import { reason } from '../../contract/reason.ts'
import type { Notice, RecordStatus } from '../../contract/snapshot.ts'
import { createRecord } from '../../testing/snapshots.ts'
import { createChangeDetector } from './changes.ts'

const nas = 'nas.example.org'
const at = (records: RecordStatus[], notices: Notice[] = []) => ({ records, notices, locale: 'en' as const })
const broken: Notice = { id: 'settings-invalid', severity: 'error', message: 'Line 3 is wrong.' }

describe('a change between two snapshots', () => {
  it('says what DNS holds for a record that has drifted', () => {
    const drift = reason('update-drift', { found: '11.22.44.9', address: '11.22.33.44' })
    const ipv4 = {
      address: '11.22.44.9',
      at: new Date(0).toISOString(),
      state: 'differs',
      source: 'dns',
      drift,
      selfCorrecting: true,
    } as const
    const detector = createChangeDetector(at([createRecord(nas)]))
    const drifted = createRecord(nas, { verified: { ipv4, ipv6: null } })
    expect(detector.compare(at([{ ...drifted, state: 'attention' }]))).toMatchObject([
      { kind: 'attention', hostname: nas, message: 'DNS held 11.22.44.9 instead of 11.22.33.44.' },
    ])
  })

  it('is not reported for a problem that was there at the start', () => {
    const start = at([createRecord(nas, { state: 'attention' })], [broken])
    const detector = createChangeDetector(start)
    expect(detector.compare(start)).toEqual([])
    expect(detector.failing).toEqual(new Set([`home ${nas}`, 'notice settings-invalid']))
  })

  it('is reported for a new confirmed address', () => {
    const detector = createChangeDetector(at([createRecord(nas)]))
    expect(detector.compare(at([createRecord(nas, { state: 'updating' })]))).toEqual([])
    expect(detector.compare(at([createRecord(nas, { address: '11.22.44.1' })]))).toEqual([
      { kind: 'changed', key: `home ${nas}`, hostname: nas, address: '11.22.44.1' },
    ])
    expect(detector.compare(at([createRecord(nas, { address: '11.22.44.1' })]))).toEqual([])
  })

  it('is reported when an address is accepted, and not again when it is confirmed or in doubt', () => {
    const record = (confirmed: string, accepted: string | null): RecordStatus => {
      const made = createRecord(nas, { address: confirmed })
      return { ...made, families: made.families.map((row) => ({ ...row, accepted })) }
    }
    const detector = createChangeDetector(at([record('11.22.33.1', null)]))
    expect(detector.compare(at([record('11.22.33.1', '11.22.44.1')]))).toMatchObject([{ address: '11.22.44.1' }])
    expect(detector.compare(at([record('11.22.44.1', null)]))).toEqual([])
    expect(detector.compare(at([record('11.22.44.1', '11.22.44.1')]))).toEqual([])
  })

  it('is reported for the first address of a record', () => {
    const detector = createChangeDetector(at([createRecord(nas, { address: null, state: 'updating' })]))
    expect(detector.compare(at([createRecord(nas)]))).toMatchObject([{ kind: 'changed', address: '11.22.33.44' }])
  })

  it('is not reported for a record that was added or removed', () => {
    const detector = createChangeDetector(at([]))
    expect(detector.compare(at([createRecord(nas)]))).toEqual([])
    expect(detector.compare(at([]))).toEqual([])
  })

  it('is not reported when the network is lost or returns', () => {
    const detector = createChangeDetector(at([createRecord(nas)]))
    for (const state of ['offline', 'waiting', 'ok'] as const)
      expect(detector.compare(at([createRecord(nas, { state })]))).toEqual([])
  })

  it('is reported once for a record that needs the user, with the reason, however often it is retried', () => {
    const detector = createChangeDetector(at([createRecord(nas)]))
    const needing = at([createRecord(nas, { state: 'attention', message: 'Enter the token again.' })])
    expect(detector.compare(needing)).toMatchObject([
      { kind: 'attention', hostname: nas, message: 'Enter the token again.' },
    ])
    expect(detector.compare(at([createRecord(nas, { state: 'updating' })]))).toEqual([])
    expect(detector.compare(needing)).toEqual([])
    expect(detector.failing.size).toBe(1)
  })

  it('is reported for a record that has recovered, with its new address', () => {
    const detector = createChangeDetector(at([createRecord(nas, { state: 'attention' })]))
    expect(detector.compare(at([createRecord(nas, { state: 'waiting' })]))).toEqual([])
    expect(detector.compare(at([createRecord(nas, { address: '11.22.44.1' })]))).toEqual([
      { kind: 'recovered', key: `home ${nas}`, hostname: nas, address: '11.22.44.1' },
    ])
    expect(detector.failing.size).toBe(0)
  })

  it('does not remember a removed record as failing', () => {
    const detector = createChangeDetector(at([createRecord(nas, { state: 'attention' })]))
    detector.compare(at([]))
    expect(detector.failing.size).toBe(0)
    expect(detector.compare(at([createRecord(nas)]))).toEqual([])
  })

  it('is reported for an error of the whole app, but not for a warning', () => {
    const detector = createChangeDetector(at([]))
    expect(detector.compare(at([], [{ id: 'plain-http', severity: 'warning', message: 'x' }]))).toEqual([])
    expect(detector.compare(at([], [broken]))).toEqual([
      { kind: 'attention', key: 'notice settings-invalid', hostname: 'Homeward', message: 'Line 3 is wrong.' },
    ])
    expect(detector.compare(at([], [broken]))).toEqual([])
    detector.compare(at([]))
    expect(detector.failing.size).toBe(0)
  })

  it('distinguishes the same hostname at two accounts', () => {
    const other = { ...createRecord(nas), account: 'work' }
    const detector = createChangeDetector(at([createRecord(nas), other]))
    expect(detector.compare(at([createRecord(nas), { ...other, state: 'attention' }]))).toMatchObject([
      { key: `work ${nas}` },
    ])
  })
})

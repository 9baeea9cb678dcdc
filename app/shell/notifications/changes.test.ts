import { describe, expect, it } from 'vitest'
import { reason } from '../../contract/reason.ts'
import type { Notice, RecordStatus } from '../../contract/snapshot.ts'
import { recordOf } from '../test/snapshots.ts'
import { NewsReader } from './changes.ts'

const nas = 'nas.example.org'
const at = (records: RecordStatus[], notices: Notice[] = []) => ({ records, notices, locale: 'en' as const })
const broken: Notice = { id: 'settings-invalid', severity: 'error', message: 'Line 3 is wrong.' }

describe('news', () => {
  it('says what the zone holds of a name that has drifted', () => {
    const drift = reason('update-drift', { found: '11.22.44.9', address: '11.22.33.44' })
    const ipv4 = {
      address: '11.22.44.9',
      at: new Date(0).toISOString(),
      state: 'differs',
      source: 'dns',
      drift,
    } as const
    const reader = new NewsReader(at([recordOf(nas)]))
    const drifted = recordOf(nas, { verified: { ipv4, ipv6: null } })
    expect(reader.read(at([{ ...drifted, state: 'attention' }]))).toMatchObject([
      { kind: 'attention', hostname: nas, message: 'DNS held 11.22.44.9 instead of 11.22.33.44.' },
    ])
  })

  it('is none at the start, whatever the state', () => {
    const start = at([recordOf(nas, { state: 'attention' })], [broken])
    const reader = new NewsReader(start)
    expect(reader.read(start)).toEqual([])
    expect(reader.troubled).toEqual(new Set([`home ${nas}`, 'notice settings-invalid']))
  })

  it('is an address that a name holds now and did not hold before', () => {
    const reader = new NewsReader(at([recordOf(nas)]))
    expect(reader.read(at([recordOf(nas, { state: 'updating' })]))).toEqual([])
    expect(reader.read(at([recordOf(nas, { address: '11.22.44.1' })]))).toEqual([
      { kind: 'changed', key: `home ${nas}`, hostname: nas, address: '11.22.44.1' },
    ])
    expect(reader.read(at([recordOf(nas, { address: '11.22.44.1' })]))).toEqual([])
  })

  it('is the first address of a name that was waiting for one', () => {
    const reader = new NewsReader(at([recordOf(nas, { address: null, state: 'updating' })]))
    expect(reader.read(at([recordOf(nas)]))).toMatchObject([{ kind: 'changed', address: '11.22.33.44' }])
  })

  it('is not a name that was added or removed', () => {
    const reader = new NewsReader(at([]))
    expect(reader.read(at([recordOf(nas)]))).toEqual([])
    expect(reader.read(at([]))).toEqual([])
  })

  it('is not a lost network, nor its return', () => {
    const reader = new NewsReader(at([recordOf(nas)]))
    for (const state of ['offline', 'waiting', 'ok'] as const)
      expect(reader.read(at([recordOf(nas, { state })]))).toEqual([])
  })

  it('is a name that needs the user, once, with the reason, however often it is tried meanwhile', () => {
    const reader = new NewsReader(at([recordOf(nas)]))
    const needing = at([recordOf(nas, { state: 'attention', message: 'Enter the token again.' })])
    expect(reader.read(needing)).toMatchObject([
      { kind: 'attention', hostname: nas, message: 'Enter the token again.' },
    ])
    expect(reader.read(at([recordOf(nas, { state: 'updating' })]))).toEqual([])
    expect(reader.read(needing)).toEqual([])
    expect(reader.troubled.size).toBe(1)
  })

  it('is the end of that, as one piece of news with the new address', () => {
    const reader = new NewsReader(at([recordOf(nas, { state: 'attention' })]))
    expect(reader.read(at([recordOf(nas, { state: 'waiting' })]))).toEqual([])
    expect(reader.read(at([recordOf(nas, { address: '11.22.44.1' })]))).toEqual([
      { kind: 'recovered', key: `home ${nas}`, hostname: nas, address: '11.22.44.1' },
    ])
    expect(reader.troubled.size).toBe(0)
  })

  it('forgets a name that needed the user and is gone', () => {
    const reader = new NewsReader(at([recordOf(nas, { state: 'attention' })]))
    reader.read(at([]))
    expect(reader.troubled.size).toBe(0)
    expect(reader.read(at([recordOf(nas)]))).toEqual([])
  })

  it('is an error of the app as a whole, but not a warning', () => {
    const reader = new NewsReader(at([]))
    expect(reader.read(at([], [{ id: 'plain-http', severity: 'warning', message: 'x' }]))).toEqual([])
    expect(reader.read(at([], [broken]))).toEqual([
      { kind: 'attention', key: 'notice settings-invalid', hostname: 'Homeward', message: 'Line 3 is wrong.' },
    ])
    expect(reader.read(at([], [broken]))).toEqual([])
    reader.read(at([]))
    expect(reader.troubled.size).toBe(0)
  })

  it('keeps two accounts with the same name apart', () => {
    const other = { ...recordOf(nas), account: 'work' }
    const reader = new NewsReader(at([recordOf(nas), other]))
    expect(reader.read(at([recordOf(nas), { ...other, state: 'attention' }]))).toMatchObject([{ key: `work ${nas}` }])
  })
})

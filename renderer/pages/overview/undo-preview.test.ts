import { expect, it } from 'vitest'
import type { FamilyRow } from '../../../app/contract/snapshot.ts'
import { record, row } from '../../dev/sample-parts.ts'
import { undoPreview } from './undo-preview.ts'

const [OLD4, OLD6] = ['11.22.33.4', '2a0e:1111::4']
const rowOf = (family: FamilyRow['family'], confirmed: string | null, over: Partial<FamilyRow> = {}) =>
  row('home', 'nas.example.org', family, { confirmed, ...over })
const of = (rows: FamilyRow[], previous: { ipv4: string | null; ipv6: string | null }) =>
  undoPreview({ ...record(rows), previous })

it('lists each family that changed, with its current address', () => {
  const rows = [rowOf('ipv4', '11.22.33.5'), rowOf('ipv6', '2a0e:1111::5')]
  expect(of(rows, { ipv4: OLD4, ipv6: OLD6 })).toEqual([
    { previous: OLD4, current: '11.22.33.5', inProgress: false },
    { previous: OLD6, current: '2a0e:1111::5', inProgress: false },
  ])
  expect(of(rows, { ipv4: null, ipv6: OLD6 })).toMatchObject([{ previous: OLD6, current: '2a0e:1111::5' }])
})

it('is in progress once the previous address is the desired one', () => {
  const [one] = of([rowOf('ipv4', '11.22.33.5', { desired: OLD4 })], { ipv4: OLD4, ipv6: null })
  expect(one?.inProgress).toBe(true)
})

it('lists nothing before the first change, and no family that is off', () => {
  expect(of([rowOf('ipv4', '11.22.33.5')], { ipv4: null, ipv6: null })).toEqual([])
  expect(of([rowOf('ipv4', null)], { ipv4: OLD4, ipv6: null })).toEqual([])
  expect(of([rowOf('ipv4', '11.22.33.5', { state: 'unmanaged' })], { ipv4: OLD4, ipv6: null })).toEqual([])
})

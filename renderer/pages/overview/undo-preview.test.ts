import { expect, it } from 'vitest'
import type { FamilyRow } from '../../../app/contract/snapshot.ts'
import { record, row } from '../../dev/sample-parts.ts'
import { takenBack } from './undo-preview.ts'

const [OLD4, OLD6] = ['11.22.33.4', '2a0e:1111::4']
const rowOf = (family: FamilyRow['family'], confirmed: string | null, over: Partial<FamilyRow> = {}) =>
  row('home', 'nas.example.org', family, { confirmed, ...over })
const of = (rows: FamilyRow[], previous: { ipv4: string | null; ipv6: string | null }) =>
  takenBack({ ...record(rows), previous })

it('is each family that changed, with what stands there now', () => {
  const rows = [rowOf('ipv4', '11.22.33.5'), rowOf('ipv6', '2a0e:1111::5')]
  expect(of(rows, { ipv4: OLD4, ipv6: OLD6 })).toEqual([
    { previous: OLD4, current: '11.22.33.5', isUnderWay: false },
    { previous: OLD6, current: '2a0e:1111::5', isUnderWay: false },
  ])
  expect(of(rows, { ipv4: null, ipv6: OLD6 })).toMatchObject([{ previous: OLD6, current: '2a0e:1111::5' }])
})

it('is known to be under way once it is what the name should hold', () => {
  const [one] = of([rowOf('ipv4', '11.22.33.5', { desired: OLD4 })], { ipv4: OLD4, ipv6: null })
  expect(one?.isUnderWay).toBe(true)
})

it('is nothing before the first change, nor of a family that is off', () => {
  expect(of([rowOf('ipv4', '11.22.33.5')], { ipv4: null, ipv6: null })).toEqual([])
  expect(of([rowOf('ipv4', null)], { ipv4: OLD4, ipv6: null })).toEqual([])
  expect(of([rowOf('ipv4', '11.22.33.5', { state: 'unmanaged' })], { ipv4: OLD4, ipv6: null })).toEqual([])
})

import { describe, expect, it } from 'vitest'
import { adapter } from '../testing/adapters.ts'
import type { Adapter } from './adapter.ts'
import { hasHardware } from './adapter-stack.ts'
import { comparableTable } from './adapter-table.ts'

const on = (name: string, isHardware: boolean | null, lowerIds: Adapter['lowerIds'] = []) =>
  adapter({ name, isHardware, lowerIds })

describe('the hardware below an adapter', () => {
  it.each([
    ['itself', [on('x', true)], true],
    ['nothing', [on('x', false)], false],
    ['a card two levels down', [on('x', false, ['y']), on('y', false, ['z']), on('z', true)], true],
    ['one port of two', [on('x', false, ['y', 'z']), on('y', false), on('z', true)], true],
    ['adapters without hardware', [on('x', false, ['y']), on('y', false)], false],
    ['a circle', [on('x', false, ['y']), on('y', false, ['x'])], false],
    ['an adapter that is not listed', [on('x', false, ['gone'])], null],
    ['an adapter that is not listed, and a card', [on('x', false, ['gone', 'y']), on('y', true)], true],
    ['what the system does not tell', [on('x', false, null)], null],
    ['an unknown adapter', [on('x', false, ['y']), on('y', null)], null],
    ['itself, unknown', [on('x', null, null)], null],
  ])('is found: %s', (_what, adapters, expected) => {
    expect(hasHardware(adapters[0] as Adapter, adapters)).toBe(expected)
  })

  it('counts as a change of the table', () => {
    const before = [on('br0', false, []), on('eth0', true)]
    const after = [on('br0', false, ['eth0']), on('eth0', true)]
    expect(comparableTable(after)).not.toBe(comparableTable(before))
    const swapped = [on('br0', false, ['b', 'a'])]
    expect(comparableTable(swapped)).toBe(comparableTable([on('br0', false, ['a', 'b'])]))
  })
})

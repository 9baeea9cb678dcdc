import { expect, it } from 'vitest'
import { troubleFirst } from './record-order.ts'

it('puts what needs the user first and leaves everything else in place', () => {
  const states = ['ok', 'updating', 'attention', 'waiting', 'attention', 'offline'] as const
  const records = states.map((state, index) => ({ state, index }))
  expect(troubleFirst(records).map(({ index }) => index)).toEqual([2, 4, 0, 1, 3, 5])
})

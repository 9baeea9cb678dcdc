import { expect, it } from 'vitest'
import { attentionFirst } from './record-order.ts'

it('puts domains that need the user first and keeps the order of the others', () => {
  const states = ['ok', 'updating', 'attention', 'waiting', 'attention', 'offline'] as const
  const records = states.map((state, index) => ({ state, index }))
  expect(attentionFirst(records).map(({ index }) => index)).toEqual([2, 4, 0, 1, 3, 5])
})

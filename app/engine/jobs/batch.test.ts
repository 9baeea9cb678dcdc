import { describe, expect, it } from 'vitest'
import type { Family } from '../../model/address.ts'
import { nextBatch } from './batch.ts'
import type { PendingUpdate } from './pending-update.ts'

const want = (hostname: string, address: string, family: Family = 'ipv4'): PendingUpdate => ({
  account: 'home',
  hostname,
  family,
  address,
  trigger: 'poll',
  roundId: 1,
  insists: false,
})
const many = (count: number) => Array.from({ length: count }, (_, index) => want(`h${index}.example.org`, '11.22.33.1'))

describe('a batch', () => {
  it('takes as many names as the provider does, in their order', () => {
    const left = many(45)
    const sizes: number[] = []
    while (left.length > 0) {
      const { changes, wants } = nextBatch(left, 20)
      expect(wants).toEqual(left.slice(0, changes.length))
      sizes.push(changes.length)
      left.splice(0, changes.length)
    }
    expect(sizes).toEqual([20, 20, 5])
  })

  it('names both families of a name together', () => {
    const wants = [want('a.example.org', '11.22.33.1'), want('a.example.org', '2a0e:1111::1', 'ipv6')]
    expect(nextBatch(wants, 20)).toEqual({
      changes: [{ hostname: 'a.example.org', ipv4: '11.22.33.1', ipv6: '2a0e:1111::1' }],
      wants,
    })
  })

  it('mixes no addresses: a name that wants another waits for the next', () => {
    const wants = [
      want('a.example.org', '11.22.33.1'),
      want('b.example.org', '11.22.33.2'),
      want('c.example.org', '11.22.33.1'),
    ]
    expect(nextBatch(wants, 20).changes.map(({ hostname }) => hostname)).toEqual(['a.example.org', 'c.example.org'])
  })

  it('is one name at least, and none when nothing is wanted', () => {
    expect(nextBatch(many(3), 0).changes).toHaveLength(1)
    expect(nextBatch([], 20)).toEqual({ changes: [], wants: [] })
  })
})

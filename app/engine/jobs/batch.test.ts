import { describe, expect, it } from 'vitest'
import type { Family } from '../../model/address.ts'
import { plainForm } from '../../model/update-form.ts'
import { nextBatch, plainRules } from './batch.ts'
import type { PendingUpdate } from './pending-update.ts'

const update = (hostname: string, address: string, family: Family = 'ipv4'): PendingUpdate => ({
  account: 'home',
  hostname,
  family,
  address,
  trigger: 'poll',
  roundId: 1,
  force: false,
})
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => update(`h${index}.example.org`, '11.22.33.1'))

const upTo = (hosts: number) => plainRules(plainForm(hosts))

describe('a batch', () => {
  it('carries as many names as the provider takes, in their order', () => {
    const left = many(45)
    const sizes: number[] = []
    while (left.length > 0) {
      const { changes, updates } = nextBatch(left, upTo(20))
      expect(updates).toEqual(left.slice(0, changes.length))
      sizes.push(changes.length)
      left.splice(0, changes.length)
    }
    expect(sizes).toEqual([20, 20, 5])
  })

  it('carries both families of a name in one change', () => {
    const updates = [update('a.example.org', '11.22.33.1'), update('a.example.org', '2a0e:1111::1', 'ipv6')]
    expect(nextBatch(updates, upTo(20))).toMatchObject({
      changes: [{ hostname: 'a.example.org', ipv4: '11.22.33.1', ipv6: '2a0e:1111::1' }],
      updates,
    })
  })

  it('mixes no addresses: a name that gets another one waits for the next request', () => {
    const updates = [
      update('a.example.org', '11.22.33.1'),
      update('b.example.org', '11.22.33.2'),
      update('c.example.org', '11.22.33.1'),
    ]
    expect(nextBatch(updates, upTo(20)).changes.map(({ hostname }) => hostname)).toEqual([
      'a.example.org',
      'c.example.org',
    ])
  })

  it('is one name at least, and none when nothing is pending', () => {
    expect(nextBatch(many(3), upTo(0)).changes).toHaveLength(1)
    expect(nextBatch([], upTo(20))).toMatchObject({ changes: [], updates: [] })
  })
})

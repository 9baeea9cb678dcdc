import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { publishable } from '../../../model/special-purpose.ts'
import { type Ballot, type Vote, weigh } from './agreement.ts'

const A = '11.22.33.1'
const B = '11.22.33.2'
const C = '11.22.33.3'
const votes = (...addresses: string[]): Vote[] =>
  addresses.map((address, i) => ({ operator: `operator-${i}`, address }))
const ballot = (overrides: Partial<Ballot> = {}): Ballot => ({ votes: [], current: [], single: false, ...overrides })

describe('agreement', () => {
  it('wants two votes for a new address and one for the published one', () => {
    expect(weigh(ballot())).toEqual({ kind: 'open', wanted: 2 })
    expect(weigh(ballot({ current: [A] }))).toEqual({ kind: 'open', wanted: 1 })
    expect(weigh(ballot({ current: [A, B] }))).toEqual({ kind: 'open', wanted: 2 })
  })

  it('is settled by one operator who still sees the published address', () => {
    expect(weigh(ballot({ votes: votes(A), current: [A] }))).toEqual({
      kind: 'still',
      address: A,
      operator: 'operator-0',
    })
  })

  it('takes nobody’s single word for a new address', () => {
    expect(weigh(ballot({ votes: votes(B), current: [A] }))).toEqual({ kind: 'open', wanted: 1 })
  })

  it('takes a new address from two operators, even against a third', () => {
    expect(weigh(ballot({ votes: votes(B, B), current: [A] }))).toEqual({ kind: 'agreed', address: B, count: 2 })
    expect(weigh(ballot({ votes: votes(A, B, B), current: [A] }))).toEqual({ kind: 'agreed', address: B, count: 2 })
  })

  it('stays open while everyone sees something else', () => {
    expect(weigh(ballot({ votes: votes(A, B, C) }))).toEqual({ kind: 'open', wanted: 1 })
    expect(weigh(ballot({ votes: votes(A, A, B, B) }))).toEqual({ kind: 'open', wanted: 1 })
  })

  it('counts an operator once', () => {
    const twice = [0, 1].map(() => ({ operator: 'one', address: B }))
    expect(weigh(ballot({ votes: twice }))).toEqual({ kind: 'open', wanted: 1 })
  })

  it('takes the word of the one source the user chose', () => {
    expect(weigh(ballot({ votes: votes(B), current: [A], single: true }))).toMatchObject({ kind: 'single', address: B })
  })

  const address = fc.oneof(
    fc.constantFrom(A, B, C, '10.0.0.1', '100.64.0.1', '192.0.2.1', '2a0e:1111::1', 'fd00::1', '2002::1'),
    fc.ipV4(),
  )
  const vote = fc.record({ operator: fc.constantFrom('a', 'b', 'c', 'd'), address })

  it('never publishes a special-purpose address, nor a new one fewer than two operators saw', () => {
    fc.assert(
      fc.property(
        fc.array(vote, { maxLength: 8 }),
        fc.array(address, { maxLength: 2 }),
        fc.boolean(),
        (cast, current, single) => {
          const verdict = weigh({ votes: cast, current, single })
          if (verdict.kind === 'open') return
          expect(publishable(verdict.address).ok).toBe(true)
          const operators = new Set(cast.filter((it) => it.address === verdict.address).map((it) => it.operator))
          expect(operators.size).toBeGreaterThan(0)
          if (verdict.kind === 'still') expect(current).toEqual([verdict.address])
          else if (!single) expect(operators.size).toBeGreaterThanOrEqual(2)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('does not depend on the order in which operators answered', () => {
    const honest = fc.uniqueArray(vote, { selector: (it) => it.operator, maxLength: 4 })
    fc.assert(
      fc.property(honest, fc.array(address, { maxLength: 1 }), (cast, current) => {
        const outcome = (order: readonly Vote[]) => {
          const verdict = weigh({ votes: order, current, single: false })
          return verdict.kind === 'open' ? null : verdict.address
        }
        expect(outcome([...cast].reverse())).toBe(outcome(cast))
      }),
    )
  })
})

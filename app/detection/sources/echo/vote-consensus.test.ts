import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { publishable } from '../../../model/special-purpose.ts'
import { evaluateVotes, type Vote, type VoteOptions } from './vote-consensus.ts'

const A = '11.22.33.1'
const B = '11.22.33.2'
const C = '11.22.33.3'
const votes = (...addresses: string[]): Vote[] =>
  addresses.map((address, i) => ({ operator: `operator-${i}`, address }))
const withDefaults = (overrides: Partial<VoteOptions> = {}): VoteOptions => ({
  votes: [],
  current: [],
  single: false,
  ...overrides,
})

describe('the consensus of echo operators', () => {
  it('needs two votes for a new address and one for the published address', () => {
    expect(evaluateVotes(withDefaults())).toEqual({ kind: 'undecided', needed: 2 })
    expect(evaluateVotes(withDefaults({ current: [A] }))).toEqual({ kind: 'undecided', needed: 1 })
    expect(evaluateVotes(withDefaults({ current: [A, B] }))).toEqual({ kind: 'undecided', needed: 2 })
  })

  it('is reached by one operator that still sees the published address', () => {
    expect(evaluateVotes(withDefaults({ votes: votes(A), current: [A] }))).toEqual({
      kind: 'still',
      address: A,
      operator: 'operator-0',
    })
  })

  it('is not reached by a single vote for a new address', () => {
    expect(evaluateVotes(withDefaults({ votes: votes(B), current: [A] }))).toEqual({ kind: 'undecided', needed: 1 })
  })

  it('is reached by two votes for a new address, even against a third', () => {
    expect(evaluateVotes(withDefaults({ votes: votes(B, B), current: [A] }))).toEqual({
      kind: 'agreed',
      address: B,
      count: 2,
    })
    expect(evaluateVotes(withDefaults({ votes: votes(A, B, B), current: [A] }))).toEqual({
      kind: 'agreed',
      address: B,
      count: 2,
    })
  })

  it('is not reached while all operators see different addresses', () => {
    expect(evaluateVotes(withDefaults({ votes: votes(A, B, C) }))).toEqual({ kind: 'undecided', needed: 1 })
    expect(evaluateVotes(withDefaults({ votes: votes(A, A, B, B) }))).toEqual({ kind: 'undecided', needed: 1 })
  })

  it('counts an operator once', () => {
    const twice = [0, 1].map(() => ({ operator: 'one', address: B }))
    expect(evaluateVotes(withDefaults({ votes: twice }))).toEqual({ kind: 'undecided', needed: 1 })
  })

  it('is reached by the only service when the user chose one', () => {
    expect(evaluateVotes(withDefaults({ votes: votes(B), current: [A], single: true }))).toMatchObject({
      kind: 'single',
      address: B,
    })
  })

  const address = fc.oneof(
    fc.constantFrom(A, B, C, '10.0.0.1', '100.64.0.1', '192.0.2.1', '2a0e:1111::1', 'fd00::1', '2002::1'),
    fc.ipV4(),
  )
  const vote = fc.record({ operator: fc.constantFrom('a', 'b', 'c', 'd'), address })

  it('never publishes a special-purpose address, nor a new one that fewer than two operators saw', () => {
    fc.assert(
      fc.property(
        fc.array(vote, { maxLength: 8 }),
        fc.array(address, { maxLength: 2 }),
        fc.boolean(),
        (cast, current, single) => {
          const consensus = evaluateVotes({ votes: cast, current, single })
          if (consensus.kind === 'undecided') return
          expect(publishable(consensus.address).ok).toBe(true)
          const operators = new Set(cast.filter((it) => it.address === consensus.address).map((it) => it.operator))
          expect(operators.size).toBeGreaterThan(0)
          if (consensus.kind === 'still') expect(current).toEqual([consensus.address])
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
          const consensus = evaluateVotes({ votes: order, current, single: false })
          return consensus.kind === 'undecided' ? null : consensus.address
        }
        expect(outcome([...cast].reverse())).toBe(outcome(cast))
      }),
    )
  })
})

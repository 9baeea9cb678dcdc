import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { publishable } from '../../model/special-purpose.ts'
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

  const gateway = (seen: string): Vote => ({ operator: 'gateway', address: seen, kind: 'gateway' })
  const own = (seen: string): Vote => ({ operator: 'adapter', address: seen, kind: 'adapter' })

  it.each([gateway, own])('is reached by one operator and what the home itself knows', (voter) => {
    const agreed = { kind: 'agreed', address: B, count: 2 }
    expect(evaluateVotes(withDefaults({ votes: [voter(B), ...votes(B)], current: [A] }))).toEqual(agreed)
    // A lone dissenter does not hold it back.
    expect(evaluateVotes(withDefaults({ votes: [voter(B), ...votes(A, B)], current: [A] }))).toEqual(agreed)
  })

  it('is not reached by a gateway alone, nor against what operators see', () => {
    expect(evaluateVotes(withDefaults({ votes: [gateway(B)], current: [A], isComplete: true })).kind).toBe('undecided')
    expect(evaluateVotes(withDefaults({ votes: [gateway(B), own(B)], current: [A] })).kind).toBe('undecided')
    expect(evaluateVotes(withDefaults({ votes: [gateway(B), ...votes(A, A)], current: [B] }))).toMatchObject({
      kind: 'agreed',
      address: A,
    })
  })

  it('asks an operator although the gateway still has the published address: it may tell an old one for ever', () => {
    const seen = { votes: [gateway(A)], current: [A] }
    expect(evaluateVotes(withDefaults(seen))).toEqual({ kind: 'undecided', needed: 1 })
    expect(evaluateVotes(withDefaults({ ...seen, isComplete: true }))).toMatchObject({ kind: 'still', address: A })
    expect(evaluateVotes(withDefaults({ ...seen, votes: [gateway(A), ...votes(B)] })).kind).toBe('undecided')
  })

  it('is the adapter’s own address when nobody can be asked, and not when somebody sees another', () => {
    const alone = { votes: [own(B)], current: [A] }
    expect(evaluateVotes(withDefaults(alone)).kind).toBe('undecided')
    expect(evaluateVotes(withDefaults({ ...alone, isComplete: true }))).toMatchObject({ kind: 'own', address: B })
    const votesOfTwo = [own(B), ...votes(C)]
    expect(evaluateVotes(withDefaults({ ...alone, votes: votesOfTwo, isComplete: true })).kind).toBe('undecided')
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

  it('takes no address of a gateway that no operator sees, unless it is the published one', () => {
    const voter = fc.record({ operator: fc.constant('home'), address, kind: fc.constant('gateway' as const) })
    fc.assert(
      fc.property(
        fc.array(vote, { maxLength: 6 }),
        voter,
        fc.array(address, { maxLength: 2 }),
        (cast, said, current) => {
          const consensus = evaluateVotes({ votes: [...cast, said], current, single: false, isComplete: true })
          if (consensus.kind === 'undecided') return
          expect(publishable(consensus.address).ok).toBe(true)
          const isSeen = cast.some((it) => it.address === consensus.address)
          expect(isSeen || (current.length === 1 && current[0] === consensus.address)).toBe(true)
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

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { publishable } from '../../model/special-purpose.ts'
import { evaluateConfirmation, evaluateVotes, type Vote, type VoteOptions } from './vote-consensus.ts'

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
  const by = (channel: 'dns' | 'stun', operator: string, seen: string): Vote => ({ operator, address: seen, channel })

  it('counts all answers by one channel as one: whoever sits on the way can give them', () => {
    const dns = [by('dns', 'a', B), by('dns', 'b', B), by('dns', 'c', B)]
    expect(evaluateVotes(withDefaults({ votes: dns }))).toEqual({ kind: 'undecided', needed: 1 })
    const agreed = { kind: 'agreed', address: B, count: 2 }
    expect(evaluateVotes(withDefaults({ votes: [...dns, ...votes(B)] }))).toEqual(agreed)
    // Nor do they outvote two that prove who they are.
    expect(evaluateVotes(withDefaults({ votes: [...dns, by('stun', 'd', B), ...votes(A, A, A)] }))).toMatchObject({
      kind: 'agreed',
      address: A,
    })
  })

  it('is not reached by what one box on the way could answer alone: DNS, STUN and the gateway', () => {
    const forged = [by('dns', 'a', B), by('stun', 'b', B)]
    for (const kind of [[], [gateway(B)]]) {
      expect(evaluateVotes(withDefaults({ votes: [...forged, ...kind], current: [A] })).kind).toBe('undecided')
    }
    expect(evaluateVotes(withDefaults({ votes: [by('dns', 'a', B), gateway(B)], current: [A] })).kind).toBe('undecided')
    expect(evaluateVotes(withDefaults({ votes: [by('dns', 'a', B), own(B)], current: [A] })).kind).toBe('agreed')
  })

  it('gives an operator that tells two addresses no vote, whichever came first', () => {
    const both = [by('dns', 'a', B), { operator: 'a', address: C }]
    for (const cast of [both, [...both].reverse()]) {
      expect(evaluateVotes(withDefaults({ votes: [...cast, ...votes(B)] }))).toEqual({ kind: 'undecided', needed: 1 })
    }
  })

  it('counts an operator’s answer over TLS rather than its answer by DNS', () => {
    const twice = [by('dns', 'a', B), { operator: 'a', address: B }, by('dns', 'b', B)]
    for (const cast of [twice, [...twice].reverse()]) {
      expect(evaluateVotes(withDefaults({ votes: cast }))).toEqual({ kind: 'agreed', address: B, count: 2 })
    }
  })

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

  it('does not depend on the order in which anybody answered', () => {
    const service = fc.record({
      operator: fc.constantFrom('a', 'b', 'c', 'd'),
      address,
      channel: fc.constantFrom(undefined, undefined, 'dns' as const, 'stun' as const),
    })
    const atHome = fc.record({ address, kind: fc.constantFrom('gateway' as const, 'adapter' as const) })
    const anyVote = fc.oneof(
      { weight: 3, arbitrary: service },
      { weight: 1, arbitrary: atHome.map((its): Vote => ({ ...its, operator: its.kind })) },
    )
    const shuffled = fc
      .array(anyVote, { maxLength: 6 })
      .chain((cast) => fc.tuple(fc.constant(cast), fc.shuffledSubarray(cast, { minLength: cast.length })))
    fc.assert(
      fc.property(
        shuffled,
        fc.array(address, { maxLength: 2 }),
        fc.boolean(),
        ([cast, turned], current, isComplete) => {
          const outcome = (order: readonly Vote[]) => {
            const consensus = evaluateVotes({ votes: order, current, single: false, isComplete })
            return consensus.kind === 'undecided' ? null : consensus.address
          }
          expect(outcome(turned)).toBe(outcome(cast))
        },
      ),
      { numRuns: 3_000 },
    )
  })
})

describe('the confirmation of this machine’s own address', () => {
  const seen = (...addresses: string[]) => evaluateConfirmation(votes(...addresses), A)

  it('needs one that sees it, whoever else sees another', () => {
    expect(seen(A)).toEqual({ kind: 'confirmed', operator: 'operator-0' })
    expect(seen(B, A)).toEqual({ kind: 'confirmed', operator: 'operator-1' })
    expect(seen()).toEqual({ kind: 'undecided' })
  })

  it('is refused by two that see the same other one, or by one when nobody is left to ask', () => {
    expect(seen(B)).toEqual({ kind: 'undecided' })
    expect(seen(B, C)).toEqual({ kind: 'undecided' })
    expect(seen(B, B)).toEqual({ kind: 'differs', operator: 'operator-0', seen: B })
    expect(evaluateConfirmation(votes(B), A, true)).toEqual({ kind: 'differs', operator: 'operator-0', seen: B })
    expect(evaluateConfirmation([], A, true)).toEqual({ kind: 'undecided' })
  })
})

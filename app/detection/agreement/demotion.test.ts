import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Demotion, demoted, demotionWeight, inAskingOrder } from './demotion.ts'

const MINUTE = 60_000
const nobody = () => false
const faults = (count: number, now = 0): Demotion | undefined =>
  Array.from({ length: count }).reduce<Demotion | undefined>((before) => demoted(before, now), undefined)

describe('what stands against a voter', () => {
  it.each([
    [1, 30],
    [2, 40],
    [4, 50],
    [8, 60],
    [1_000, 60],
  ])('is forgotten: %i faults at once after %i minutes', (count, minutes) => {
    const demotion = faults(count)
    expect(demotionWeight(demotion, minutes * MINUTE)).toBeGreaterThan(0)
    expect(demotionWeight(demotion, minutes * MINUTE + 1)).toBe(0)
  })

  it('grows with each fault, and less with an old one', () => {
    expect(demoted(faults(1), 0).weight).toBe(2)
    expect(demoted(faults(1), 10 * MINUTE).weight).toBe(1.5)
    expect(demoted(faults(1), 31 * MINUTE).weight).toBe(1)
    expect(demotionWeight(undefined, 0)).toBe(0)
  })
})

describe('the order in which to ask', () => {
  const weights = fc.array(fc.constantFrom(0, 0, 0.5, 1, 4), { maxLength: 8 })

  it('asks those without a fault first, in their own order, and asks everybody', () => {
    fc.assert(
      fc.property(weights, (given) => {
        const order = inAskingOrder([...given.keys()], (voter) => given[voter] ?? 0, nobody)
        expect([...order].sort()).toEqual([...given.keys()].sort())
        const sound = [...given.keys()].filter((voter) => given[voter] === 0)
        expect(order.slice(0, sound.length)).toEqual(sound)
        const rest = order.slice(sound.length).map((voter) => given[voter] ?? 0)
        expect(rest).toEqual([...rest].sort((a, b) => a - b))
      }),
    )
  })

  it('begins with another than the one that vouched alone, which comes right after it', () => {
    const order = (weightsOf: readonly number[], last: number) =>
      inAskingOrder(
        [...weightsOf.keys()],
        (voter) => weightsOf[voter] ?? 0,
        (voter) => voter === last,
      )
    expect(order([0, 0, 0], 0)).toEqual([1, 0, 2])
    expect(order([0, 0, 0], 1)).toEqual([0, 1, 2])
    // Not with one that failed lately.
    expect(order([0, 1, 1], 0)).toEqual([0, 1, 2])
    expect(order([1, 0, 0], 1)).toEqual([2, 1, 0])
    expect(order([0], 0)).toEqual([0])
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reason } from '../../contract/reason.ts'
import type { SourceAnswer } from '../observation.ts'
import { type EgressFacts, judgeEgresses, NO_EGRESSES } from './egresses.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const [ONE, TWO, NEW] = ['11.22.33.1', '11.22.44.1', '11.22.33.77']

const answersOf = (...addresses: readonly (string | null)[]): SourceAnswer[] =>
  addresses.map((address, index) => {
    return { source: 'echo', name: `s${index}`, address, refused: null, detail: null, tookMs: 1 }
  })

interface Step {
  /** What the services see; the first is what they agree on. */
  readonly seen: readonly string[]
  readonly atMs: number
}

/** Publishes what counts, as the engine does. @returns every address that was published */
function publish(steps: readonly Step[], first = ONE): string[] {
  const published = [first]
  let egresses = NO_EGRESSES
  for (const { seen, atMs } of steps) {
    const current = [published.at(-1) ?? '']
    const address = seen[0] ?? ''
    const facts: EgressFacts = {
      observation: { kind: 'known', address, why: reason('echo-agreed', { address, count: 2 }) },
      ...{ answers: answersOf(...seen), gateways: [], current, now: atMs },
    }
    const verdict = judgeEgresses(egresses, facts)
    egresses = verdict.egresses
    const { observation } = verdict
    if (observation.kind === 'known' && observation.address !== current[0]) published.push(observation.address)
    expect(verdict.againInMs === null).toBe(observation.kind === 'known' && observation.address === address)
  }
  return published
}

describe('an address that came back', () => {
  const swap = (times: number, everyMs: number) =>
    Array.from(
      { length: times },
      (_, turn): Step => ({ seen: turn % 2 === 0 ? [ONE, ONE] : [TWO, TWO], atMs: turn * everyMs }),
    )

  it.each([10_000, 30_000, 5 * MINUTE])('replaces nothing while both alternate every %d ms', (everyMs) => {
    expect(publish(swap(101, everyMs))).toEqual([ONE, TWO])
  })

  it('counts once the other one has not been seen for two minutes, then for ten, then for an hour', () => {
    const steps: Step[] = [{ seen: [ONE], atMs: 0 }]
    const movedAt: number[] = []
    let at = 0
    let last = ONE
    for (const round of [0, 1, 2, 3]) {
      const next = last === ONE ? TWO : ONE
      const began = at
      for (let step = 0; step < 400; step += 1) {
        at += 15_000
        steps.push({ seen: [next, next], atMs: at })
        if (publish(steps).at(-1) === next) break
      }
      movedAt[round] = at - began
      last = next
    }
    expect(movedAt).toEqual([15_000, 15_000 + 2 * MINUTE, 15_000 + 10 * MINUTE, 15_000 + HOUR])
  })

  it('counts after an hour, even if one service holds on to the other one', () => {
    const stale = Array.from(
      { length: 300 },
      (_, turn): Step => ({ seen: [ONE, ONE, TWO], atMs: 60_000 + turn * 30_000 }),
    )
    const steps = [{ seen: [ONE], atMs: 0 }, { seen: [TWO], atMs: 30_000 }, ...stale]
    expect(publish(steps)).toEqual([ONE, TWO, ONE])
  })

  it('counts at once after a day', () => {
    const day = 25 * HOUR
    expect(
      publish([
        { seen: [ONE], atMs: 0 },
        { seen: [TWO], atMs: 1 },
        { seen: [ONE], atMs: day },
      ]),
    ).toEqual([ONE, TWO, ONE])
  })
})

it('an address that nobody has seen before counts at once, whoever sees the old one', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(ONE, TWO), { maxLength: 20 }), (before) => {
      const steps = before.map((address, turn): Step => ({ seen: [address, address], atMs: turn * 20_000 }))
      const published = publish([...steps, { seen: [NEW, NEW, ONE, TWO], atMs: before.length * 20_000 }])
      expect(published.at(-1)).toBe(NEW)
    }),
  )
})

it('however two lines are seen every minute of a day, names change seldom', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1_440, maxLength: 1_440 }), (drawn) => {
      const steps = drawn.map((isTwo, turn): Step => ({ seen: isTwo ? [TWO, TWO] : [ONE, ONE], atMs: turn * MINUTE }))
      expect(publish(steps).length).toBeLessThan(12)
    }),
    { numRuns: 30 },
  )
})

it('nothing is judged without one published address, and what is unknown changes nothing', () => {
  const known = { kind: 'known', address: ONE, why: reason('echo-agreed') } as const
  for (const current of [[], [ONE, TWO]]) {
    const facts = { observation: known, answers: answersOf(ONE), gateways: [], current, now: 0 }
    expect(judgeEgresses(NO_EGRESSES, facts)).toMatchObject({ observation: known, againInMs: null })
  }
  const waiting = { ...NO_EGRESSES, unseenSince: 5, keptSince: 5 }
  const unknown = { kind: 'unknown', why: reason('echo-none') } as const
  const facts = { observation: unknown, answers: answersOf(null), gateways: [], current: [ONE], now: 9 }
  expect(judgeEgresses(waiting, facts)).toMatchObject({ observation: unknown, egresses: waiting })
})

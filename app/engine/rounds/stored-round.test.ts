import { describe, expect, it } from 'vitest'
import { type Reason, reason } from '../../contract/reason.ts'
import type { Decision } from '../../model/decide.ts'
import type { FamilyDecision } from './decisions.ts'
import { toStoredRound } from './stored-round.ts'

const ADDRESS = '11.22.33.1'
const held: Decision = { action: 'hold', address: ADDRESS, why: reason('hold-blocked'), until: null }
const update = (why: Reason = reason('update-first')): Decision => ({ action: 'update', address: ADDRESS, why })
const upToDate: Decision = { action: 'up-to-date', address: ADDRESS, due: null }

const named = (count: number, prefix: string, decision: Decision): FamilyDecision[] =>
  Array.from({ length: count }, (_, index) => {
    const hostname = `${prefix}${index}.example.org`
    return { id: `home/${hostname}/ipv4`, account: 'home', hostname, family: 'ipv4', decision }
  })
const decisionsOf = (decided: readonly FamilyDecision[]) =>
  toStoredRound({ trigger: 'poll', startedAt: 0, tookMs: 1, reports: [], decisions: decided, nextRoundAt: null })
    .decisions

describe('a stored round', () => {
  it('keeps the only update behind sixty names on hold', () => {
    const decisions = decisionsOf([...named(60, 'held', held), ...named(1, 'new', update())])
    expect(decisions).toHaveLength(50)
    expect(decisions[0]).toMatchObject({ hostname: 'new0.example.org', action: 'update' })
    expect(decisions[1]).toMatchObject({ hostname: 'held0.example.org', action: 'hold' })
  })

  it('keeps the first of thousands of updates, and no hold instead', () => {
    const decisions = decisionsOf([...named(10, 'held', held), ...named(5_000, 'new', update())])
    expect(decisions.map(({ hostname }) => hostname)).toEqual(
      Array.from({ length: 50 }, (_, index) => `new${index}.example.org`),
    )
  })

  it('leaves out what is up to date or unknown', () => {
    const unknown: Decision = { action: 'keep', why: reason('echo-none') }
    expect(decisionsOf([...named(3, 'same', upToDate), ...named(3, 'who-knows', unknown)])).toEqual([])
  })

  it('reads no further than it keeps', () => {
    let read = 0
    const decided = named(50_000, 'new', update()).map((each) => ({
      ...each,
      get decision() {
        read += 1
        return each.decision
      },
    }))
    expect(decisionsOf(decided)).toHaveLength(50)
    expect(read).toBeLessThan(1_000)
  })
})

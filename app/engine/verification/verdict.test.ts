import { describe, expect, it } from 'vitest'
import { isCorrectable, judge } from './verdict.ts'

const ours = '11.22.33.1'

describe('what the servers’ answers mean', () => {
  it.each([
    ['holds', [[ours], [ours]]],
    ['lagging', [[ours], ['11.22.33.9']]],
    ['lagging', [[ours], []]],
    ['several', [[ours], [ours, '11.22.33.9']]],
    ['differs', [['11.22.33.9'], ['11.22.33.9']]],
    ['differs', [[]]],
    ['unknown', []],
  ] as const)('is %s', (state, answers) => {
    expect(judge(ours, answers).state).toBe(state)
  })

  it('compares addresses, not their spelling', () => {
    expect(judge('2a0e:1111::1', [['2a0e:1111:0:0:0:0:0:1']]).state).toBe('holds')
  })

  it('names everything that was found once', () => {
    expect(judge(ours, [[ours, '11.22.33.9'], ['11.22.33.9']]).found).toEqual([ours, '11.22.33.9'])
  })
})

describe('what may be put right without being asked', () => {
  it('is a name that every server holds at another address of the world, or not at all', () => {
    expect(isCorrectable(judge(ours, [['11.22.33.9']]), {})).toBe(true)
    expect(isCorrectable(judge(ours, [[]]), {})).toBe(true)
  })

  it('is nothing while a server is silent, lags or cannot be asked', () => {
    expect(isCorrectable(judge(ours, [['11.22.33.9']]), { silent: ['ns2.example.org'] })).toBe(false)
    expect(isCorrectable(judge(ours, [['11.22.33.9'], [ours]]), {})).toBe(false)
    expect(isCorrectable(judge(ours, []), {})).toBe(false)
  })

  it('is no private address: that answer is this network’s own', () => {
    expect(isCorrectable(judge(ours, [['192.168.1.5']]), {})).toBe(false)
    expect(isCorrectable(judge(ours, [['11.22.33.9'], ['10.0.0.1', '11.22.33.9']]), {})).toBe(false)
  })

  it('is nothing beside a private address of the other family', () => {
    expect(isCorrectable(judge('2a0e:1111::1', [[]]), { beside: ['192.168.1.5'] })).toBe(false)
    expect(isCorrectable(judge('2a0e:1111::1', [[]]), { beside: ['11.22.33.9'] })).toBe(true)
  })
})

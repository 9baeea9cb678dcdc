import { describe, expect, it } from 'vitest'
import { isCorrectable, judge } from './verdict.ts'

const ours = '11.22.33.1'

describe('the verdict on the servers’ answers', () => {
  it.each([
    ['holds', [[ours], [ours]]],
    ['lagging', [[ours], ['11.22.33.9']]],
    ['lagging', [[ours], []]],
    ['several', [[ours], [ours, '11.22.33.9']]],
    ['differs', [['11.22.33.9'], ['11.22.33.9']]],
    ['differs', [[]]],
    ['unknown', []],
  ] as const)('is "%s"', (state, answers) => {
    expect(judge(ours, answers).state).toBe(state)
  })

  it('compares addresses, not their spelling', () => {
    expect(judge('2a0e:1111::1', [['2a0e:1111:0:0:0:0:0:1']]).state).toBe('holds')
  })

  it('lists each address found once', () => {
    expect(judge(ours, [[ours, '11.22.33.9'], ['11.22.33.9']]).found).toEqual([ours, '11.22.33.9'])
  })
})

describe('a difference is correctable', () => {
  it('when every server holds another public address, or none', () => {
    expect(isCorrectable(judge(ours, [['11.22.33.9']]), {})).toBe(true)
    expect(isCorrectable(judge(ours, [[]]), {})).toBe(true)
  })

  it('only when all servers answered and none holds the address', () => {
    expect(isCorrectable(judge(ours, [['11.22.33.9']]), { unanswered: ['ns2.example.org'] })).toBe(false)
    expect(isCorrectable(judge(ours, [['11.22.33.9'], [ours]]), {})).toBe(false)
    expect(isCorrectable(judge(ours, []), {})).toBe(false)
  })

  it('not when a private address was found: a local network gave that answer', () => {
    expect(isCorrectable(judge(ours, [['192.168.1.5']]), {})).toBe(false)
    expect(isCorrectable(judge(ours, [['11.22.33.9'], ['10.0.0.1', '11.22.33.9']]), {})).toBe(false)
  })

  it('not when the other family has a private address', () => {
    expect(isCorrectable(judge('2a0e:1111::1', [[]]), { otherAddresses: ['192.168.1.5'] })).toBe(false)
    expect(isCorrectable(judge('2a0e:1111::1', [[]]), { otherAddresses: ['11.22.33.9'] })).toBe(true)
  })
})

import { describe, expect, it } from 'vitest'
import { type FamilyEvidence, type FormEvidence, judgeForm, wrongFamilies } from './form-evidence.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const V4 = '11.22.33.1'
const V6 = '2a0e:1111::1'
const STRANGE = '11.22.33.99'

const family = (expected: string, changes: Partial<FamilyEvidence> = {}): FamilyEvidence => ({
  ...{ expected, sentAt: 0, isNew: true, found: [expected], isUnchanged: false, wasSeen: false },
  isKnown: (address) => address === '11.22.33.7',
  ...changes,
})
/** IPv4 was sent first, IPv6 a moment later. */
const judge = (
  ipv4: Partial<FamilyEvidence>,
  ipv6: Partial<FamilyEvidence>,
  now: number,
  more: Partial<FormEvidence> = {},
) =>
  judgeForm({
    families: { ipv4: family(V4, ipv4), ipv6: family(V6, { sentAt: 10, ...ipv6 }) },
    ...{ isTried: false, broken: [], now, ...more },
  })

describe('the form of a request', () => {
  it('is right where the zone holds both addresses', () => {
    expect(judge({}, {}, 2 * SECOND)).toBe('right')
  })

  it.each<[string, Partial<FamilyEvidence>, Partial<FamilyEvidence>, number, string]>([
    ['servers differ', { found: null }, {}, 60 * MINUTE, 'unclear'],
    ['an address is gone, and a later request is there', { found: [] }, {}, 9 * SECOND, 'wrong'],
    ['that was found at once', { found: [] }, {}, 2 * SECOND, 'unclear'],
    ['the other address was there before', { found: [] }, { isNew: false }, MINUTE, 'unclear'],
    ['the other address was sent earlier', { found: [], sentAt: 20 }, {}, MINUTE, 'unclear'],
    ['an address is gone that had been there', { found: [], sentAt: 20, wasSeen: true }, {}, 6 * MINUTE, 'wrong'],
    ['an address never came', {}, { found: [] }, 6 * MINUTE, 'unclear'],
    ['an address never came in half an hour', {}, { found: [] }, 30 * MINUTE, 'wrong'],
    ['the zone shows an address of before', { found: ['11.22.33.7'] }, {}, 60 * MINUTE, 'unclear'],
    ['the zone shows a strange address', { found: [STRANGE], sentAt: 20 }, {}, MINUTE, 'unclear'],
    ['the zone shows it for minutes', { found: [STRANGE], sentAt: 20 }, {}, 6 * MINUTE, 'wrong'],
    ['the zone shows it beside ours', { found: [V4, STRANGE], sentAt: 20 }, {}, 6 * MINUTE, 'wrong'],
  ])('where %s', (_, ipv4, ipv6, now, verdict) => {
    expect(judge(ipv4, ipv6, now)).toBe(verdict)
  })

  it('on trial is wrong as soon as the zone shows that it was carried out by half', () => {
    const trial = { isTried: true, broken: ['ipv4'] } as const
    expect(judge({}, { found: [] }, SECOND, trial)).toBe('wrong')
    expect(judge({ found: [] }, { found: [] }, SECOND, trial)).toBe('unclear')
  })

  it('that was learnt is wrong where an address does not arrive', () => {
    expect(judge({ found: ['11.22.33.7'] }, {}, 30 * MINUTE, { isTried: true })).toBe('wrong')
  })
})

it('tells which families do not hold what they should', () => {
  expect(wrongFamilies({ families: { ipv4: family(V4, { found: [] }), ipv6: family(V6) } })).toEqual(['ipv4'])
})

import { describe, expect, it } from 'vitest'
import type { Told } from './client.ts'
import { asMarkdown, judge, verdictsOf } from './report.ts'
import { type Addresses, knownNames, namesOf, STEPS } from './scenario.ts'

const place = { dialect: 'dyn', client: 'homeward' } as const
const [step] = STEPS
if (step === undefined) throw new Error('there are no steps')
const RIGHT: Addresses = step.line
const EMPTY: Addresses = { ipv4: null, ipv6: null }

const all = (names: readonly string[], held: Addresses) => Object.fromEntries(names.map((name) => [name, held]))
const judged = (
  zone: Readonly<Record<string, Addresses>>,
  claims: Readonly<Record<string, Addresses>>,
  told: Told = [],
) => judge({ place, step, runs: 1, requests: [], zone: { ...all(namesOf(place), EMPTY), ...zone }, claims, told })

describe('the verdict on a step', () => {
  it('is right when each known name holds both addresses, and the stale one is not spoken of', () => {
    const zone = all(knownNames(place), RIGHT)
    expect(judged(zone, zone)).toMatchObject({ verdict: 'right', differences: [] })
  })

  it('is honest when the zone holds something else and the client does not say otherwise', () => {
    const { verdict, differences } = judged(all(knownNames(place), { ...RIGHT, ipv6: null }), {})
    expect(verdict).toBe('honest')
    expect(differences).toContain(`a.homeward.dyn.example ipv6: the zone holds null instead of ${RIGHT.ipv6}`)
  })

  it('is told only when all names hold IPv4, and the client names the setting for each IPv6 address', () => {
    const noIpv6 = all(knownNames(place), { ...RIGHT, ipv6: null })
    const told = knownNames(place).map((name) => ({ name, family: 'ipv6' }) as const)
    const [first = { name: '', family: 'ipv6' }, ...others] = told
    expect(judged(noIpv6, {}, told)).toMatchObject({ verdict: 'told', differences: { length: 3 } })
    expect(judged(noIpv6, {}, others).verdict).toBe('honest')
    expect(judged({ ...noIpv6, [first.name]: EMPTY }, {}, told).verdict).toBe('honest')
    expect(judged(noIpv6, all(knownNames(place), RIGHT), told).verdict).toBe('untrue')
    expect(judged(all(knownNames(place), RIGHT), {}, told).verdict).toBe('right')
  })

  it('is untrue when the client names an address that the zone does not hold, also of a stale name', () => {
    const known = all(knownNames(place), RIGHT)
    const stale = 'm.homeward.dyn.example'
    expect(judged({ ...known, a: EMPTY }, known).verdict).toBe('right')
    expect(judged(known, { ...known, [stale]: RIGHT })).toMatchObject({
      verdict: 'untrue',
      differences: [`${stale} ipv4: says ${RIGHT.ipv4}, the zone holds null`, expect.stringContaining('ipv6')],
    })
  })
})

describe('the page', () => {
  it('tells the same verdicts as the results, whatever the date and the number of requests', () => {
    const zone = all(knownNames(place), RIGHT)
    const page = (date: string, requests: number) => {
      const request = { url: '/', username: null, status: 200, answer: 'good' }
      const result = judge({
        place,
        step,
        runs: 1,
        requests: Array(requests).fill(request),
        zone,
        claims: zone,
        told: [],
      })
      return asMarkdown({ date, versions: { Homeward: '1' }, results: [result] })
    }
    expect(page('2026-01-01', 2)).toContain('| Dyn | right, 2 req. |')
    expect(verdictsOf(page('2026-01-01', 2))).toEqual(verdictsOf(page('2026-02-01', 3)))
    expect(verdictsOf(page('2026-01-01', 2))).toContain('| Dyn | right |')
  })
})

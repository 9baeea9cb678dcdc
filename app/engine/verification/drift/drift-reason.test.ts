import { expect, it } from 'vitest'
import { assessDrift, type DriftFacts } from './drift-reason.ts'

const OURS = '11.22.33.1'
const facts = (over: Partial<DriftFacts> = {}): DriftFacts => ({
  ...{ found: '11.22.44.9', address: OURS, corrections: 0, doubts: 0 },
  ...over,
})

it.each<[string, DriftFacts, boolean]>([
  ['update-drift', facts(), true],
  ['update-drift-gone', facts({ found: null }), true],
  ['update-drift', facts({ doubts: 1, corrections: 2 }), true],
  ['drift-doubtful', facts({ doubts: 2 }), false],
  ['drift-doubtful-gone', facts({ found: null, doubts: 2 }), false],
  ['drift-doubtful', facts({ found: '192.168.1.10' }), false],
  ['drift-stays', facts({ corrections: 3 }), false],
  ['drift-stays-gone', facts({ found: null, corrections: 3, doubts: 2 }), false],
])('gives the reason %s for %j, self-correcting: %s', (code, drift, selfCorrecting) => {
  expect(assessDrift(drift)).toMatchObject({ reason: { code }, selfCorrecting })
})

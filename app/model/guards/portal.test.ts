import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HttpResult } from '../ports.ts'
import { type ProbeAnswer, portalVerdict, probeAnswer } from './portal.ts'

const page = { url: 'http://one.example/', status: 200, body: 'success' }
const empty = { url: 'http://two.example/', status: 204 }
const ok = (status: number, body = ''): HttpResult => ({ ok: true, status, headers: {}, body })
const fault = (name: 'dns' | 'timeout' | 'refused' | 'reset' | 'malformed' | 'too-large'): HttpResult => {
  return { ok: false, fault: name, message: name, sent: true }
}

describe('the answer to one probe', () => {
  it.each([
    [page, ok(200, 'success'), 'own'],
    [page, ok(200, ' success\r\n'), 'own'],
    [page, ok(200, 'success!'), 'foreign'],
    [page, ok(200, ''), 'foreign'],
    [page, ok(302, 'success'), 'foreign'],
    [page, ok(511, 'sign in'), 'foreign'],
    [empty, ok(204), 'own'],
    [empty, ok(200, ''), 'foreign'],
    [empty, ok(301), 'foreign'],
    [page, fault('too-large'), 'foreign'],
  ] as const)('%o answered by %o is %s', (operator, result, answer) => {
    expect(probeAnswer(operator, result)).toBe(answer)
  })

  it.each(['dns', 'timeout', 'refused', 'reset', 'malformed'] as const)('a network error (%s) is no portal', (name) => {
    expect(probeAnswer(page, fault(name))).toBe('none')
  })
})

describe('the verdict', () => {
  const answers = fc.array(fc.constantFrom<ProbeAnswer>('own', 'foreign', 'none'), { maxLength: 6 })

  it('is a portal only when two answered wrongly and nobody rightly', () => {
    fc.assert(
      fc.property(answers, (drawn) => {
        const { isCaptive, needed } = portalVerdict(drawn)
        const foreign = drawn.filter((answer) => answer === 'foreign').length
        expect(isCaptive === true).toBe(foreign >= 2 && !drawn.includes('own'))
        expect(isCaptive === false).toBe(drawn.includes('own'))
        expect(isCaptive === null).toBe(needed > 0)
      }),
    )
  })

  it('does not depend on the order', () => {
    fc.assert(
      fc.property(answers, (drawn) => {
        expect(portalVerdict([...drawn].reverse())).toEqual(portalVerdict(drawn))
      }),
    )
  })
})

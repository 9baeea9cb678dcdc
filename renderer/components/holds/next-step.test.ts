import { describe, expect, it } from 'vitest'
import type { FamilyRow, HoldView } from '../../../app/contract/snapshot.ts'
import { dismissedHostname, nextSteps, problemsOf, severityOf } from './next-step.ts'

const row = (over: Partial<FamilyRow>): FamilyRow => ({
  account: 'home',
  hostname: 'nas.example.org',
  family: 'ipv4',
  desired: null,
  confirmed: null,
  confirmedAt: null,
  accepted: null,
  acceptedAt: null,
  state: 'failed',
  kind: null,
  message: null,
  heldUntil: null,
  hold: null,
  breaker: 'closed',
  nextLook: null,
  ...over,
})

const hold = (over: Partial<HoldView>): HoldView => ({
  account: 'home',
  hostname: null,
  family: null,
  class: 'parked',
  kind: 'network',
  code: 'timeout',
  message: 'It did not answer.',
  detail: null,
  since: '2026-03-01T12:00:00.000Z',
  until: null,
  attempts: 1,
  ...over,
})

describe('what can be done', () => {
  it('leads with the remedy: the account for a refused sign-in, the domain for a refused name', () => {
    expect(nextSteps(hold({ class: 'needs-user', kind: 'credentials' }))[0]).toBe('edit-account')
    expect(nextSteps(hold({ class: 'needs-user', kind: 'account' }))[0]).toBe('edit-account')
    expect(nextSteps(hold({ class: 'needs-user', kind: 'hostname' }))[0]).toBe('edit-domain')
  })

  it('is to lift a block, and to try again or dismiss a parked job', () => {
    expect(nextSteps(hold({ class: 'blocked', kind: 'blocked' }))).toEqual(['lift-hold'])
    expect(nextSteps(hold({ class: 'parked' }))).toEqual(['try-again', 'dismiss'])
    expect(nextSteps(hold({ class: 'forgotten' }))).toEqual(['try-again'])
  })

  it('is nothing while the provider’s time runs, or when nothing is held', () => {
    expect(nextSteps(hold({ class: 'until-time', kind: 'throttled' }))).toEqual([])
    expect(nextSteps(null)).toEqual([])
  })
})

describe('what is dismissed', () => {
  it('is the domain on whose card the user dismissed it, and not the rest of its account', () => {
    expect(dismissedHostname(hold({ hostname: 'nas.example.org' }), 'nas.example.org', false)).toBe('nas.example.org')
    expect(dismissedHostname(hold({}), 'nas.example.org', false)).toBe('nas.example.org')
  })

  it('is the whole account if the user dismissed it there, or if the account has no other domain', () => {
    expect(dismissedHostname(hold({}), null, false)).toBeNull()
    expect(dismissedHostname(hold({}), 'nas.example.org', true)).toBeNull()
  })
})

describe('the severity of a hold', () => {
  it('depends on whether the hold needs the user', () => {
    const of = (name: HoldView['class']) => severityOf({ class: name })
    expect([of('needs-user'), of('blocked')]).toEqual(['error', 'error'])
    expect([of('until-time'), of('parked')]).toEqual(['warning', 'warning'])
    expect(of('forgotten')).toBe('info')
  })
})

describe('the problems of a domain', () => {
  it('are shown once when both families have the same', () => {
    const families = [row({ message: 'same' }), row({ family: 'ipv6', message: 'same' })]
    expect(problemsOf({ families })).toEqual([{ id: 'same', message: 'same', hold: null }])
    const own = ['ipv4', 'ipv6'].map((family) =>
      row({ message: 'refused', hold: hold({ hostname: 'nas.example.org', family: family as 'ipv4' }) }),
    )
    expect(problemsOf({ families: own })).toHaveLength(1)
  })

  it('are shown apart when they differ', () => {
    const families = [row({ message: 'one' }), row({ family: 'ipv6', message: 'two' })]
    expect(problemsOf({ families }).map((problem) => problem.message)).toEqual(['one', 'two'])
  })

  it.each(['unmanaged', 'accepted'] as const)('are not those of a family that is %s', (state) => {
    const families = [row({ message: 'one' }), row({ family: 'ipv6', message: 'two', state })]
    expect(problemsOf({ families }).map((problem) => problem.message)).toEqual(['one'])
  })

  it('are not what a question says already', () => {
    const families = [row({ message: 'asked' }), row({ family: 'ipv6', message: 'other' })]
    expect(problemsOf({ families }, [{ message: 'asked' }]).map(({ message }) => message)).toEqual(['other'])
  })

  it('keep two holds apart that share a sentence but end at different times', () => {
    const message = 'The provider asked for a pause.'
    const account = hold({ code: 'http-429', until: '2026-01-01T10:00:00.000Z' })
    const own = hold({
      hostname: 'nas.example.org',
      family: 'ipv6',
      code: 'http-429',
      until: '2026-01-01T18:00:00.000Z',
    })
    const families = [row({ message, hold: account }), row({ family: 'ipv6', message, hold: own })]
    expect(problemsOf({ families }).map((problem) => problem.hold)).toEqual([account, own])
  })
})

import { describe, expect, it } from 'vitest'
import { FAILURE_KINDS, FAILURE_POLICY } from '../../app/contract/failure.ts'
import type { FamilyRow } from '../../app/contract/snapshot.ts'
import { nextStep, troublesOf } from './next-step.ts'

const row = (over: Partial<FamilyRow>): FamilyRow => ({
  account: 'home',
  hostname: 'nas.example.org',
  family: 'ipv4',
  desired: null,
  confirmed: null,
  confirmedAt: null,
  state: 'failed',
  kind: null,
  message: null,
  heldUntil: null,
  nextLook: null,
  ...over,
})

describe('the next step', () => {
  it('exists for everything that needs the user or waits for the user', () => {
    for (const kind of FAILURE_KINDS) {
      const policy = FAILURE_POLICY[kind]
      if (policy === 'needs-user' || policy === 'hold-until-lifted') {
        expect({ kind, step: nextStep(row({ kind })) }).not.toEqual({ kind, step: null })
      }
    }
  })

  it('never asks again before the time the provider named', () => {
    for (const kind of ['throttled', 'provider', 'network', 'unrecognised'] as const) {
      expect(nextStep(row({ kind, state: 'held', heldUntil: '2026-03-01T12:00:00.000Z' }))).toBeNull()
    }
  })

  it('is nothing for a family that is well or is not managed', () => {
    expect(nextStep(row({ state: 'confirmed' }))).toBeNull()
    expect(nextStep(row({ state: 'unmanaged', kind: 'credentials' }))).toBeNull()
  })

  it('lifts a hold that has no end of its own', () => {
    expect(nextStep(row({ state: 'held' }))).toBe('lift-hold')
  })
})

describe('the troubles of a domain', () => {
  it('are told once when both families have the same', () => {
    const families = [row({ message: 'same' }), row({ family: 'ipv6', message: 'same' })]
    expect(troublesOf({ families })).toEqual([{ message: 'same', families: ['ipv4', 'ipv6'], row: families[0] }])
  })

  it('are told apart when they differ, and not at all for families that are off', () => {
    const families = [row({ message: 'one' }), row({ family: 'ipv6', message: 'two', state: 'unmanaged' })]
    expect(troublesOf({ families }).map((trouble) => trouble.message)).toEqual(['one'])
  })
})

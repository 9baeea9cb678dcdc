import { describe, expect, it } from 'vitest'
import type { Attempt } from '../../../app/contract/history.ts'
import { olderQuery, PAGE_SIZE, withHead, withOlder } from './history-pages.ts'

const attempt = (id: number, result: Attempt['result'] = 'confirmed'): Attempt => ({
  id,
  roundId: null,
  at: '2026-03-01T12:00:00.000Z',
  settledAt: null,
  account: 'home',
  hostname: 'nas.example.org',
  family: 'ipv4',
  trigger: 'poll',
  from: null,
  to: '11.22.33.4',
  result,
  kind: null,
  code: null,
  detail: null,
})
const ids = (shown: { readonly attempts: readonly Attempt[] }) => shown.attempts.map(({ id }) => id)
const page = (numbers: number[], more: boolean) => ({ attempts: numbers.map((id) => attempt(id)), more })

describe('the loaded part of the history', () => {
  it('queries the page after its oldest attempt, with the same filter', () => {
    expect(olderQuery({ result: 'failed' }, page([9, 8], true))).toEqual({
      result: 'failed',
      limit: PAGE_SIZE,
      before: 8,
    })
    expect(olderQuery({}, page([], true))).toEqual({ limit: PAGE_SIZE })
  })

  it('adds older attempts at its end', () => {
    const shown = withOlder(page([9, 8], true), page([7, 6], false))
    expect(ids(shown)).toEqual([9, 8, 7, 6])
    expect(shown.more).toBe(false)
  })

  it('takes new attempts at its head and keeps older ones', () => {
    const shown = withHead(page([9, 8, 7, 6], false), page([11, 10, 9], true))
    expect(ids(shown)).toEqual([11, 10, 9, 8, 7, 6])
    expect(shown.more).toBe(false)
  })

  it('replaces an attempt that has settled meanwhile', () => {
    const before = { attempts: [attempt(9, 'pending'), attempt(8)], more: false }
    const shown = withHead(before, { attempts: [attempt(9, 'failed')], more: true })
    expect(shown.attempts.map(({ result }) => result)).toEqual(['failed', 'confirmed'])
  })

  it('leaves no gap when the new attempts exceed one page', () => {
    const shown = withHead(page([9, 8], false), page([40, 39, 38], true))
    expect(ids(shown)).toEqual([40, 39, 38])
    expect(shown.more).toBe(true)
  })

  it('is the new page alone when that has all attempts', () => {
    expect(ids(withHead(page([9, 8, 7], true), page([9, 8], false)))).toEqual([9, 8])
  })
})

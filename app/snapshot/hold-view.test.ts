import { describe, expect, it } from 'vitest'
import { LOCALES } from '../contract/locale.ts'
import { sentence, translator } from '../contract/messages/translate.ts'
import { afterSending } from '../model/family-state.ts'
import type { FamilyState, Hold } from '../model/store.ts'
import { newAttempt } from '../testing/store-file.ts'
import { toFamilyRow } from './family-row.ts'
import { holdViewer, toHoldView } from './hold-view.ts'

const hold: Hold = {
  account: 'home',
  hostname: null,
  family: null,
  class: 'parked',
  failure: { kind: 'network', code: 'timeout', detail: 'connect ETIMEDOUT', retryAt: null },
  since: Date.UTC(2026, 0, 1, 12),
  until: Date.UTC(2026, 0, 1, 12, 4),
  attempts: 4,
  fingerprint: 'x',
}
const sent = afterSending(null, newAttempt('11.22.33.1'), 1)
const rowOf = (locale: (typeof LOCALES)[number], of: Hold | null, state: FamilyState | null = null) =>
  toFamilyRow({
    key: { account: 'home', hostname: 'nas.example.org', family: 'ipv4' },
    locale,
    state,
    hold: of,
    viewOf: holdViewer(locale, new Set(['home'])),
    observation: { kind: 'known', address: '11.22.33.1', why: { code: 'address-chosen', params: {} } },
    verified: null,
    isPending: false,
    breaker: 'open',
    nextRoundAt: null,
    question: null,
  })

describe.each(LOCALES)('a hold in %s', (locale) => {
  it('shows reason, last answer, number of tries and both times', () => {
    const view = toHoldView(hold, locale, true)
    expect(view).toMatchObject({ detail: 'connect ETIMEDOUT', attempts: 4, until: '2026-01-01T12:04:00.000Z' })
    expect(view.since).toBe('2026-01-01T12:00:00.000Z')
    expect(view.message).not.toBe('')
  })

  it('promises no other try of a dismissed update, and shows what failed before', () => {
    const { failure, since, attempts } = hold
    const dismissed = { address: '11.22.33.1', failure, since, attempts }
    const row = rowOf(locale, null, { ...sent, dismissed })
    expect(row.message).toBe(sentence(locale, { code: 'hold-forgotten', params: {} }))
    expect(row).toMatchObject({ state: 'held', kind: 'network', heldUntil: null })
    expect(row.hold).toMatchObject({ class: 'forgotten', detail: 'connect ETIMEDOUT', attempts: 4, until: null })
    expect(rowOf(locale, null, { ...sent, dismissed: { ...dismissed, address: '11.22.33.2' } }).hold).toBeNull()
    expect(rowOf(locale, hold).message).not.toBe(row.message)
  })

  it('names the server address after a page, at an account that never had a success', () => {
    const paged: Hold = {
      ...hold,
      failure: { kind: 'unrecognised', code: 'page', detail: 'HTTP 404: x', retryAt: null },
    }
    const hint = translator(locale)('check-server-address')
    expect(toHoldView(paged, locale, true).message).not.toContain(hint)
    expect(toHoldView(paged, locale, false).message).toContain(hint)
    expect(toHoldView(hold, locale, false).message).not.toContain(hint)
  })

  it('that ends with a try says so, and not that nothing is sent', () => {
    const refused: Hold = {
      ...hold,
      class: 'needs-user',
      failure: { kind: 'credentials', code: 'http-401', detail: null, retryAt: null },
    }
    expect(toHoldView(refused, locale, true).message).toBe(translator(locale)('slow-tries'))
    expect(toHoldView({ ...refused, until: null }, locale, true).message).not.toBe(translator(locale)('slow-tries'))
  })

  it('shows what needs the user instead of a dismissed update', () => {
    const { failure, since, attempts } = hold
    const gaveUp = { ...sent, dismissed: { address: '11.22.33.1', failure, since, attempts } }
    const own: Hold = { ...hold, hostname: 'nas.example.org', family: 'ipv4', class: 'needs-user', until: null }
    expect(rowOf(locale, own, gaveUp).hold).toMatchObject({ class: 'needs-user' })
  })

  it('has the same message as the row of a name that it stops', () => {
    expect(rowOf(locale, hold).message).toBe(toHoldView(hold, locale, true).message)
  })
})

it('a row shows the state of its account’s breaker', () => {
  expect(rowOf('en', hold)).toMatchObject({ state: 'failed', breaker: 'open' })
})

import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  beginAttempts,
  createStoreFile,
  nas,
  newAttempt,
  noAnswer,
  type StoreFile,
  settleAttempts,
  statesOf,
} from '../testing/store-file.ts'
import { openStore } from './sqlite-store.ts'
import { withoutWaiting } from './transaction.ts'

vi.mock('./transaction.ts', { spy: true })

let file: StoreFile
beforeEach(() => {
  file = createStoreFile()
})
afterEach(() => file.close())

describe('attempts', () => {
  it('are unsettled from before they are sent until they are settled, across a restart', () => {
    const first = file.open()
    const [id] = beginAttempts(first, [newAttempt('11.22.33.1')])
    first.close()
    const store = file.open()
    expect(store.families()).toMatchObject([
      { unsettled: { attempt: id, address: '11.22.33.1' }, confirmed: null, sentAt: 1_000 },
    ])
    statesOf(store).confirmUnsettled(nas, 2_000)
    expect(store.families()).toMatchObject([{ unsettled: null, confirmed: '11.22.33.1', confirmedAt: 2_000 }])
    expect(store.history({ limit: 1 }).attempts).toMatchObject([{ result: 'confirmed' }])
  })

  it('keep the previous address, even when the same one is confirmed again', () => {
    const store = file.open()
    for (const to of ['11.22.33.1', '11.22.33.2', '11.22.33.2']) {
      const [id] = beginAttempts(store, [newAttempt(to)])
      settleAttempts(store, [{ attempt: id ?? 0, at: 2_000, result: 'confirmed', raw: null }])
    }
    expect(store.families()).toMatchObject([{ confirmed: '11.22.33.2', previous: '11.22.33.1' }])
  })

  it('stay unsettled when their outcome is unknown', () => {
    const store = file.open()
    const [id] = beginAttempts(store, [newAttempt('11.22.33.1')])
    settleAttempts(store, [{ attempt: id ?? 0, at: 2_000, result: 'unconfirmed', failure: noAnswer, raw: null }])
    expect(store.families()).toMatchObject([{ unsettled: { attempt: id }, confirmed: null }])
    expect(store.history({ limit: 1 }).attempts).toMatchObject([
      { result: 'unconfirmed', kind: 'network', detail: 'no answer' },
    ])
  })

  it('that failed leave an earlier one in doubt that may have been applied', () => {
    const first = file.open()
    const [doubt] = beginAttempts(first, [newAttempt('11.22.33.2')])
    settleAttempts(first, [{ attempt: doubt ?? 0, at: 2, result: 'unconfirmed', failure: noAnswer, raw: null }])
    const [refused] = beginAttempts(first, [newAttempt('11.22.33.2')])
    settleAttempts(first, [{ attempt: refused ?? 0, at: 3, result: 'failed', failure: noAnswer, raw: null }])
    first.close()
    const store = file.open()
    expect(store.families()).toMatchObject([{ unsettled: { attempt: doubt, address: '11.22.33.2' } }])
  })

  it('that are settled without waiting for the disk survive a killed process', () => {
    const store = file.open()
    const [id = 0] = beginAttempts(store, [newAttempt('11.22.33.1')])
    settleAttempts(store, [{ attempt: id, at: 2_000, result: 'confirmed', raw: null }], { moreFollows: true })
    // The files as a process that is killed now would leave them.
    const left = join(file.folder, 'left.sqlite')
    for (const suffix of ['', '-wal']) copyFileSync(file.path + suffix, left + suffix)
    const next = openStore(left, 'x').store
    expect(next.families()).toMatchObject([{ unsettled: null, confirmed: '11.22.33.1', confirmedAt: 2_000 }])
    next.close()
  })

  it('wait for the disk when they begin, and when they are settled unless more follows', () => {
    const store = file.open()
    const waitsForDisk = (work: () => void): boolean => {
      vi.mocked(withoutWaiting).mockClear()
      work()
      return vi.mocked(withoutWaiting).mock.calls.length === 0
    }
    const settlement = { attempt: 1, at: 2, result: 'confirmed', raw: null } as const
    expect(waitsForDisk(() => beginAttempts(store, [newAttempt('11.22.33.1')]))).toBe(true)
    expect(waitsForDisk(() => settleAttempts(store, [settlement], { moreFollows: true }))).toBe(false)
    expect(waitsForDisk(() => settleAttempts(store, [settlement]))).toBe(true)
  })

  it('settle all or none', () => {
    const store = file.open()
    const [id] = beginAttempts(store, [newAttempt('11.22.33.1')])
    const broken = {
      attempt: id ?? 0,
      at: Symbol('not a time') as unknown as number,
      result: 'confirmed',
      raw: null,
    } as const
    expect(() => settleAttempts(store, [{ attempt: id ?? 0, at: 2, result: 'confirmed', raw: null }, broken])).toThrow()
    expect(store.families()).toMatchObject([{ confirmed: null, unsettled: { attempt: id } }])
  })

  it('are found newest first by hostname, result and trigger, page by page', () => {
    const store = file.open()
    beginAttempts(
      store,
      Array.from({ length: 25 }, (_, index) =>
        newAttempt(`11.22.33.${index}`, {
          hostname: index % 2 === 0 ? 'nas.example.org' : 'cam.example.org',
          trigger: index % 5 === 0 ? 'user' : 'poll',
        }),
      ),
    )
    const first = store.history({ hostname: 'NAS.example.org', limit: 10 })
    expect(first.attempts.map(({ to }) => to)[0]).toBe('11.22.33.24')
    expect(first).toMatchObject({ more: true })
    const before = first.attempts.at(-1)?.id ?? 0
    const second = store.history({ hostname: 'nas.example.org', limit: 10, before })
    expect(second.attempts).toHaveLength(3)
    expect(second.more).toBe(false)
    expect(store.history({ trigger: 'user', limit: 50 }).attempts).toHaveLength(5)
    expect(store.history({ result: 'confirmed', limit: 50 }).attempts).toHaveLength(0)
  })
})

describe('a state', () => {
  it('forgets what another destination confirmed once something is sent elsewhere', () => {
    const store = file.open()
    const [first] = beginAttempts(store, [newAttempt('11.22.33.1')])
    settleAttempts(store, [{ attempt: first ?? 0, at: 2, result: 'confirmed', raw: null }])
    beginAttempts(store, [newAttempt('11.22.33.1', { destination: 'elsewhere' })])
    expect(store.families()).toMatchObject([{ confirmed: null, destination: 'elsewhere' }])
  })

  it('has no undo once something is sent elsewhere', () => {
    const first = file.open()
    beginAttempts(first, [newAttempt('11.22.33.1')])
    statesOf(first).setUndo(nas, { to: '11.22.33.9', from: '11.22.33.1' })
    beginAttempts(first, [newAttempt('11.22.33.1', { destination: 'elsewhere' })])
    expect(first.families()).toMatchObject([{ undo: null }])
  })

  it('moves with the wall clock', () => {
    const store = file.open()
    beginAttempts(store, [newAttempt('11.22.33.1', { at: 5_000 })])
    const throttled = { kind: 'throttled', code: 'http-429', detail: null, retryAt: 9_000 } as const
    statesOf(store).putHold({
      ...nas,
      class: 'until-time',
      failure: throttled,
      since: 6_000,
      until: 9_000,
      attempts: 1,
      fingerprint: '',
    })
    statesOf(store).shiftTimes(-1_000, { wall: 1, boot: 1 }, 'all')
    expect(store.families()).toMatchObject([{ sentAt: 4_000, firstSentAt: 4_000, confirmedAt: null }])
    expect(store.holds()).toMatchObject([{ since: 5_000, until: 8_000, failure: { retryAt: 8_000 } }])
  })
})

describe('an attempt that was interrupted with its process', () => {
  it('is listed as one with an unknown outcome, and stays in doubt', () => {
    const [id] = beginAttempts(file.open(), [newAttempt('11.22.33.1')])
    const store = file.open()
    expect(store.history({ limit: 1 }).attempts).toMatchObject([{ result: 'unconfirmed', code: 'cut-off' }])
    expect(store.families()).toMatchObject([{ unsettled: { attempt: id } }])
  })
})

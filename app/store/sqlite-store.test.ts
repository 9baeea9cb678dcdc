import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NewAttempt } from '../model/store.ts'
import { openStore } from './sqlite-store.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'homeward-store-'))
  path = join(folder, 'homeward.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const key = { account: 'home', hostname: 'nas.example.org', family: 'ipv4' } as const
const attempt = (to: string, overrides: Partial<NewAttempt> = {}): NewAttempt => ({
  ...key,
  roundId: 1,
  trigger: 'poll',
  from: null,
  to,
  at: 1_000,
  target: 'practice',
  ...overrides,
})
const failure = { kind: 'network', code: 'timeout', detail: 'no answer', retryAt: null } as const

describe('attempts', () => {
  it('are unsettled from before the sending until the answer, across a restart', () => {
    const first = openStore(path, 'x')
    const [id] = first.store.beginAttempts([attempt('11.22.33.1')])
    first.store.close()
    const { store } = openStore(path, 'x')
    expect(store.families()).toMatchObject([
      { unsettled: { attempt: id, address: '11.22.33.1' }, confirmed: null, sentAt: 1_000 },
    ])
    store.settleAttempts([{ attempt: id ?? 0, at: 2_000, result: 'confirmed', raw: 'good' }])
    expect(store.families()).toMatchObject([{ unsettled: null, confirmed: '11.22.33.1', confirmedAt: 2_000 }])
    store.close()
  })

  it('keep the address before, and keep it when the same one is confirmed again', () => {
    const { store } = openStore(path, 'x')
    for (const to of ['11.22.33.1', '11.22.33.2', '11.22.33.2']) {
      const [id] = store.beginAttempts([attempt(to)])
      store.settleAttempts([{ attempt: id ?? 0, at: 2_000, result: 'confirmed', raw: null }])
    }
    expect(store.families()).toMatchObject([{ confirmed: '11.22.33.2', previous: '11.22.33.1' }])
    store.close()
  })

  it('stay unsettled when it is not known whether they arrived', () => {
    const { store } = openStore(path, 'x')
    const [id] = store.beginAttempts([attempt('11.22.33.1')])
    store.settleAttempts([{ attempt: id ?? 0, at: 2_000, result: 'unconfirmed', failure, raw: null }])
    expect(store.families()).toMatchObject([{ unsettled: { attempt: id }, confirmed: null }])
    expect(store.history({ limit: 1 }).attempts).toMatchObject([
      { result: 'unconfirmed', kind: 'network', detail: 'no answer' },
    ])
    store.close()
  })

  it('that failed for certain takes nothing back of an earlier one that may have arrived', () => {
    const first = openStore(path, 'x').store
    const [doubt] = first.beginAttempts([attempt('11.22.33.2')])
    first.settleAttempts([{ attempt: doubt ?? 0, at: 2, result: 'unconfirmed', failure, raw: null }])
    const [refused] = first.beginAttempts([attempt('11.22.33.2')])
    const leaves = { attempt: doubt ?? 0, address: '11.22.33.2' }
    first.settleAttempts([{ attempt: refused ?? 0, at: 3, result: 'failed', failure, raw: null, leaves }])
    first.close()
    const { store } = openStore(path, 'x')
    expect(store.families()).toMatchObject([{ unsettled: leaves }])
    store.close()
  })

  it('settle all together or not at all', () => {
    const { store } = openStore(path, 'x')
    const [id] = store.beginAttempts([attempt('11.22.33.1')])
    const broken = {
      attempt: id ?? 0,
      at: Symbol('not a time') as unknown as number,
      result: 'confirmed',
      raw: null,
    } as const
    expect(() => store.settleAttempts([{ attempt: id ?? 0, at: 2, result: 'confirmed', raw: null }, broken])).toThrow()
    expect(store.families()).toMatchObject([{ confirmed: null, unsettled: { attempt: id } }])
    store.close()
  })

  it('are found newest first by hostname, result and trigger, page by page', () => {
    const { store } = openStore(path, 'x')
    store.beginAttempts(
      Array.from({ length: 25 }, (_, index) =>
        attempt(`11.22.33.${index}`, {
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
    store.close()
  })
})

describe('the file', () => {
  it.skipIf(process.platform === 'win32')('is readable by its owner only, with its companions', () => {
    const { store } = openStore(path, 'x')
    store.setValue('name', 'value')
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077).toBe(0)
    store.close()
  })

  it('is set aside when it is damaged, and a new one begun', () => {
    writeFileSync(path, 'this was a database once'.repeat(400))
    const { store, setAside } = openStore(path, '2026')
    expect(setAside?.path).toBe(`${path}.damaged-2026`)
    expect(readdirSync(folder)).toContain('homeward.sqlite.damaged-2026')
    store.setValue('works', 'again')
    expect(store.getValue('works')).toBe('again')
    store.close()
  })

  it('is left where it is by those who only read, and when the trouble is not in it', () => {
    writeFileSync(path, 'this was a database once'.repeat(400))
    expect(() => openStore(path, 'x', false)).toThrow(/not a database/)
    expect(readdirSync(folder)).toEqual(['homeward.sqlite'])
    expect(() => openStore(folder, 'x')).toThrow()
    expect(readdirSync(folder)).toEqual(['homeward.sqlite'])
  })

  it('forgets what another server confirmed once something is sent elsewhere', () => {
    const { store } = openStore(path, 'x')
    const [first] = store.beginAttempts([attempt('11.22.33.1')])
    store.settleAttempts([{ attempt: first ?? 0, at: 2, result: 'confirmed', raw: null }])
    store.beginAttempts([attempt('11.22.33.1', { target: 'elsewhere' })])
    expect(store.families()).toMatchObject([{ confirmed: null, target: 'elsewhere' }])
    store.close()
  })

  it('forgets an undo once something is sent elsewhere', () => {
    const first = openStore(path, 'x').store
    first.beginAttempts([attempt('11.22.33.1')])
    first.setUndo(key, { to: '11.22.33.9', from: '11.22.33.1' })
    first.beginAttempts([attempt('11.22.33.1', { target: 'elsewhere' })])
    expect(first.families()).toMatchObject([{ undo: null }])
    first.close()
  })

  it('moves every time it remembers with the wall clock', () => {
    const { store } = openStore(path, 'x')
    store.beginAttempts([attempt('11.22.33.1', { at: 5_000 })])
    const throttled = { kind: 'throttled', code: 'http-429', detail: null, retryAt: 9_000 } as const
    store.putHold({
      ...key,
      class: 'until-time',
      failure: throttled,
      since: 6_000,
      until: 9_000,
      attempts: 1,
      fingerprint: '',
    })
    store.shiftTimes(-1_000)
    expect(store.families()).toMatchObject([{ sentAt: 4_000, desiredAt: 4_000, confirmedAt: null }])
    expect(store.holds()).toMatchObject([{ since: 5_000, until: 8_000, failure: { retryAt: 8_000 } }])
    store.close()
  })
})

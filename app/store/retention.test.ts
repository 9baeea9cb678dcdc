import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { reason } from '../contract/reason.ts'
import type { Store } from '../model/store.ts'
import {
  beginAttempts,
  createStoreFile,
  nas,
  newAttempt,
  noAnswer,
  quietRound,
  type StoreFile,
  settleAttempts,
} from '../testing/store-file.ts'

let file: StoreFile
beforeEach(() => {
  file = createStoreFile()
})
afterEach(() => file.close())

const DAY_MS = 24 * 3_600_000
const NOW = Date.UTC(2026, 5, 1)

/** Settled attempts of a name, spread evenly over the last `days`. */
function fillAttempts(count: number, days: number): void {
  file.open().close()
  file.bare((database) =>
    database
      .prepare(
        `WITH RECURSIVE each (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM each WHERE n < ?1)
         INSERT INTO attempts (round_id, started_at, account, hostname, family, cause, to_address, result)
         SELECT n, ?2 + (n - 1) * ?3, 'home', 'nas.example.org', 'ipv4', 'poll', '11.22.33.1', 'confirmed' FROM each`,
      )
      .run(count, NOW - days * DAY_MS, Math.floor((days * DAY_MS) / count)),
  )
}

const count = (of: string): number =>
  (file.bare((database) => database.prepare(`SELECT count(*) AS n FROM ${of}`).get()) as { n: number }).n

function pruneAll(store: Store, now: number): number {
  let calls = 1
  while (store.prune(now)) calls += 1
  return calls
}

describe('attempts', () => {
  it('are removed when they are older than a year, except for unsettled ones', () => {
    const store = file.open()
    const [old = 0] = beginAttempts(store, [newAttempt('11.22.33.1', { hostname: 'a.example.org', at: 0 })])
    settleAttempts(store, [{ attempt: old, at: 1, result: 'failed', failure: noAnswer, raw: null }])
    beginAttempts(store, [newAttempt('11.22.33.1', { hostname: 'b.example.org', at: 0 })])
    beginAttempts(store, [newAttempt('11.22.33.1', { hostname: 'c.example.org', at: 400 * DAY_MS })])
    pruneAll(store, 401 * DAY_MS)
    expect(store.history({ limit: 10 }).attempts.map(({ hostname }) => hostname)).toEqual([
      'c.example.org',
      'b.example.org',
    ])
  })

  it('are a hundred thousand at most, removed in slices, and an attempt in doubt is kept', () => {
    fillAttempts(101_800, 300)
    file.bare((database) =>
      database.exec(
        "INSERT INTO families (account, hostname, family, unsettled) VALUES ('home', 'x.example.org', 'ipv4', 7)",
      ),
    )
    const store = file.open()
    let left = 101_800
    let longestMs = 0
    for (let hasMore = true; hasMore; ) {
      const began = performance.now()
      hasMore = store.prune(NOW)
      longestMs = Math.max(longestMs, performance.now() - began)
      const now = count('attempts')
      expect(left - now).toBeLessThanOrEqual(500)
      left = now
    }
    expect(left).toBe(100_000)
    expect(longestMs).toBeLessThan(1_000)
    expect(store.history({ limit: 1, before: 8 }).attempts).toMatchObject([{ id: 7 }])
    expect(store.history({ limit: 1, before: 1_803 }).attempts).toMatchObject([{ id: 1_802 }])
    expect(count('attempts WHERE id < 1802')).toBe(1)
  })

  it('are removed day by day as they pass a year, however many there are', () => {
    fillAttempts(73_000, 365)
    const store = file.open()
    for (let day = 1; day <= 10; day += 1) pruneAll(store, NOW + day * DAY_MS)
    expect(count(`attempts WHERE started_at < ${NOW - 355 * DAY_MS}`)).toBe(0)
    expect(count('attempts')).toBe(71_000)
  })

  it('stay when the clock is wrong by more than a year for a while', () => {
    fillAttempts(300, 300)
    const store = file.open()
    for (let run = 0; run < 5; run += 1) pruneAll(store, NOW + 400 * DAY_MS)
    expect(count('attempts')).toBeGreaterThanOrEqual(285)
    store.close()
    // After a restart, rows that were written under the wrong time must not prove it right.
    const again = file.open()
    beginAttempts(again, [newAttempt('11.22.33.2', { at: NOW + 400 * DAY_MS })])
    pruneAll(again, NOW + 401 * DAY_MS)
    expect(count('attempts')).toBeGreaterThanOrEqual(270)
    pruneAll(again, NOW + DAY_MS)
    expect(count('attempts')).toBeGreaterThanOrEqual(270)
  })

  it('that became too old while the machine was off for half a year are removed within weeks', () => {
    fillAttempts(2_000, 365)
    const store = file.open()
    const back = NOW + 180 * DAY_MS
    for (let day = 0; day < 30; day += 1) pruneAll(store, back + day * DAY_MS)
    expect(count(`attempts WHERE started_at < ${back + 29 * DAY_MS - 365 * DAY_MS}`)).toBe(0)
  })
})

describe('rounds', () => {
  const why = reason('update-first')
  const update = { ...quietRound(NOW), decisions: [{ ...nas, action: 'update' as const, address: '11.22.33.1', why }] }

  it('are kept for a week of polls, and longer when they updated something', () => {
    const store = file.open()
    const first = store.addRound(update)
    file.bare((database) => {
      const insert = database.prepare('INSERT INTO rounds (started_at, quiet, record) VALUES (?, 1, ?)')
      database.exec('BEGIN')
      for (let index = 0; index < 3_100; index += 1) insert.run(NOW, JSON.stringify(quietRound(NOW)))
      database.exec('COMMIT')
    })
    const last = store.addRound(quietRound(NOW))
    expect(pruneAll(store, NOW)).toBe(3)
    expect(count('rounds WHERE quiet = 1')).toBe(2_000)
    expect(store.round(first)).toMatchObject({ decisions: [{ action: 'update' }] })
    expect(store.lastRound()?.id).toBe(last)
  })

  it('are fifty thousand at most', () => {
    const store = file.open()
    file.bare((database) => {
      const insert = database.prepare('INSERT INTO rounds (started_at, quiet, record) VALUES (?, 0, ?)')
      database.exec('BEGIN')
      for (let index = 0; index < 50_700; index += 1) insert.run(NOW, '{}')
      database.exec('COMMIT')
    })
    pruneAll(store, NOW)
    expect(count('rounds')).toBe(50_000)
  })
})

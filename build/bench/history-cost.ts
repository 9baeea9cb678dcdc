// Measures a long history: the size of 100,000 attempts on disk, and the History page's queries over them.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HistoryQuery } from '../../app/contract/history.ts'
import { TRIGGERS } from '../../app/contract/snapshot.ts'
import { createStateCache } from '../../app/engine/state-cache.ts'
import type { NewAttempt, Settlement } from '../../app/model/store.ts'
import { openStore } from '../../app/store/sqlite-store.ts'
import { median, rounded } from './statistics.ts'

const ATTEMPTS = 100_000
const HOSTS = 50
const AT_ONCE = 1_000

/** The page's queries: the newest attempts, each filter, rare and absent values, and a page far back. */
const QUERIES: readonly HistoryQuery[] = [
  { limit: 100 },
  { limit: 100, hostname: 'h7.example.org' },
  { limit: 100, result: 'failed' },
  { limit: 100, trigger: 'user' },
  { limit: 100, hostname: 'h7.example.org', result: 'failed', trigger: 'poll' },
  { limit: 100, hostname: 'nowhere.example.org' },
  { limit: 100, result: 'unconfirmed' },
  { limit: 100, before: ATTEMPTS / 2 },
]

/** @returns the median time of the slowest query, and the size of the database files */
export function measureHistory(): { historyQueryMs: number; historyBytes: number } {
  const folder = mkdtempSync(join(tmpdir(), 'homeward-bench-'))
  const { store } = openStore(join(folder, 'homeward.sqlite'), 'bench')
  try {
    const states = createStateCache(store)
    const started = Date.now() - ATTEMPTS * 60_000
    for (let first = 0; first < ATTEMPTS; first += AT_ONCE) {
      const news = Array.from({ length: AT_ONCE }, (_, offset): NewAttempt => {
        const number = first + offset
        return {
          account: 'home',
          hostname: `h${number % HOSTS}.example.org`,
          family: number % 3 === 0 ? 'ipv6' : 'ipv4',
          roundId: number,
          trigger: TRIGGERS[number % TRIGGERS.length] ?? 'poll',
          from: `11.22.33.${number % 250}`,
          to: `11.22.44.${number % 250}`,
          at: started + number * 60_000,
          destination: 'bench',
        }
      })
      const ids = states.begin(news)
      states.settle(ids.map((attempt, index): Settlement => settle(attempt, first + index, started)))
    }
    const historyQueryMs = Math.max(
      ...QUERIES.map((query) => {
        const times = Array.from({ length: 9 }, () => {
          const before = performance.now()
          store.history(query)
          return performance.now() - before
        })
        return median(times)
      }),
    )
    store.close()
    const historyBytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
    return { historyQueryMs: rounded(historyQueryMs), historyBytes }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function settle(attempt: number, number: number, started: number): Settlement {
  const at = started + number * 60_000 + 800
  if (number % 10 !== 0) return { attempt, at, result: 'confirmed', raw: 'good 11.22.44.7' }
  const failure = {
    kind: 'network',
    code: 'timeout',
    detail: 'the provider did not answer within 20 s',
    retryAt: null,
  } as const
  return { attempt, at, result: 'failed', failure, raw: null }
}

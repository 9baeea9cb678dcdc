// A database file for one test: opened as the app opens it, and damaged or read by hand.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite'
import type { StoredRound } from '../contract/history.ts'
import { createStateCache, type StateCache } from '../engine/state-cache.ts'
import type { NewAttempt, Settlement, SettleOptions, Store } from '../model/store.ts'
import { openStore } from '../store/sqlite-store.ts'

export interface StoreFile {
  readonly folder: string
  readonly path: string
  /** Opened by the process that owns it; closed with the file at the latest. */
  open(): Store
  /** Opened by one that only reads. */
  read(): Store
  /** Runs `work` on the plain database and closes it again. */
  bare<T>(work: (database: DatabaseSyncInstance) => T): T
  /** The files of the folder, by name, in base64. */
  bytes(): Record<string, string>
  close(): void
}

export function createStoreFile(): StoreFile {
  const folder = mkdtempSync(join(tmpdir(), 'homeward-store-'))
  const path = join(folder, 'homeward.sqlite')
  const opened: Store[] = []
  const open = (owns: boolean): Store => {
    const { store } = openStore(path, 'x', owns)
    opened.push(store)
    return store
  }
  return {
    folder,
    path,
    open: () => open(true),
    read: () => open(false),
    bare: (work) => {
      const database = new DatabaseSync(path)
      try {
        return work(database)
      } finally {
        database.close()
      }
    },
    bytes: () =>
      Object.fromEntries(
        readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('base64')]),
      ),
    close: () => {
      for (const store of opened) closeQuietly(store)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A test may have closed it already. */
function closeQuietly(store: Store): void {
  try {
    store.close()
  } catch {
    // It is closed.
  }
}

export const nas = { account: 'home', hostname: 'nas.example.org', family: 'ipv4' } as const

export const newAttempt = (to: string, overrides: Partial<NewAttempt> = {}): NewAttempt => ({
  ...nas,
  roundId: 1,
  trigger: 'poll',
  from: null,
  to,
  at: 1_000,
  destination: 'practice',
  ...overrides,
})

const caches = new WeakMap<Store, StateCache>()

/** The states of a store, through which the engine writes: one cache a store. */
export function statesOf(store: Store): StateCache {
  const states = caches.get(store) ?? createStateCache(store)
  caches.set(store, states)
  return states
}

export const beginAttempts = (store: Store, attempts: readonly NewAttempt[]): readonly number[] =>
  statesOf(store).begin(attempts)

export const settleAttempts = (store: Store, settlements: readonly Settlement[], options?: SettleOptions): void =>
  statesOf(store).settle(settlements, options)

export const noAnswer = { kind: 'network', code: 'timeout', detail: 'no answer', retryAt: null } as const

/** A round without any decision: a quiet one. */
export const quietRound = (startedAt = 0): Omit<StoredRound, 'id'> => ({
  trigger: 'poll',
  startedAt: new Date(startedAt).toISOString(),
  tookMs: 1,
  observations: [],
  decisions: [],
  nextLookAt: null,
})

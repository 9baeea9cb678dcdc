// Reads the database that a killed process left behind.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { expect } from 'vitest'

export interface SavedFamily {
  readonly confirmed: string | null
  /** Whether an attempt has no known outcome. */
  readonly isUnsettled: boolean
  /** The address of every attempt that was written. */
  readonly attempted: readonly string[]
}

/** @returns the IPv4 family of each hostname; empty when no run has made the tables yet */
export function readSavedState(folder: string): ReadonlyMap<string, SavedFamily> {
  const path = join(folder, 'homeward.sqlite')
  if (!existsSync(path)) return new Map()
  const database = new DatabaseSync(path)
  try {
    expect(Object.values(database.prepare('PRAGMA integrity_check').get() as object)).toEqual(['ok'])
    const tables = database.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'families'").get() as {
      n: number
    }
    if (tables.n === 0) return new Map()
    const attempts = database.prepare('SELECT hostname, to_address FROM attempts').all() as unknown as {
      hostname: string
      to_address: string
    }[]
    const attempted = new Map<string, string[]>()
    for (const { hostname, to_address } of attempts) {
      const all = attempted.get(hostname) ?? []
      attempted.set(hostname, all)
      all.push(to_address)
    }
    const families = database.prepare('SELECT hostname, confirmed, unsettled FROM families').all() as unknown as {
      hostname: string
      confirmed: string | null
      unsettled: number | null
    }[]
    return new Map(
      families.map(({ hostname, confirmed, unsettled }) => [
        hostname,
        { confirmed, isUnsettled: unsettled !== null, attempted: attempted.get(hostname) ?? [] },
      ]),
    )
  } finally {
    database.close()
  }
}

// What a killed process left behind, read as the next start would find it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { expect } from 'vitest'

export interface Kept {
  readonly confirmed: string | null
  /** An attempt whose outcome is not known. */
  readonly isUnsettled: boolean
  /** Every address that an attempt was written for. */
  readonly attempted: readonly string[]
}

/** @returns per hostname; empty before the first run got as far as making the tables */
export function readStore(folder: string): ReadonlyMap<string, Kept> {
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

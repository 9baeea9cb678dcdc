import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inTransaction, withoutWaiting } from './transaction.ts'

let database: DatabaseSyncInstance
beforeEach(() => {
  database = new DatabaseSync(':memory:')
  database.exec('PRAGMA synchronous = FULL; CREATE TABLE numbers (number INTEGER) STRICT')
})
afterEach(() => database.close())

const numbers = () => database.prepare('SELECT number FROM numbers').all()
const safety = () => Object.values(database.prepare('PRAGMA synchronous').get() ?? {})[0]
const NORMAL = 1
const FULL = 2

describe('a transaction', () => {
  it('leaves nothing behind when its work fails', () => {
    const fail = () => {
      database.exec('INSERT INTO numbers VALUES (1)')
      throw new Error('half-way')
    }
    expect(() => inTransaction(database, fail)).toThrow('half-way')
    expect(numbers()).toEqual([])
  })

  it('fails with the first error when SQLite has rolled back already', () => {
    const fail = () => {
      database.exec('ROLLBACK')
      throw new Error('the disk is full')
    }
    expect(() => inTransaction(database, fail)).toThrow('the disk is full')
  })
})

describe('work that need not wait for the disk', () => {
  it('is followed by work that waits, however it ended', () => {
    expect(withoutWaiting(database, safety)).toBe(NORMAL)
    expect(safety()).toBe(FULL)
    expect(() =>
      withoutWaiting(database, () => {
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(safety()).toBe(FULL)
  })
})

import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from '@photostructure/sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createStoreFile, type StoreFile } from '../testing/store-file.ts'
import { MIGRATIONS } from './schema.ts'

let file: StoreFile
beforeEach(() => {
  file = createStoreFile()
})
afterEach(() => file.close())

const FIRST = `PRAGMA journal_mode = WAL; ${MIGRATIONS[0]}; PRAGMA user_version = 1;
  INSERT INTO families (account, hostname, family, desired, confirmed, confirmed_at)
    VALUES ('home', 'nas.example.org', 'ipv4', '11.22.33.1', '11.22.33.1', 5)`

function confirmedIn(path: string): unknown {
  const copy = new DatabaseSync(path, { readOnly: true })
  try {
    return copy.prepare('SELECT confirmed FROM families').all()
  } finally {
    copy.close()
  }
}

describe('an older file', () => {
  it('is brought forward from the first version with a copy kept, and nothing lost', () => {
    file.bare((old) => old.exec(FIRST))
    const store = file.open()
    expect(store.families()).toMatchObject([
      { confirmed: '11.22.33.1', confirmedAt: 5, destination: null, undo: null, dismissed: null },
    ])
    expect(confirmedIn(`${file.path}.version-1`)).toEqual([{ confirmed: '11.22.33.1' }])
  })

  it('is copied with what is still in its log, while somebody reads it', () => {
    file.bare((old) => old.exec(FIRST))
    const other = new DatabaseSync(file.path)
    other.exec("BEGIN; SELECT * FROM families; COMMIT; UPDATE families SET confirmed = '11.22.33.2'; BEGIN")
    other.prepare('SELECT * FROM families').all()
    file.open()
    expect(confirmedIn(`${file.path}.version-1`)).toEqual([{ confirmed: '11.22.33.2' }])
    other.close()
  })

  it.skipIf(process.platform === 'win32')('has a copy that its owner alone can read', () => {
    const before = process.umask(0o022)
    try {
      file.bare((old) => old.exec(FIRST))
      file.open()
    } finally {
      process.umask(before)
    }
    expect(statSync(`${file.path}.version-1`).mode & 0o777).toBe(0o600)
  })

  it('has its copy made anew where one was cut off', () => {
    file.bare((old) => old.exec(FIRST))
    writeFileSync(`${file.path}.version-1`, 'half of a')
    file.open()
    expect(confirmedIn(`${file.path}.version-1`)).toEqual([{ confirmed: '11.22.33.1' }])
  })
})

describe('a newer file', () => {
  it('is left alone', () => {
    file.bare((newer) => newer.exec('PRAGMA user_version = 999'))
    expect(() => file.open()).toThrow(/newer Homeward/)
    expect(readdirSync(file.folder)).toEqual(['homeward.sqlite'])
    expect(existsSync(`${file.path}.version-999`)).toBe(false)
  })
})

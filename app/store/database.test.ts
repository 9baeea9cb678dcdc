import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { beginAttempts, createStoreFile, newAttempt, type StoreFile } from '../testing/store-file.ts'
import { openStore } from './sqlite-store.ts'

let file: StoreFile
beforeEach(() => {
  file = createStoreFile()
})
afterEach(() => file.close())

const MIB = 1024 * 1024
const logBytes = () => (existsSync(`${file.path}-wal`) ? statSync(`${file.path}-wal`).size : 0)

describe('the file', () => {
  it.skipIf(process.platform === 'win32')('is readable by its owner only, with its companions', () => {
    const store = file.open()
    store.setValue('name', 'value')
    const names = readdirSync(file.folder)
    expect(names).toHaveLength(3)
    for (const name of names) expect(statSync(`${file.folder}/${name}`).mode & 0o077).toBe(0)
  })

  it('is set aside when it is damaged, and a new one is created', () => {
    writeFileSync(file.path, 'this was a database once'.repeat(400))
    const { store, setAside } = openStore(file.path, '2026')
    expect(setAside?.path).toBe(`${file.path}.damaged-2026`)
    expect(readdirSync(file.folder)).toContain('homeward.sqlite.damaged-2026')
    store.setValue('works', 'again')
    expect(store.getValue('works')).toBe('again')
    store.close()
  })

  it('stays where it is for readers, and when the problem is not in the file', () => {
    writeFileSync(file.path, 'this was a database once'.repeat(400))
    expect(() => file.read()).toThrow(/not a database/)
    expect(readdirSync(file.folder)).toEqual(['homeward.sqlite'])
    expect(() => openStore(file.folder, 'x')).toThrow()
    expect(readdirSync(file.folder)).toEqual(['homeward.sqlite'])
  })
})

describe('the write-ahead log', () => {
  it('is moved into the file at the end, even if another process still reads', () => {
    const owner = file.open()
    const reader = file.read()
    beginAttempts(owner, [newAttempt('11.22.33.1')])
    expect(reader.families()).toHaveLength(1)
    expect(logBytes()).toBeGreaterThan(0)
    owner.close()
    expect(logBytes()).toBe(0)
    expect(reader.families()).toHaveLength(1)
  })

  it('does not stay as large as after the largest change', () => {
    const store = file.open()
    store.setValue('large', 'x'.repeat(20 * MIB))
    for (let index = 0; index < 5; index += 1) store.setValue('small', String(index))
    expect(logBytes()).toBeLessThanOrEqual(4 * MIB)
  })

  it('does not grow with earlier changes', () => {
    const store = file.open()
    for (let index = 0; index < 400; index += 1) {
      beginAttempts(
        store,
        Array.from({ length: 20 }, () => newAttempt('11.22.33.1')),
      )
    }
    expect(logBytes()).toBeLessThan(8 * MIB)
  })
})

import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { beginAttempts, createStoreFile, newAttempt, type StoreFile, settleAttempts } from '../testing/store-file.ts'
import { openStore } from './sqlite-store.ts'

let file: StoreFile
beforeEach(() => {
  file = createStoreFile()
})
afterEach(() => file.close())

function opened() {
  const { store, wasRewritten } = openStore(file.path, 'x')
  const [attempt = 0] = beginAttempts(store, [newAttempt('11.22.33.1')])
  settleAttempts(store, [{ attempt, at: 2_000, result: 'confirmed', raw: null }])
  return { store, wasRewritten }
}

/** What the next process finds. */
const found = () => {
  const { store } = openStore(file.path, 'y')
  const all = { families: store.families(), attempts: store.history({ limit: 10 }).attempts }
  store.close()
  return all
}

describe.skipIf(process.platform === 'win32')('a database that is deleted while it is open', () => {
  it.each([
    ['alone', ['']],
    ['with its log', ['', '-wal', '-shm']],
  ])('%s is written again before the next write, with all it held', (_, suffixes) => {
    const { store, wasRewritten } = opened()
    for (const suffix of suffixes) rmSync(file.path + suffix, { force: true })
    expect(wasRewritten()).toBe(false)
    beginAttempts(store, [newAttempt('11.22.33.2')])
    expect(wasRewritten()).toBe(true)
    expect(statSync(file.path).mode & 0o777).toBe(0o600)
    store.close()
    const { families, attempts } = found()
    expect(families).toMatchObject([{ confirmed: '11.22.33.1', lastSent: '11.22.33.2' }])
    expect(attempts.map(({ to }) => to)).toEqual(['11.22.33.2', '11.22.33.1'])
  })

  it('settles an attempt that was under way meanwhile', () => {
    const { store } = opened()
    const ids = beginAttempts(store, [newAttempt('11.22.33.2')])
    rmSync(file.path)
    settleAttempts(
      store,
      ids.map((attempt) => ({ attempt, at: 3_000, result: 'confirmed' as const, raw: null })),
    )
    store.close()
    expect(found().attempts[0]).toMatchObject({ to: '11.22.33.2', result: 'confirmed' })
  })

  it('is noticed without a write, also with its whole folder', () => {
    const { store, wasRewritten } = opened()
    rmSync(dirname(file.path), { recursive: true })
    store.check()
    expect(wasRewritten()).toBe(true)
    expect(existsSync(file.path)).toBe(true)
    store.close()
  })

  it('says so when it cannot be written again, and goes on when it can', () => {
    const { store, wasRewritten } = opened()
    rmSync(dirname(file.path), { recursive: true })
    writeFileSync(dirname(file.path), 'a file in the place of the folder')
    expect(() => store.probe()).toThrow(/was deleted and cannot be written again/)
    expect(readFileSync(dirname(file.path), 'utf8')).toContain('a file')
    rmSync(dirname(file.path))
    store.probe()
    expect(wasRewritten()).toBe(true)
    store.close()
    expect(found().families).toHaveLength(1)
  })
})

it('a store whose file is in place is not written again', () => {
  const { store, wasRewritten } = opened()
  store.check()
  store.probe()
  expect(wasRewritten()).toBe(false)
  expect(store.getValue('probe')).toBeNull()
  store.close()
})

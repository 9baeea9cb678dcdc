import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { beginAttempts, createStoreFile, newAttempt, type StoreFile, settleAttempts } from '../testing/store-file.ts'
import { openStore } from './sqlite-store.ts'

let file: StoreFile
beforeEach(() => {
  file = createStoreFile()
})
afterEach(() => {
  vi.useRealTimers()
  file.close()
})

const PAGE_BYTES = 4_096
const FAR_BACK = 'far-back.example.org'
/** In the attempts alone: the name is in indexes, too. */
const NEEDLE = 'an address that is only there'

/** More history than a start checks, with one name far back. */
function fill(): void {
  const store = file.open()
  const ids = beginAttempts(
    store,
    Array.from({ length: 3_000 }, (_, index) =>
      index === 500
        ? newAttempt('11.22.33.1', { hostname: FAR_BACK, from: NEEDLE })
        : newAttempt('11.22.33.1', { hostname: `h${index}.example.org` }),
    ),
  )
  // Nothing is in doubt, since a start checks every attempt in doubt.
  settleAttempts(
    store,
    ids.map((attempt) => ({ attempt, at: 1, result: 'confirmed', raw: null })),
  )
  store.deleteFamilies(store.families())
  store.close()
}

/** Spoils the page of attempts that holds the one far back. */
function damageFarBack(path: string): void {
  const bytes = readFileSync(path)
  const page = Math.floor(bytes.indexOf(NEEDLE) / PAGE_BYTES)
  expect(page).toBeGreaterThan(0)
  bytes.fill(0xff, page * PAGE_BYTES, page * PAGE_BYTES + 8)
  writeFileSync(path, bytes)
}

describe('a start', () => {
  it('does not read all of the file after a clean end, and does once a week', () => {
    vi.useFakeTimers({ now: Date.now(), toFake: ['Date'] })
    fill()
    file.open().close()
    damageFarBack(file.path)
    vi.setSystemTime(Date.now() + 6 * 24 * 3_600_000)
    const before = openStore(file.path, 'x')
    expect(before.setAside).toBeNull()
    before.store.close()
    vi.setSystemTime(Date.now() + 2 * 24 * 3_600_000)
    const after = openStore(file.path, 'weekly')
    expect(after.setAside?.path).toBe(`${file.path}.damaged-weekly`)
    after.store.close()
  })

  it('reads all of the file after a process that did not close it', () => {
    fill()
    const store = file.open()
    store.setValue('written', 'and not yet in the file itself')
    // What is left of a process that is killed now.
    const left = join(file.folder, 'left.sqlite')
    for (const suffix of ['', '-wal']) copyFileSync(file.path + suffix, left + suffix)
    const sound = openStore(left, 'sound')
    expect(sound.setAside).toBeNull()
    expect(sound.store.getValue('written')).toBe('and not yet in the file itself')
    sound.store.close()
    for (const suffix of ['', '-wal']) copyFileSync(file.path + suffix, left + suffix)
    damageFarBack(left)
    const damaged = openStore(left, 'killed')
    expect(damaged.setAside?.problem).toContain('quick_check')
    expect(existsSync(`${left}.damaged-killed`)).toBe(true)
    damaged.store.close()
  })

  it('reads all of the file after damage was found, however the process ended', () => {
    fill()
    file.open().close()
    damageFarBack(file.path)
    const store = file.open()
    expect(() => store.history({ hostname: FAR_BACK, limit: 1 })).toThrow(/malformed/)
    store.close()
    const next = openStore(file.path, 'met')
    expect(next.setAside?.path).toBe(`${file.path}.damaged-met`)
    expect(next.store.history({ hostname: FAR_BACK, limit: 1 }).attempts).toEqual([])
    next.store.close()
  })
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { STORE_LOCKED } from '../model/store.ts'
import { LOCK_WAIT_MS } from './locked.ts'
import { openStore } from './sqlite-store.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'homeward-locked-'))
  path = join(folder, 'homeward.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const lock = () => {
  const other = new DatabaseSync(path)
  other.exec('BEGIN EXCLUSIVE')
  return () => other.close()
}
/** @returns the error's text, and how long the process stood still */
const attempt = (call: () => unknown) => {
  const began = performance.now()
  try {
    call()
    return { text: null, tookMs: performance.now() - began }
  } catch (error) {
    return { text: error instanceof Error ? error.message : String(error), tookMs: performance.now() - began }
  }
}

describe('a database that another program has locked', () => {
  it('stops the process for a moment once, then not at all, and is written as soon as it is free', () => {
    const { store } = openStore(path, 'stamp')
    const unlock = lock()
    const first = attempt(() => store.setValue('a', '1'))
    expect(first.text).toBe(STORE_LOCKED)
    expect(first.tookMs).toBeLessThan(LOCK_WAIT_MS + 400)
    const hundred = attempt(() => {
      for (let index = 0; index < 100; index += 1) expect(attempt(() => store.probe()).text).toBe(STORE_LOCKED)
    })
    expect(hundred.tookMs).toBeLessThan(500)
    // What was written before can still be read.
    expect(store.getValue('a')).toBeNull()
    unlock()
    store.setValue('a', '2')
    expect(store.getValue('a')).toBe('2')
    store.close()
  })

  it('is said to be so when it cannot be opened, and is neither set aside nor changed', () => {
    openStore(path, 'stamp').store.close()
    const unlock = lock()
    const opening = attempt(() => openStore(path, 'stamp'))
    expect(opening.text).toBe(STORE_LOCKED)
    expect(opening.tookMs).toBeLessThan(LOCK_WAIT_MS + 900)
    unlock()
    const { store, setAside } = openStore(path, 'stamp')
    expect(setAside).toBeNull()
    store.close()
  })
})

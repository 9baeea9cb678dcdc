import { existsSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFingerprint } from '../platform/files/fingerprint.ts'
import {
  beginAttempts,
  createStoreFile,
  nas,
  newAttempt,
  noAnswer,
  quietRound,
  type StoreFile,
  settleAttempts,
  statesOf,
} from '../testing/store-file.ts'
import { MIGRATIONS } from './schema.ts'

let file: StoreFile
beforeEach(() => {
  file = createStoreFile()
})
afterEach(() => file.close())

const hold = { ...nas, class: 'parked', failure: noAnswer, since: 1, until: 2, attempts: 1, fingerprint: '' } as const

describe('a reader', () => {
  it.each([
    ['no file yet', () => {}],
    ['a file that is just being made', () => writeFileSync(file.path, '')],
  ])('finds nothing and creates nothing where there is %s', (_, prepare) => {
    prepare()
    const before = file.bytes()
    const store = file.read()
    expect(store.families()).toEqual([])
    expect(store.history({ limit: 10 })).toEqual({ attempts: [], more: false })
    expect(store.lastRound()).toBeNull()
    const fingerprint = createFingerprint(store)
    expect(fingerprint('a')).toBe(fingerprint('a'))
    store.close()
    expect(file.bytes()).toEqual(before)
  })

  it('sees what the running instance has just written', () => {
    const owner = file.open()
    const reader = file.read()
    beginAttempts(owner, [newAttempt('11.22.33.1')])
    expect(reader.families()).toMatchObject([{ unsettled: { address: '11.22.33.1' } }])
    owner.close()
    expect(reader.history({ limit: 1 }).attempts).toMatchObject([{ to: '11.22.33.1' }])
  })

  it('writes nothing, not even when asked to', () => {
    const owner = file.open()
    beginAttempts(owner, [newAttempt('11.22.33.1')])
    owner.close()
    const before = file.bytes()
    const store = file.read()
    store.setValue('name', 'value')
    store.putHold(hold)
    statesOf(store).shiftTimes(5, { wall: 1, boot: 1 }, 'all')
    settleAttempts(store, [{ attempt: 1, at: 2, result: 'confirmed', raw: null }])
    store.deleteFamilies([nas])
    expect(store.prune(Date.now())).toBe(false)
    expect(store.families()).toMatchObject([{ sentAt: 1_000, unsettled: { attempt: 1 } }])
    expect([store.getValue('name'), store.holds()]).toEqual([null, []])
    store.close()
    expect(file.bytes()).toMatchObject(before)
  })

  it('sends nothing, since it could not write the attempt', () => {
    const store = file.read()
    expect(() => beginAttempts(store, [newAttempt('11.22.33.1')])).toThrow(/sends nothing/)
    expect(() => store.addRound(quietRound())).toThrow(/sends nothing/)
  })

  it('leaves an older file to its owner, and says what to do', () => {
    file.bare((older) => older.exec(`PRAGMA journal_mode = WAL; ${MIGRATIONS[0]}; PRAGMA user_version = 1`))
    const before = file.bytes()
    expect(() => file.read()).toThrow(/older Homeward \(version 1, .*start this one once/)
    expect(file.bytes()).toMatchObject(before)
    expect(existsSync(`${file.path}.version-1`)).toBe(false)
    file.open()
    expect(file.read().families()).toEqual([])
  })

  it('does not read a newer file', () => {
    file.bare((newer) => newer.exec('PRAGMA user_version = 999'))
    expect(() => file.read()).toThrow(/newer Homeward/)
  })
})

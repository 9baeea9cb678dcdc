import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from '@photostructure/sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createStateCache } from '../engine/state-cache.ts'
import type { Store } from '../model/store.ts'
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
  it('is migrated from the first version with a copy kept, and nothing lost', () => {
    file.bare((old) => old.exec(FIRST))
    const store = file.open()
    expect(store.families()).toMatchObject([
      { confirmed: '11.22.33.1', confirmedAt: 5, destination: null, undo: null, dismissed: null },
    ])
    expect(confirmedIn(`${file.path}.version-1`)).toEqual([{ confirmed: '11.22.33.1' }])
  })

  it('is copied with what is still in its log, while another process reads it', () => {
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

  it('has its copy made again where an interrupted one was left', () => {
    file.bare((old) => old.exec(FIRST))
    writeFileSync(`${file.path}.version-1`, 'half of a')
    file.open()
    expect(confirmedIn(`${file.path}.version-1`)).toEqual([{ confirmed: '11.22.33.1' }])
  })
})

describe('a file of version 5, in which a dismissed update was a hold', () => {
  const VERSION_5 = readFileSync(new URL('fixtures/version-5.sql', import.meta.url), 'utf8')
  const T = Date.UTC(2026, 0, 1, 12)
  const MINUTE = 60_000
  const down = { kind: 'provider', code: 'http-503', detail: 'Service Unavailable' } as const
  const stateOf = (store: Store, hostname: string) => store.families().find((state) => state.hostname === hostname)

  function openVersion5(change = ''): Store {
    file.bare((old) => old.exec(`${VERSION_5} ${change}`))
    return file.open()
  }

  it('has the dismissed address in the state, with what failed before', () => {
    const store = openVersion5()
    expect(stateOf(store, 'let-go.example.org')).toMatchObject({
      lastSent: '11.22.33.2',
      confirmed: '11.22.33.1',
      dismissed: { address: '11.22.33.2', failure: down, since: T + MINUTE + 900, attempts: 3 },
    })
    const kept = store.families().filter(({ dismissed }) => dismissed !== null)
    expect(kept.map(({ hostname }) => hostname)).toEqual(['let-go.example.org', 'Timed.example.org'])
    expect(createStateCache(store).dismissed()).toHaveLength(2)
  })

  it('keeps a time that the provider named for a dismissed record', () => {
    const store = openVersion5()
    const until = T + 31 * MINUTE
    expect(stateOf(store, 'Timed.example.org')?.dismissed).toMatchObject({ address: '11.22.33.2', attempts: 2 })
    expect(store.holds().filter(({ hostname }) => hostname?.toLowerCase() === 'timed.example.org')).toEqual([
      {
        ...{ account: 'home', hostname: 'timed.example.org', family: 'ipv4', class: 'until-time', until },
        failure: { kind: 'throttled', code: 'named-time', detail: null, retryAt: until },
        ...{ since: T + MINUTE + 900, attempts: 1, fingerprint: '' },
      },
    ])
  })

  it('keeps every other hold, state, attempt and round', () => {
    const store = openVersion5()
    expect(store.holds().map((hold) => `${hold.account} ${hold.hostname} ${hold.class}`)).toEqual([
      'home null parked',
      'home parked.example.org parked',
      'home timed.example.org until-time',
      'lab null blocked',
      'office null until-time',
      'office nohost.example.org needs-user',
    ])
    expect(stateOf(store, 'right.example.org')).toEqual({
      ...{ account: 'home', hostname: 'right.example.org', family: 'ipv4', destination: '["duckdns",null,[]]' },
      ...{ lastSent: '11.22.33.2', firstSentAt: T + MINUTE, sentAt: T + MINUTE, previous: '11.22.33.1' },
      ...{
        confirmed: '11.22.33.2',
        confirmedAt: T + MINUTE + 500,
        accepted: null,
        acceptedAt: null,
        verified: '11.22.33.2',
        verifiedAt: T + 2 * MINUTE,
      },
      ...{ undo: { to: '11.22.33.1', from: '11.22.33.2' }, unsettled: null, corrections: 2, dismissed: null },
    })
    const inDoubt = store.families().filter(({ hostname }) => hostname === 'in-doubt.example.org')
    expect(inDoubt.map(({ unsettled }) => unsettled)).toEqual([
      { attempt: 11, address: '11.22.33.2' },
      { attempt: 12, address: '2a0e:1111::1' },
    ])
    expect(store.history({ limit: 20 }).attempts).toHaveLength(12)
    expect(store.lastRound()?.decisions).toMatchObject([{ action: 'hold', why: { code: 'hold-forgotten' } }])
    expect([store.getValue('paused-until'), store.clockReading()]).toEqual([
      'forever',
      { wall: T + 3 * MINUTE, boot: 5_000_000 },
    ])
  })

  it('is migrated once, with a copy of the old file kept', () => {
    openVersion5().close()
    const holds = (path: string) => {
      const database = new DatabaseSync(path, { readOnly: true })
      try {
        return database.prepare("SELECT hostname FROM holds WHERE class = 'forgotten'").all()
      } finally {
        database.close()
      }
    }
    expect(holds(`${file.path}.version-5`)).toHaveLength(3)
    expect(holds(file.path)).toEqual([])
    rmSync(`${file.path}.version-5`)
    expect(file.open().families()).toHaveLength(7)
    expect(existsSync(`${file.path}.version-5`)).toBe(false)
  })

  it.each(['', 'not an address'])(
    'has one of the address "%s" replaced by a strict hold, and keeps the state',
    (address) => {
      const store = openVersion5(`UPDATE holds SET fingerprint = '${address}' WHERE class = 'forgotten';`)
      expect(stateOf(store, 'let-go.example.org')).toMatchObject({
        ...{
          lastSent: '11.22.33.2',
          confirmed: '11.22.33.1',
          confirmedAt: T + 500,
          sentAt: T + MINUTE,
          dismissed: null,
        },
      })
      const holdOf = (hostname: string) => store.holds().find((hold) => hold.hostname?.toLowerCase() === hostname)
      for (const hostname of ['let-go.example.org', 'timed.example.org']) {
        expect(holdOf(hostname)).toMatchObject({ class: 'blocked', until: null, family: 'ipv4' })
      }
      expect(store.families()).toHaveLength(7)
    },
  )

  it('has a damaged dismissal replaced by a strict hold, like any hold that cannot be read', () => {
    const store = openVersion5(
      "UPDATE holds SET retry_at = -9223372036854775807 - 1 WHERE hostname = 'let-go.example.org';",
    )
    expect(stateOf(store, 'let-go.example.org')).toMatchObject({ confirmed: '11.22.33.1', dismissed: null })
    expect(store.holds().find(({ hostname }) => hostname === 'let-go.example.org')).toMatchObject({ class: 'blocked' })
  })
})

describe('a file of version 6, in which every success counted as a confirmation', () => {
  const VERSION_6 = readFileSync(new URL('fixtures/version-6.sql', import.meta.url), 'utf8')
  const T = Date.UTC(2026, 0, 1, 12)

  it('has as accepted what a service may have said without naming the address, and the zone was not seen to hold since', () => {
    file.bare((old) => old.exec(VERSION_6))
    const accepted = file
      .open()
      .families()
      .filter((state) => state.accepted !== null)
    expect(accepted.map(({ hostname, family }) => `${hostname} ${family}`).sort()).toEqual([
      'bare.example.org ipv4',
      'custom.example.org ipv4',
      'drifted.example.org ipv4',
      'in-doubt.example.org ipv4',
      'seen-before.example.org ipv4',
      'unseen.example.org ipv4',
      'unseen.example.org ipv6',
    ])
    for (const state of accepted) expect(state).toMatchObject({ accepted: state.confirmed, acceptedAt: T + 500 })
  })

  it('loses nothing, and is kept as a copy', () => {
    file.bare((old) => old.exec(VERSION_6))
    const store = file.open()
    expect(store.families()).toHaveLength(11)
    expect(store.families().find(({ hostname }) => hostname === 'unseen.example.org')).toMatchObject({
      ...{ confirmed: '11.22.33.1', confirmedAt: T + 500, previous: '11.22.33.9', sentAt: T },
    })
    expect(store.families().find(({ unsettled }) => unsettled !== null)?.unsettled).toEqual({
      attempt: 1,
      address: '11.22.33.2',
    })
    expect(store.getValue('paused-until')).toBe('forever')
    expect(confirmedIn(`${file.path}.version-6`)).toHaveLength(11)
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

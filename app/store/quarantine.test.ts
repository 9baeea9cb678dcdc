import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../model/store.ts'
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
import { openStore } from './sqlite-store.ts'

let file: StoreFile
beforeEach(() => {
  file = createStoreFile()
})
afterEach(() => file.close())

const MOST = 2n ** 63n - 1n
const LEAST = -(2n ** 63n)
const kept = () =>
  file.bare((database) => database.prepare('SELECT source, row FROM quarantine').all()) as {
    source: string
    row: string
  }[]
const damage = (sql: string) => file.bare((database) => database.exec(sql))
const readAll = (store: Store) => [store.families(), store.holds(), store.history({ limit: 500 }), store.lastRound()]

/** A settled attempt, one in doubt at another name, a hold and two rounds. */
function fill(): void {
  const store = file.open()
  const [settled = 0] = beginAttempts(store, [newAttempt('11.22.33.1')])
  settleAttempts(store, [{ attempt: settled, at: 2, result: 'confirmed', raw: null }])
  beginAttempts(store, [newAttempt('11.22.33.2', { hostname: 'cam.example.org' })])
  store.putHold({ ...nas, class: 'parked', failure: noAnswer, since: 1, until: 2, attempts: 1, fingerprint: '' })
  for (const startedAt of [1_000, 2_000]) store.addRound(quietRound(startedAt))
  store.close()
}

describe('unsound rows', () => {
  it('are moved to the quarantine, whole, and a hold becomes strict', () => {
    fill()
    damage(`UPDATE families SET confirmed = 'not an address' WHERE hostname = 'nas.example.org';
      UPDATE attempts SET cause = 'a ghost' WHERE id = 1; UPDATE holds SET class = 'nonsense'`)
    const store = file.open()
    expect(store.families().map(({ hostname }) => hostname)).toEqual(['cam.example.org'])
    expect(store.history({ limit: 10 }).attempts.map(({ id }) => id)).toEqual([2])
    expect(store.holds()).toMatchObject([{ ...nas, class: 'blocked', until: null }])
    store.close()
    expect(kept().map(({ source }) => source)).toEqual(['families', 'holds', 'attempts'])
    expect(JSON.parse(kept()[0]?.row ?? '')).toMatchObject({ hostname: 'nas.example.org', confirmed: 'not an address' })
  })

  const numbers: readonly (readonly [table: string, column: string, value?: bigint])[] = [
    ['families', 'sent_at'],
    ['families', 'desired_at', LEAST],
    ['families', 'verified_at'],
    ['families', 'unsettled'],
    ['families', 'corrections'],
    ['families', 'dismissed_since'],
    ['families', 'dismissed_attempts'],
    ['attempts', 'id'],
    ['attempts', 'round_id'],
    ['attempts', 'started_at'],
    ['attempts', 'settled_at'],
    ['holds', 'since'],
    ['holds', 'since', LEAST],
    ['holds', 'until'],
    ['holds', 'retry_at'],
    ['holds', 'attempts'],
    ['rounds', 'id'],
  ]
  it.each(numbers)(
    'with a number that JavaScript cannot hold break nothing, in %s.%s',
    (table, column, value = MOST) => {
      fill()
      const newest = table === 'attempts' || table === 'rounds' ? 'WHERE id = 2' : ''
      damage(`UPDATE ${table} SET ${column} = ${value} ${newest}`)
      const reader = file.read()
      expect(() => readAll(reader)).not.toThrow()
      expect(reader.holds()).toMatchObject([{ ...nas, class: table === 'holds' ? 'blocked' : 'parked' }])
      reader.close()
      const store = file.open()
      expect(() => readAll(store)).not.toThrow()
      statesOf(store).shiftTimes(60_000, { wall: 1, boot: 1 }, 'all')
      expect(store.prune(Date.now())).toBe(false)
      const isStrict = table === 'holds' || String(column).startsWith('dismissed')
      const ofNas = store.holds().filter(({ hostname }) => hostname === nas.hostname)
      expect(ofNas).toMatchObject([{ ...nas, class: isStrict ? 'blocked' : 'parked' }])
      store.close()
      expect(kept()[0]).toMatchObject({ source: table, row: expect.stringContaining(`"${column}":${value}`) })
    },
  )

  it('leave ids for later attempts and rounds', () => {
    fill()
    damage(`UPDATE attempts SET id = ${MOST} WHERE id = 2; UPDATE sqlite_sequence SET seq = ${MOST}`)
    const store = file.open()
    expect(beginAttempts(store, [newAttempt('11.22.33.3')])).toEqual([2])
    expect(store.addRound(quietRound())).toBe(3)
  })

  it('are skipped far back in the history, which continues behind them', () => {
    const first = file.open()
    beginAttempts(
      first,
      Array.from({ length: 1_500 }, (_, index) => newAttempt('11.22.33.1', { roundId: index })),
    )
    first.close()
    // JavaScript can hold this number, but a Date cannot.
    damage('UPDATE attempts SET started_at = 8640000000000001 WHERE id BETWEEN 100 AND 110')
    const store = file.open()
    const page = store.history({ limit: 20, before: 115 })
    expect(page.attempts.map(({ id }) => id)).toEqual([
      114,
      113,
      112,
      111,
      ...Array.from({ length: 16 }, (_, n) => 99 - n),
    ])
    expect(page.more).toBe(true)
    store.close()
    // A start does not check that far.
    expect(kept()).toEqual([])
  })
})

describe('a damaged dismissal', () => {
  const DISMISSED = `dismissed = '11.22.33.3', dismissed_kind = 'provider', dismissed_code = 'http-503',
    dismissed_since = 5, dismissed_attempts = 2`
  const cam = { ...nas, hostname: 'cam.example.org' }
  /** The state and the hold of a record whose dismissal was damaged, once the app has started. */
  function openDamaged(sql: string, hostname = cam.hostname) {
    fill()
    damage(`UPDATE families SET ${DISMISSED} WHERE hostname = '${hostname}';
      UPDATE families SET ${sql} WHERE hostname = '${hostname}'`)
    const { store, quarantined } = openStore(file.path, 'x')
    const isIt = (each: { readonly hostname: string | null }) => each.hostname === hostname
    const found = { quarantined, state: store.families().find(isIt), hold: store.holds().find(isIt) }
    store.close()
    return found
  }

  it.each([
    ['is no address', "dismissed = 'nowhere'"],
    ['is an empty address', "dismissed = ''"],
    ['has no address', 'dismissed = NULL'],
    ['has no failure', 'dismissed_kind = NULL'],
    ['has an unknown failure', "dismissed_kind = 'a ghost'"],
    ['has no time', 'dismissed_since = NULL'],
    ['has no time that a Date can hold', `dismissed_since = ${MOST}`],
    ['has no count', 'dismissed_attempts = NULL'],
    ['has an impossible count', 'dismissed_attempts = -1'],
  ])('that %s becomes a strict hold, and the rest of the state stays', (_, sql) => {
    const { quarantined, state, hold } = openDamaged(sql)
    expect(quarantined).toBe(1)
    expect(state).toMatchObject({ lastSent: '11.22.33.2', sentAt: 1_000, unsettled: { attempt: 2 }, dismissed: null })
    expect(hold).toMatchObject({ ...cam, class: 'blocked', until: null, failure: { code: 'quarantined' } })
    expect(kept().map(({ source, row }) => [source, JSON.parse(row).hostname])).toEqual([['families', cam.hostname]])
    const again = openStore(file.path, 'x')
    again.store.close()
    expect(again.quarantined).toBe(0)
  })

  it('keeps what was confirmed', () => {
    const { state } = openDamaged("dismissed = 'nowhere'", nas.hostname)
    expect(state).toMatchObject({ confirmed: '11.22.33.1', confirmedAt: 2, destination: 'practice' })
  })

  it('becomes a hold that is stricter than the one that is there', () => {
    const { hold } = openDamaged("dismissed = 'nowhere'", nas.hostname)
    expect(hold).toMatchObject({ ...nas, class: 'blocked', until: null })
  })

  it('becomes a strict hold, too, when the row around it is damaged', () => {
    const { quarantined, state, hold } = openDamaged("desired = 'nowhere'")
    expect(quarantined).toBe(1)
    expect(state).toBeUndefined()
    expect(hold).toMatchObject({ ...cam, class: 'blocked', until: null })
  })

  it('is none where the app wrote it', () => {
    const { quarantined, state, hold } = openDamaged('dismissed_detail = NULL')
    expect([quarantined, hold]).toEqual([0, undefined])
    expect(state?.dismissed).toMatchObject({ address: '11.22.33.3', since: 5, attempts: 2 })
  })
})

describe('a family whose attempt in doubt is missing', () => {
  it.each([
    ['moved for its number', `UPDATE attempts SET settled_at = ${MOST} WHERE id = 2`],
    ['moved for its address', "UPDATE attempts SET to_address = 'nowhere' WHERE id = 2"],
    ['lost', 'DELETE FROM attempts WHERE id = 2'],
  ])('stays in doubt about the last address sent until that is settled (%s)', (_, sql) => {
    fill()
    damage(sql)
    const store = file.open()
    const cam = () => store.families().find(({ hostname }) => hostname === 'cam.example.org')
    expect(cam()).toMatchObject({ confirmed: null, unsettled: { attempt: 2, address: '11.22.33.2' } })
    expect(store.history({ limit: 9 }).attempts.map(({ id }) => id)).toEqual([1])
    statesOf(store).confirmUnsettled({ ...nas, hostname: 'cam.example.org' }, 5_000)
    expect(cam()).toMatchObject({ confirmed: '11.22.33.2', confirmedAt: 5_000, unsettled: null })
  })

  it('is not in doubt if it has no last address either', () => {
    fill()
    damage("DELETE FROM attempts WHERE id = 2; UPDATE families SET desired = NULL WHERE hostname = 'cam.example.org'")
    const store = file.open()
    expect(store.families()).toMatchObject([{ hostname: 'cam.example.org', unsettled: null }, nas])
    expect(() => settleAttempts(store, [{ attempt: 2, at: 5, result: 'confirmed', raw: null }])).not.toThrow()
  })
})

describe('an unsound hold', () => {
  it('becomes strict if it would last longer than any provider asks', () => {
    fill()
    damage('UPDATE holds SET until = 300000000000000')
    expect(file.open().holds()).toMatchObject([{ class: 'blocked', until: null, failure: { code: 'quarantined' } }])
  })

  it('holds both families if its own is unknown', () => {
    fill()
    damage("UPDATE holds SET family = 'ipv5'")
    const store = file.open()
    expect(store.holds().map(({ hostname, family }) => [hostname, family])).toEqual([
      ['nas.example.org', 'ipv4'],
      ['nas.example.org', 'ipv6'],
    ])
  })

  it('holds the whole account if it was the account’s', () => {
    fill()
    damage("UPDATE holds SET hostname = '', family = '', kind = 'unheard of'")
    expect(file.open().holds()).toMatchObject([{ hostname: null, family: null, class: 'blocked' }])
  })
})

describe('an unreadable round', () => {
  it.each([
    ['is no JSON', 'cut off {'],
    ['says something else', '{"trigger": "a ghost"}'],
  ])('is skipped for the newest readable one (%s)', (_, record) => {
    fill()
    file.bare((database) => database.prepare('UPDATE rounds SET record = ? WHERE id = 2').run(record))
    for (const store of [file.read(), file.open()]) {
      expect(store.round(2)).toBeNull()
      expect(store.lastRound()).toMatchObject({ id: 1 })
    }
  })

  it('is kept whole even if it is no JSON', () => {
    fill()
    damage("UPDATE rounds SET record = 'cut off {'")
    const store = file.open()
    expect(store.lastRound()).toBeNull()
    store.close()
    expect(kept().map(({ row }) => JSON.parse(row).record)).toEqual(['cut off {', 'cut off {'])
  })
})

import { DatabaseSync } from '@photostructure/sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { compose, composeWhenUnlocked } from './compose.ts'
import { optionsOf } from './testing/compose-options.ts'
import { createHandClock } from './testing/hand-clock.ts'
import { createStoreFile, quietRound, type StoreFile } from './testing/store-file.ts'

let file: StoreFile
beforeEach(() => {
  file = createStoreFile()
})
afterEach(() => file.close())

function composed(ownsFolder: boolean) {
  const clock = createHandClock()
  return { app: compose(optionsOf(file.path, ownsFolder, clock)), clock }
}

function fillRounds(count: number): void {
  file.open().close()
  const record = JSON.stringify(quietRound())
  file.bare((database) => {
    const insert = database.prepare('INSERT INTO rounds (started_at, quiet, record) VALUES (?, 1, ?)')
    database.exec('BEGIN')
    for (let index = 0; index < count; index += 1) insert.run(Date.UTC(2026, 0, 1), record)
    database.exec('COMMIT')
  })
}
const rounds = () =>
  (file.bare((database) => database.prepare('SELECT count(*) AS n FROM rounds').get()) as { n: number }).n

it('a one-shot app prunes one slice of the history when it stops', () => {
  fillRounds(2_700)
  composed(true).app.stop()
  expect(rounds()).toBe(2_200)
  composed(true).app.stop()
  expect(rounds()).toBe(2_000)
})

it('a running app prunes the history slice by slice until the limit is met', async () => {
  fillRounds(4_000)
  const { app, clock } = composed(true)
  app.start()
  await clock.advance(59_000)
  expect(rounds()).toBeGreaterThanOrEqual(4_000)
  await clock.advance(10_000)
  expect(rounds()).toBeLessThan(2_010)
  app.stop()
})

it('an app that only reads prunes nothing', () => {
  fillRounds(2_700)
  composed(false).app.stop()
  expect(rounds()).toBe(2_700)
})

it('an app that found damaged rows reports their number, and starts', () => {
  composed(true).app.stop()
  file.bare((database) => {
    database.exec(`INSERT INTO holds (account, hostname, family, class, kind, code, since, attempts, fingerprint)
      VALUES ('home', 'nas.example.org', 'ipv4', 'nonsense', 'network', 'timeout', 1, 1, '')`)
  })
  const { app } = composed(true)
  expect(app.snapshot().notices).toMatchObject([{ id: 'store-quarantined', severity: 'warning' }])
  expect(app.snapshot().notices[0]?.message).toMatch(/^One entry of the history was damaged/)
  app.stop()
})

it('waits by timer for a database that another program has locked, then says so', async () => {
  file.open().close()
  const other = new DatabaseSync(file.path)
  other.exec('BEGIN EXCLUSIVE')
  const clock = createHandClock()
  const refused = composeWhenUnlocked(optionsOf(file.path, true, clock), 2_000).then(
    () => null,
    (error: Error) => error.message,
  )
  await clock.advance(3_000)
  expect(await refused).toMatch(/^Another program has the history locked \(.*\)\. Close .*, and try again\.$/)
  const waiting = composeWhenUnlocked(optionsOf(file.path, true, clock), 2_000)
  await clock.advance(500)
  other.close()
  await clock.advance(500)
  const app = await waiting
  app.stop()
})

// Kills the real command line at random instants of an update against a slow provider, again and again, and holds what
// the store says against what the provider saw. HOMEWARD_KILLS sets how often (40; the nightly run takes 500).
import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CliHome, createCliHome } from '../cli/homeward-cli.ts'
import { type PracticeEcho, startEcho } from '../servers/echo.ts'
import { type PracticeProvider, startProvider } from '../servers/provider.ts'

const KILLS = Number(process.env.HOMEWARD_KILLS ?? (process.env.HOMEWARD_NIGHTLY ? 500 : 40))
const HOSTNAME = 'nas.example.org'
const PASSWORD = 'a password for the kill test'

let provider: PracticeProvider
let echo: PracticeEcho
let home: CliHome

beforeAll(async () => {
  provider = await startProvider({
    accounts: [{ username: 'u', password: PASSWORD, token: 'token-of-u', hostnames: [HOSTNAME] }],
  })
  provider.faults.add({ kind: 'delay', ms: 60 })
  echo = await startEcho()
  home = createCliHome({ HOMEWARD_SECRET_HOME_PASSWORD: PASSWORD })
  home.writeSettings({
    version: 1,
    accounts: [{ id: 'home', provider: 'dyndns2', endpoint: provider.url, fields: { username: 'u' } }],
    records: [{ account: 'home', hostname: HOSTNAME, ipv4: { source: 'echo', url: echo.url }, ipv6: 'off' }],
  })
})
afterAll(async () => {
  home.close()
  await Promise.all([provider.close(), echo.close()])
})

interface Kept {
  readonly confirmed: string | null
  readonly unsettled: number | null
}

/** Opens the store as the next start would, and reads what it holds of the name. */
function readStore(): Kept | null {
  const database = new DatabaseSync(join(home.folder, 'homeward.sqlite'))
  try {
    expect(Object.values(database.prepare('PRAGMA integrity_check').get() as object)).toEqual(['ok'])
    const tables = database.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'families'").get() as {
      n: number
    }
    if (tables.n === 0) return null
    return (database.prepare('SELECT confirmed, unsettled FROM families').get() as unknown as Kept | undefined) ?? null
  } finally {
    database.close()
  }
}

/** Addresses the provider acknowledged, oldest first. */
const acknowledged = () => provider.requests().filter(({ answer }) => /^(good|nochg)/.test(answer ?? ''))
const addressOf = (url: string) => new URL(url, 'http://x').searchParams.get('myip')

it(`keeps its word over ${KILLS} kills`, { timeout: KILLS * 3_000 + 30_000 }, async () => {
  const seed = Number(process.env.HOMEWARD_SEED ?? Date.now() % 1_000_000)
  console.log(`kill test: seed ${seed} (HOMEWARD_SEED repeats it)`)
  const random = generator(seed)
  // As long as an undisturbed run takes on this machine, so that most are killed somewhere and some get to their end.
  echo.answer('ipv4', '11.22.44.1')
  const started = performance.now()
  await home.run(['update', '--config', home.settings])
  const runMs = performance.now() - started
  let killed = 0
  for (let round = 0; round < KILLS; round += 1) {
    // The same address now and then: an update that was cut off must also survive without a new change.
    if (random() < 0.7) echo.answer('ipv4', `11.22.33.${1 + (round % 250)}`)
    const before = readStoreIfThere()
    const sentBefore = provider.requests().length
    const child = home.start(['update', '--config', home.settings])
    const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, random() * runMs * 1.1))])
    if (child.exitCode === null) killed += 1
    child.kill('SIGKILL')
    await ended

    const kept = readStoreIfThere()
    const sent = provider.requests().slice(sentBefore)
    const told = acknowledgedAddresses()
    if (kept?.confirmed) expect(told).toContain(kept.confirmed)
    // Never without an attempt written first: what the provider saw, the store knows of.
    if (sent.length > 0) expect(kept).not.toBeNull()
    // An address that was confirmed and settled is not sent again.
    if (before?.confirmed && before.unsettled === null) {
      expect(sent.map(({ url }) => addressOf(url))).not.toContain(before.confirmed)
    }
    expect(sent.length).toBeLessThanOrEqual(1)
  }
  expect(killed).toBeGreaterThan(KILLS / 4)

  // Whatever was cut off, the next undisturbed run brings to its end.
  const last = await home.run(['update', '--config', home.settings, '--json'])
  expect(last.code, last.stderr).toBe(0)
  const [row] = JSON.parse(last.stdout)
  expect(provider.zone.records({ name: HOSTNAME })).toMatchObject([{ content: row.desired }])
  expect(readStore()).toMatchObject({ confirmed: row.desired, unsettled: null })
  const history = JSON.parse(
    (await home.run(['history', '--config', home.settings, '--json', '--limit', '500'])).stdout,
  )
  for (const attempt of history.filter(({ result }: { result: string }) => result === 'confirmed')) {
    expect(acknowledgedAddresses()).toContain(attempt.to)
  }
})

const acknowledgedAddresses = () => acknowledged().map(({ url }) => addressOf(url))

/** Null before the first run got as far as making the file. */
function readStoreIfThere(): Kept | null {
  try {
    return readStore()
  } catch (error) {
    if (error instanceof Error && /unable to open/.test(error.message)) return null
    throw error
  }
}

/** mulberry32: small, and the same numbers for the same seed. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

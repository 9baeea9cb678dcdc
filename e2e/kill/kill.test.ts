// Kills the real command line at random moments against slow practice servers, and compares what the store says with what the
// servers saw: one-shot updates and the running process, at a provider that cannot be queried and at one that can.
// HOMEWARD_KILLS sets how often (40; 500 in the nightly run), HOMEWARD_SEED repeats a run.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CliHome, createCliHome } from '../cli/homeward-cli.ts'
import { type PracticeEcho, startEcho } from '../servers/echo.ts'
import { type PracticeProvider, startProvider } from '../servers/provider.ts'
import type { LoggedRequest } from '../servers/request-log.ts'
import { createRandom } from './random.ts'
import { readSavedState, type SavedFamily } from './saved-state.ts'
import { changesIn } from './server-log.ts'

const KILLS = Number(process.env.HOMEWARD_KILLS ?? (process.env.HOMEWARD_NIGHTLY ? 500 : 40))
const PASSWORD = 'a password for the kill test'
const TOKEN = 'a-token-for-the-kill-test'
/** More hostnames than fit into one request. */
const BATCHED = Array.from({ length: 25 }, (_, index) => `h${index}.example.org`)
const QUERYABLE = ['nas.example.net', 'cam.example.net']

let provider: PracticeProvider
let echo: PracticeEcho
let home: CliHome
/** Every address that the provider has held for a hostname, the current one last. */
const held = new Map<string, string[]>()

beforeAll(async () => {
  provider = await startProvider({
    accounts: [{ username: 'u', password: PASSWORD, token: TOKEN, hostnames: [...BATCHED, ...QUERYABLE] }],
    onZoneChange: ({ name, to }) => held.set(name, [...(held.get(name) ?? []), ...to]),
  })
  provider.faults.add({ kind: 'delay', ms: 30 })
  echo = await startEcho()
  home = createCliHome({ HOMEWARD_SECRET_BATCHED_PASSWORD: PASSWORD, HOMEWARD_SECRET_QUERYABLE_TOKEN: TOKEN })
  const policy = { ipv4: { source: 'echo', url: echo.url }, ipv6: 'off' }
  home.writeSettings({
    version: 1,
    accounts: [
      {
        ...{ id: 'batched', provider: 'dyndns2', endpoint: provider.url, fields: { username: 'u' } },
        dialect: { hosts: 'comma' },
      },
      { id: 'queryable', provider: 'cloudflare', endpoint: provider.url },
    ],
    records: [
      ...BATCHED.map((hostname) => ({ account: 'batched', hostname, ...policy })),
      ...QUERYABLE.map((hostname) => ({ account: 'queryable', hostname, ...policy })),
    ],
  })
})
afterAll(async () => {
  home.close()
  await Promise.all([provider.close(), echo.close()])
})

/** A new address for each round, so that an earlier round cannot be mistaken for this one. */
function addressOf(round: number): string {
  return `11.22.${round < 250 ? 33 : 44}.${1 + (round % 250)}`
}

/** What the store calls confirmed is what the provider holds. */
function checkSaved(saved: ReadonlyMap<string, SavedFamily>): void {
  for (const [hostname, { confirmed, isUnsettled }] of saved) {
    if (confirmed === null) continue
    expect(held.get(hostname), hostname).toContain(confirmed)
    if (!isUnsettled) expect(held.get(hostname)?.at(-1), hostname).toBe(confirmed)
  }
}

/** Nothing is sent twice without a reason. */
function checkSent(
  sent: readonly LoggedRequest[],
  before: ReadonlyMap<string, SavedFamily>,
  heldBefore: ReadonlyMap<string, readonly string[]>,
): void {
  const changes = sent.flatMap(changesIn)
  for (const { hostname, to } of changes) {
    const saved = before.get(hostname)
    if (saved !== undefined && !saved.isUnsettled) expect(to, hostname).not.toBe(saved.confirmed)
    // A provider that can be queried was queried first: what it holds already is not sent to it again.
    if (QUERYABLE.includes(hostname)) expect(to, hostname).not.toBe(heldBefore.get(hostname)?.at(-1))
  }
  const texts = changes.map(({ hostname, to }) => `${hostname} ${to}`)
  expect(new Set(texts).size, texts.join(', ')).toBe(texts.length)
}

it(`loses nothing and repeats nothing over ${KILLS} kills`, { timeout: KILLS * 4_000 + 60_000 }, async () => {
  const seed = Number(process.env.HOMEWARD_SEED ?? Date.now() % 1_000_000)
  console.log(`kill test: seed ${seed} (HOMEWARD_SEED repeats it)`)
  const random = createRandom(seed)
  const update = ['update', '--config', home.settings]
  echo.answer('ipv4', '11.22.44.254')
  const started = performance.now()
  expect((await home.run(update)).code).toBe(0)
  // As long as an undisturbed run takes on this machine: most runs are killed somewhere, and some finish.
  const runMs = performance.now() - started
  let killed = 0
  let unsettled = 0
  for (let round = 0; round < KILLS; round += 1) {
    // Sometimes the same address: an update that was cut off must also be completed without a new change.
    if (random() < 0.7) echo.answer('ipv4', addressOf(round))
    const before = readSavedState(home.folder)
    const heldBefore = new Map(held)
    const since = provider.requests().at(-1)?.id ?? 0
    const child = home.start(random() < 0.5 ? update : ['run', '--config', home.settings])
    const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, random() * runMs * 1.1))])
    if (child.exitCode === null) killed += 1
    child.kill('SIGKILL')
    await ended
    await untilAllAnswered()

    const sent = provider.requests(since)
    checkSent(sent, before, heldBefore)
    const saved = readSavedState(home.folder)
    // An attempt is written before it is sent: the store knows every request that the provider saw.
    for (const { hostname, to } of sent.flatMap(changesIn))
      expect(saved.get(hostname)?.attempted, hostname).toContain(to)
    checkSaved(saved)
    unsettled += [...saved.values()].some(({ isUnsettled }) => isUnsettled) ? 1 : 0
    if (round % 10 === 9) await complete()
  }
  expect(killed).toBeGreaterThan(KILLS / 4)
  // Otherwise the kills came too early or too late to test anything.
  expect(unsettled).toBeGreaterThan(KILLS / 20)
  await complete()

  /** The next undisturbed run completes what was cut off. */
  async function complete(): Promise<void> {
    const last = await home.run([...update, '--json'])
    expect(last.code, last.stderr).toBe(0)
    const saved = readSavedState(home.folder)
    for (const row of JSON.parse(last.stdout) as { hostname: string; family: string; desired: string }[]) {
      if (row.family !== 'ipv4') continue
      expect(provider.zone.records({ name: row.hostname, type: 'A' })).toMatchObject([{ content: row.desired }])
      expect(saved.get(row.hostname), row.hostname).toMatchObject({ confirmed: row.desired, isUnsettled: false })
    }
    checkSaved(saved)
  }
})

/** The servers finish the requests of a killed client, too. */
async function untilAllAnswered(): Promise<void> {
  await expect.poll(() => provider.requests().every(({ doneAt }) => doneAt !== null), { timeout: 5_000 }).toBe(true)
}

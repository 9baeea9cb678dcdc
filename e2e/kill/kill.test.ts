// Kills the real command line at random instants against slow practice servers, again and again, and holds what the store
// says against what the servers saw: one-shot updates and the watching process by turns, a provider that cannot be asked
// what it holds, and one that can. HOMEWARD_KILLS sets how often (40; the nightly run takes 500).
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CliHome, createCliHome } from '../cli/homeward-cli.ts'
import { type PracticeEcho, startEcho } from '../servers/echo.ts'
import { type PracticeProvider, startProvider } from '../servers/provider.ts'
import type { LoggedRequest } from '../servers/request-log.ts'
import { type Kept, readStore } from './kept-store.ts'
import { createRandom } from './random.ts'
import { sentOf } from './server-log.ts'

const KILLS = Number(process.env.HOMEWARD_KILLS ?? (process.env.HOMEWARD_NIGHTLY ? 500 : 40))
const PASSWORD = 'a password for the kill test'
const TOKEN = 'a-token-for-the-kill-test'
/** More names than go into one request of their account. */
const BATCHED = Array.from({ length: 25 }, (_, index) => `h${index}.example.org`)
const ASKABLE = ['nas.example.net', 'cam.example.net']

let provider: PracticeProvider
let echo: PracticeEcho
let home: CliHome
/** Every address that the provider has ever held for a name, the present one last. */
const held = new Map<string, string[]>()

beforeAll(async () => {
  provider = await startProvider({
    accounts: [{ username: 'u', password: PASSWORD, token: TOKEN, hostnames: [...BATCHED, ...ASKABLE] }],
    onZoneChange: ({ name, to }) => held.set(name, [...(held.get(name) ?? []), ...to]),
  })
  provider.faults.add({ kind: 'delay', ms: 30 })
  echo = await startEcho()
  home = createCliHome({ HOMEWARD_SECRET_BATCHED_PASSWORD: PASSWORD, HOMEWARD_SECRET_ASKABLE_TOKEN: TOKEN })
  const see = { ipv4: { source: 'echo', url: echo.url }, ipv6: 'off' }
  home.writeSettings({
    version: 1,
    accounts: [
      { id: 'batched', provider: 'dyndns2', endpoint: provider.url, fields: { username: 'u' } },
      { id: 'askable', provider: 'cloudflare', endpoint: provider.url },
    ],
    records: [
      ...BATCHED.map((hostname) => ({ account: 'batched', hostname, ...see })),
      ...ASKABLE.map((hostname) => ({ account: 'askable', hostname, ...see })),
    ],
  })
})
afterAll(async () => {
  home.close()
  await Promise.all([provider.close(), echo.close()])
})

/** Addresses that no round has used before: what an old round left behind is told from what this one did. */
function address(round: number): string {
  return `11.22.${round < 250 ? 33 : 44}.${1 + (round % 250)}`
}

/** Nothing that the store holds for certain contradicts what the provider holds. */
function compare(kept: ReadonlyMap<string, Kept>): void {
  for (const [hostname, { confirmed, isUnsettled }] of kept) {
    if (confirmed === null) continue
    expect(held.get(hostname), hostname).toContain(confirmed)
    if (!isUnsettled) expect(held.get(hostname)?.at(-1), hostname).toBe(confirmed)
  }
}

/** Nothing is sent twice without cause. */
function judge(
  sent: readonly LoggedRequest[],
  before: ReadonlyMap<string, Kept>,
  heldBefore: ReadonlyMap<string, readonly string[]>,
): void {
  const changes = sent.flatMap(sentOf)
  for (const { hostname, to } of changes) {
    const kept = before.get(hostname)
    if (kept !== undefined && !kept.isUnsettled) expect(to, hostname).not.toBe(kept.confirmed)
    // A provider that can be asked was asked: what it has taken is not written to it once more.
    if (ASKABLE.includes(hostname)) expect(to, hostname).not.toBe(heldBefore.get(hostname)?.at(-1))
  }
  const texts = changes.map(({ hostname, to }) => `${hostname} ${to}`)
  expect(new Set(texts).size, texts.join(', ')).toBe(texts.length)
}

it(`keeps its word over ${KILLS} kills`, { timeout: KILLS * 4_000 + 60_000 }, async () => {
  const seed = Number(process.env.HOMEWARD_SEED ?? Date.now() % 1_000_000)
  console.log(`kill test: seed ${seed} (HOMEWARD_SEED repeats it)`)
  const random = createRandom(seed)
  const update = ['update', '--config', home.settings]
  echo.answer('ipv4', '11.22.44.254')
  const started = performance.now()
  expect((await home.run(update)).code).toBe(0)
  // As long as an undisturbed run takes on this machine, so that most are killed somewhere and some get to their end.
  const runMs = performance.now() - started
  let killed = 0
  let cutOff = 0
  for (let round = 0; round < KILLS; round += 1) {
    // The same address now and then: an update that was cut off must also survive without a new change.
    if (random() < 0.7) echo.answer('ipv4', address(round))
    const before = readStore(home.folder)
    const heldBefore = new Map(held)
    const since = provider.requests().at(-1)?.id ?? 0
    const child = home.start(random() < 0.5 ? update : ['run', '--config', home.settings])
    const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, random() * runMs * 1.1))])
    if (child.exitCode === null) killed += 1
    child.kill('SIGKILL')
    await ended
    await answered()

    const sent = provider.requests(since)
    judge(sent, before, heldBefore)
    const kept = readStore(home.folder)
    // Never without an attempt written first: what the provider saw, the store knows of.
    for (const { hostname, to } of sent.flatMap(sentOf)) expect(kept.get(hostname)?.attempted, hostname).toContain(to)
    compare(kept)
    cutOff += [...kept.values()].some(({ isUnsettled }) => isUnsettled) ? 1 : 0
    if (round % 10 === 9) await complete()
  }
  expect(killed).toBeGreaterThan(KILLS / 4)
  // Otherwise nothing was put to the test.
  expect(cutOff).toBeGreaterThan(KILLS / 20)
  await complete()

  /** Whatever was cut off, the next undisturbed run brings to its end. */
  async function complete(): Promise<void> {
    const last = await home.run([...update, '--json'])
    expect(last.code, last.stderr).toBe(0)
    const kept = readStore(home.folder)
    for (const row of JSON.parse(last.stdout) as { hostname: string; family: string; desired: string }[]) {
      if (row.family !== 'ipv4') continue
      expect(provider.zone.records({ name: row.hostname, type: 'A' })).toMatchObject([{ content: row.desired }])
      expect(kept.get(row.hostname), row.hostname).toMatchObject({ confirmed: row.desired, isUnsettled: false })
    }
    compare(kept)
  }
})

/** The servers finish what they have begun, although nobody listens any more. */
async function answered(): Promise<void> {
  await expect.poll(() => provider.requests().every(({ doneAt }) => doneAt !== null), { timeout: 5_000 }).toBe(true)
}

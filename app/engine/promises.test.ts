// The promises as invariants over random lives: network, provider, clock, user and crashes in any order, on virtual time.
// HOMEWARD_LIVES sets how many (500; the nightly run takes 10,000), HOMEWARD_SEED repeats one.
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { UpdateRequest } from '../model/provider.ts'
import { familyKey } from '../model/store.ts'
import { adapter, adapterAddress } from '../testing/adapters.ts'
import { confirmed, createEngineWorld, type EngineWorld, failed } from '../testing/engine-world.ts'

const LIVES = Number(process.env.HOMEWARD_LIVES ?? (process.env.HOMEWARD_NIGHTLY ? 10_000 : 500))
const SEED = process.env.HOMEWARD_SEED === undefined ? Date.now() : Number(process.env.HOMEWARD_SEED)
const SECOND = 1_000
const MINUTE = 60 * SECOND
const ADDRESSES = ['11.22.33.1', '11.22.33.2', '11.22.33.3', '11.22.33.4']
const ACCOUNTS = ['sick', 'healthy'] as const
const SECRET = 'canary-secret-1'
const NEEDS_USER = ['badauth', 'nohost', '!donator'] as const

const SETTINGS = {
  version: 1,
  accounts: ACCOUNTS.map((id) => ({ id, provider: 'practice', fields: { username: 'u' } })),
  records: [
    { account: 'sick', hostname: 'nas.example.org' },
    { account: 'sick', hostname: 'cam.example.org' },
    { account: 'healthy', hostname: 'game.example.org' },
  ],
}

type Step =
  | { readonly do: 'move'; readonly to: string; readonly quiet: boolean }
  | { readonly do: 'lose-address' }
  | {
      readonly do: 'provider'
      readonly says: 'fine' | 'refused' | '503' | '429' | '911' | 'abuse' | 'nonsense' | (typeof NEEDS_USER)[number]
    }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'user' }
  | { readonly do: 'edit-secret' }
  | { readonly do: 'crash' }
  | { readonly do: 'pause'; readonly minutes: number }
  | { readonly do: 'clock-step'; readonly ms: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('move' as const), to: fc.constantFrom(...ADDRESSES), quiet: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose-address' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('provider' as const),
      says: fc.constantFrom(
        'fine' as const,
        'fine' as const,
        'refused' as const,
        '503' as const,
        '429' as const,
        '911' as const,
        'abuse' as const,
        'nonsense' as const,
        ...NEEDS_USER,
      ),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.constantFrom(100, 700, 5 * SECOND, MINUTE, 10 * MINUTE, 3 * 60 * MINUTE),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('user' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('edit-secret' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('crash' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pause' as const), minutes: fc.integer({ min: 1, max: 30 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('clock-step' as const), ms: fc.constantFrom(-MINUTE, 30 * MINUTE) }),
  },
)

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
})
afterEach(() => {
  vi.useRealTimers()
})

/** One life: plays the steps and keeps a ledger of its own of what must and must not have happened. */
async function live(steps: readonly Step[]): Promise<void> {
  let world: EngineWorld = createEngineWorld({ settings: SETTINGS })
  let says: Extract<Step, { do: 'provider' }>['says'] = 'fine'
  let secretNumber = 0
  /** Requests of the sick account are forbidden until this monotonic time; Infinity: until the secret is edited. */
  let forbiddenUntil = 0
  let abused = false
  /** Names the provider refused: forbidden until the account is edited. */
  const forbiddenNames = new Set<string>()
  const observed = new Set<string>()
  const lastConfirmed = new Map<string, string>()
  const cutOff = new Set<string>()
  const seen: string[] = []

  const answerAs = (hostname: string) => {
    if (hostname === 'game.example.org' || says === 'fine') return confirmed
    if (says === 'refused') return failed('network', 'refused')
    if (says === '503') return failed('provider', 'http-503')
    if (says === '429') return failed('throttled', 'http-429', Date.now() + 20 * MINUTE)
    if (says === '911') return failed('provider', '911', Date.now() + 30 * MINUTE)
    if (says === 'abuse') return failed('blocked', 'abuse')
    if (says === 'nonsense') return failed('unrecognised', 'unknown-word')
    if (says === 'badauth') return failed('credentials', 'badauth')
    return failed(says === 'nohost' ? 'hostname' : 'account', says)
  }

  // Thrown inside a job an error would be taken for a provider's bug and survived: it is kept and thrown by the test.
  const violations: unknown[] = []
  const must = (check: () => void): void => {
    try {
      check()
    } catch (error) {
      violations.push(error)
    }
  }

  function judge(hostname: string, request: UpdateRequest): void {
    for (const change of request.changes) {
      // 1 and 2: explicit, meant, and observed; nothing else is ever named.
      expect(change.ipv6).toBeNull()
      expect(observed).toContain(change.ipv4)
    }
    if (request.account.id !== 'sick' || request.changes[0]?.hostname !== hostname) return
    // 3: not before the time a provider named, not after a refusal that waits for the user, nothing unchanged.
    // Whatever the wall clock does meanwhile: a wait of twenty minutes is one of twenty minutes that pass.
    expect(performance.now()).toBeGreaterThanOrEqual(forbiddenUntil)
    expect(abused).toBe(false)
    for (const change of request.changes) {
      const key = familyKey({ account: 'sick', hostname: change.hostname, family: 'ipv4' })
      expect(forbiddenNames).not.toContain(change.hostname)
      if (!cutOff.has(key)) expect(change.ipv4).not.toBe(lastConfirmed.get(key))
    }
  }

  function watch(): void {
    world.secret = { state: 'found', value: `${SECRET}-${secretNumber}` }
    world.answer = (hostname, request) => {
      const sick = request.account.id === 'sick'
      must(() => judge(hostname, request))
      const answer = answerAs(hostname)
      const key = familyKey({ account: request.account.id, hostname, family: 'ipv4' })
      const address = request.changes.find((change) => change.hostname === hostname)?.ipv4
      if (answer.kind === 'confirmed' && address) {
        lastConfirmed.set(key, address)
        cutOff.delete(key)
      }
      if (sick && answer.kind === 'failed') {
        const { kind, code, retryAt } = answer.failure
        // Nobody can tell from such an answer whether the update was taken: sending again has a cause.
        if (kind === 'unrecognised' || code === 'http-503') cutOff.add(key)
        if (retryAt !== null) forbiddenUntil = performance.now() + retryAt - Date.now()
        if (kind === 'credentials' || kind === 'account') forbiddenUntil = Number.POSITIVE_INFINITY
        if (kind === 'blocked') abused = true
        if (kind === 'hostname') forbiddenNames.add(hostname)
      }
      return answer
    }
  }

  function observe(address: string | null): void {
    world.address = address
    if (address !== null) observed.add(address)
  }

  watch()
  observe('11.22.33.1')
  world.engine.start()
  await world.pass(100)
  for (const it of steps) {
    switch (it.do) {
      case 'move':
        observe(it.to)
        world.adapters = [adapter({ addresses: [adapterAddress(it.to)] })]
        if (!it.quiet) world.networkEvent()
        break
      case 'lose-address':
        observe(null)
        world.networkEvent()
        break
      case 'provider':
        says = it.says
        break
      case 'pass':
        await world.pass(it.ms)
        break
      case 'user':
        world.engine.request('user')
        await world.pass(10)
        break
      case 'edit-secret':
        secretNumber += 1
        world.secret = { state: 'found', value: `${SECRET}-${secretNumber}` }
        if (forbiddenUntil === Number.POSITIVE_INFINITY) forbiddenUntil = 0
        forbiddenNames.clear()
        world.engine.request('config-change')
        await world.pass(10)
        break
      case 'crash': {
        for (const { account, hostname } of SETTINGS.records) {
          const key = { account, hostname, family: 'ipv4' } as const
          if (world.engine.ledger.state(key)?.unsettled) cutOff.add(familyKey(key))
        }
        const kept = SETTINGS.records.map(
          (record) => world.engine.ledger.state({ ...record, family: 'ipv4' })?.confirmed,
        )
        world = await world.crashAndRestart()
        // 4: what was confirmed is still known.
        expect(
          SETTINGS.records.map((record) => world.engine.ledger.state({ ...record, family: 'ipv4' })?.confirmed),
        ).toEqual(kept)
        watch()
        world.engine.start()
        await world.pass(50)
        break
      }
      case 'pause':
        world.engine.pause.begin(Date.now() + it.minutes * MINUTE)
        break
      case 'clock-step':
        vi.setSystemTime(Date.now() + it.ms)
        break
    }
    seen.push(JSON.stringify(world.engine.ledger.holds().map(({ fingerprint: _, ...hold }) => hold)))
  }

  // 4 and 6: once the world is well, the healthy account is right within a poll, and so is the sick one when nothing
  // holds it; whatever holds it can be explained.
  world.engine.pause.end()
  says = 'fine'
  observe('11.22.33.4')
  world.engine.request('user')
  await world.pass(10 * MINUTE)
  expect(
    world.engine.ledger.state({ account: 'healthy', hostname: 'game.example.org', family: 'ipv4' })?.confirmed,
  ).toBe('11.22.33.4')
  for (const { account, hostname } of SETTINGS.records) {
    const key = { account, hostname, family: 'ipv4' } as const
    const hold = world.engine.ledger.holdOn(key)
    if (hold === null) expect(world.engine.ledger.state(key)?.confirmed).toBe('11.22.33.4')
  }
  // 5 and 7: no secret in what is kept, and every attempt has its round.
  const { attempts } = world.store.history({ limit: 500 })
  expect(JSON.stringify(attempts) + seen.join('')).not.toContain(SECRET)
  for (const attempt of attempts) expect(world.store.round(attempt.roundId ?? 0)).not.toBeNull()
  world.close()
  if (violations.length > 0) throw violations[0]
}

it(`are kept in ${LIVES} random lives`, { timeout: LIVES * 400 + 60_000 }, async () => {
  console.log(`promises: seed ${SEED} (HOMEWARD_SEED repeats it)`)
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), live), {
    numRuns: LIVES,
    seed: SEED,
    endOnFailure: false,
  })
})

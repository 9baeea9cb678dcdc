import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Failure } from '../../contract/failure.ts'
import type { HttpClient } from '../../model/ports.ts'
import type { Provider, ReadBack } from '../../model/provider.ts'
import type { FamilyKey, Hold } from '../../model/store.ts'
import { createHandClock } from '../../testing/hand-clock.ts'
import type { AccountResolver } from '../account-resolver.ts'
import { createRequestLimiter } from '../jobs/request-limiter.ts'
import { type CheckStrategy, createVerifier } from './verifier.ts'

const OURS = '11.22.33.1'
const key = { account: 'home', hostname: 'nas.example.org', family: 'ipv4' } as const
const failure = (kind: Failure['kind']): Failure => ({ kind, code: 'http-400', detail: null, retryAt: null })

const BUDGET_MS = 1_000
const owner = { account: 'home', hostname: null, family: null, fingerprint: 'f1' } as const

let hold: Hold | null
let answer: ReadBack
const readBack = vi.fn<NonNullable<Provider['readBack']>>(async () => answer)
let http: HttpClient
const NO_HTTP: HttpClient = { request: () => Promise.reject(new Error('nothing is sent here')), reset: () => {} }
const onRefused = vi.fn()
/** Of the account's settings and secrets. */
let fingerprint: string

function createTested(keyringMs = 0) {
  const clock = createHandClock()
  const limiter = createRequestLimiter(clock)
  const info = { canReadBack: true } as Provider['info']
  const provider: Provider = { info, update: () => Promise.reject(new Error('nothing is sent here')), readBack }
  const account = { id: 'home', endpoint: null, ca: null, allowPlainHttp: false, fields: {}, secrets: {} }
  const accounts: Pick<AccountResolver, 'provider' | 'resolve'> = {
    provider: () => provider,
    resolve: async () => {
      if (keyringMs > 0) await new Promise<void>((resolve) => clock.setTimer(keyringMs, resolve))
      return { ok: true, provider, account, fingerprint, destination: 'practice', formKey: 'practice' }
    },
  }
  const verifier = createVerifier({
    zone: { read: async () => ({ zone: null, why: null, servers: [], unanswered: [] }) },
    accounts,
    clock,
    userAgent: () => 'Homeward/test',
    accountHold: () => hold,
    queryProvider: (account, _, work) => limiter.run({ account, host: 'host', priority: 'query' }, () => work(http)),
    onRefused,
  })
  const check = (asked: Partial<FamilyKey> = {}, strategy: CheckStrategy = 'provider-first') =>
    verifier.check({ ...key, ...asked }, OURS, strategy, BUDGET_MS)
  return { clock, check }
}

beforeEach(() => {
  hold = null
  http = NO_HTTP
  fingerprint = 'f1'
  readBack.mockClear()
  onRefused.mockReset()
})

describe('a provider that refuses a query', () => {
  it.each(['credentials', 'account', 'throttled', 'blocked'] as const)('is reported (%s)', async (kind) => {
    answer = { ok: false, failure: failure(kind) }
    expect((await createTested().check()).state).toBe('unknown')
    expect(onRefused.mock.calls).toEqual([['home', failure(kind), 'f1']])
  })

  it.each(['hostname', 'provider', 'network', 'unrecognised'] as const)(
    'is not reported for another failure (%s)',
    async (kind) => {
      answer = { ok: false, failure: failure(kind) }
      expect((await createTested().check()).state).toBe('unknown')
      expect(onRefused).not.toHaveBeenCalled()
    },
  )

  describe('after the user edited the account', () => {
    const editWhileQueried = () => {
      readBack.mockImplementationOnce(async () => {
        fingerprint = 'f2'
        return answer
      })
    }

    it.each(['credentials', 'account'] as const)('is not reported (%s)', async (kind) => {
      answer = { ok: false, failure: failure(kind) }
      editWhileQueried()
      expect((await createTested().check()).state).toBe('unknown')
      expect(onRefused).not.toHaveBeenCalled()
    })

    it.each(['throttled', 'blocked'] as const)('is reported, since it is not about the secrets (%s)', async (kind) => {
      answer = { ok: false, failure: failure(kind) }
      editWhileQueried()
      await createTested().check()
      expect(onRefused.mock.calls).toEqual([['home', failure(kind), 'f1']])
    })
  })

  it('is not queried while its account is on hold, and is queried again afterwards', async () => {
    answer = { ok: true, ipv4: [OURS], ipv6: [], proxied: false }
    const { clock, check } = createTested()
    const base = { class: 'until-time', failure: failure('throttled'), since: clock.now(), attempts: 1 } as const
    hold = { ...owner, ...base, until: clock.now() + 60_000 }
    expect((await check()).state).toBe('unknown')
    hold = { ...hold, until: null }
    expect((await check()).state).toBe('unknown')
    expect(readBack).not.toHaveBeenCalled()
    hold = { ...hold, until: clock.now() }
    expect((await check()).state).toBe('holds')
    expect(onRefused).not.toHaveBeenCalled()
  })
})

describe('the requests of an account', () => {
  it('are one for both families of a record', async () => {
    answer = { ok: true, ipv4: [OURS], ipv6: [], proxied: false }
    const { check } = createTested()
    const both = await Promise.all([check(), check({ family: 'ipv6' })])
    expect(both.map(({ state }) => state)).toEqual(['holds', 'differs'])
    expect(readBack).toHaveBeenCalledTimes(1)
    await check()
    expect(readBack).toHaveBeenCalledTimes(2)
  })

  it('are made one at a time, and end after a refusal', async () => {
    answer = { ok: false, failure: failure('credentials') }
    const base = { class: 'needs-user', failure: failure('credentials'), since: 0, until: null, attempts: 1 } as const
    onRefused.mockImplementation(() => {
      hold = { ...owner, ...base }
    })
    const { check } = createTested()
    const all = ['a', 'b', 'c', 'd'].map((name) => check({ hostname: `${name}.example.org` }))
    expect((await Promise.all(all)).every(({ state }) => state === 'unknown')).toBe(true)
    expect(readBack).toHaveBeenCalledTimes(1)
    expect(onRefused).toHaveBeenCalledTimes(1)
  })

  it('never outlive the request slot', async () => {
    const { clock, check } = createTested()
    const timeouts: unknown[] = []
    http = {
      request: async ({ timeoutMs }) => {
        timeouts.push(timeoutMs)
        await new Promise<void>((resolve) => clock.setTimer(0.4 * BUDGET_MS, resolve))
        return { ok: false, fault: 'reset', message: '', sent: true }
      },
      reset: () => {},
    }
    answer = { ok: true, ipv4: [OURS], ipv6: [], proxied: false }
    readBack.mockImplementationOnce(async (_request, client) => {
      await client.request({ method: 'GET', url: 'https://example.org/zones' })
      await client.request({ method: 'GET', url: 'https://example.org/records', timeoutMs: 100 })
      await client.request({ method: 'GET', url: 'https://example.org/records' })
      return answer
    })
    const asked = check()
    for (let step = 0; step < 3; step += 1) await clock.advance(0.4 * BUDGET_MS)
    expect((await asked).state).toBe('unknown')
    expect(timeouts).toEqual([BUDGET_MS, 100, expect.closeTo(0.2 * BUDGET_MS)])
  })

  it('are not made after a slow keyring has used up the time', async () => {
    answer = { ok: true, ipv4: [OURS], ipv6: [], proxied: false }
    const { clock, check } = createTested(1.5 * BUDGET_MS)
    const asked = check()
    await clock.advance(BUDGET_MS)
    expect((await asked).state).toBe('unknown')
    await clock.advance(BUDGET_MS)
    expect(readBack).not.toHaveBeenCalled()
  })

  it('are not made when nobody waits for the answer any more', async () => {
    let give = () => {}
    readBack.mockImplementationOnce(() => new Promise((resolve) => (give = () => resolve(answer))))
    answer = { ok: true, ipv4: [OURS], ipv6: [], proxied: false }
    const { clock, check } = createTested()
    const all = Promise.all([check(), check({ hostname: 'other.example.org' })])
    await clock.advance(BUDGET_MS)
    expect((await all).map(({ state }) => state)).toEqual(['unknown', 'unknown'])
    give()
    await clock.advance(BUDGET_MS)
    expect(readBack).toHaveBeenCalledTimes(1)
  })
})

describe('a provider that answers slowly', () => {
  const SLOW_MS = 0.6 * BUDGET_MS
  const names = ['a', 'b', 'c'].map((name) => ({ hostname: `${name}.example.org` }))

  async function ask(strategy: CheckStrategy): Promise<string[]> {
    answer = { ok: true, ipv4: [OURS], ipv6: [], proxied: false }
    const { clock, check } = createTested()
    readBack.mockImplementation(
      () => new Promise((resolve) => clock.setTimer(SLOW_MS, () => resolve(answer))) as Promise<ReadBack>,
    )
    const all = Promise.all(names.map((name) => check(name, strategy)))
    for (const _ of names) await clock.advance(SLOW_MS)
    readBack.mockImplementation(async () => answer)
    return (await all).map(({ state }) => state)
  }

  it('gets the full time for each record of a background check, counted from its slot', async () => {
    expect(await ask('after-update')).toEqual(['holds', 'holds', 'holds'])
  })

  it('gets no extra time for the queue when somebody waits', async () => {
    expect(await ask('provider-first')).toEqual(['holds', 'unknown', 'unknown'])
  })
})

it('a private address in one family forbids a correction of the other', async () => {
  answer = { ok: true, ipv4: ['11.22.44.9'], ipv6: [], proxied: false }
  expect(await createTested().check()).toMatchObject({ state: 'differs', correctable: true })
  answer = { ok: true, ipv4: ['11.22.44.9'], ipv6: ['fd00::1'], proxied: false }
  expect(await createTested().check()).toMatchObject({ state: 'differs', correctable: false })
})

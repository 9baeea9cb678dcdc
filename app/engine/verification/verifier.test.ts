import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Failure } from '../../contract/failure.ts'
import type { Provider, ReadBack } from '../../model/provider.ts'
import type { Hold } from '../../model/store.ts'
import { createHandClock } from '../../testing/hand-clock.ts'
import type { AccountDirectory } from '../account-directory.ts'
import { createVerifier } from './verifier.ts'

const OURS = '11.22.33.1'
const key = { account: 'home', hostname: 'nas.example.org', family: 'ipv4' } as const
const failure = (kind: Failure['kind']): Failure => ({ kind, code: 'http-4xx', detail: null, retryAt: null })

let hold: Hold | null
let answer: ReadBack
const readBack = vi.fn(async () => answer)
const onRefused = vi.fn()

function makeVerifier() {
  const clock = createHandClock()
  const info = { canReadBack: true } as Provider['info']
  const provider: Provider = { info, update: () => Promise.reject(new Error('nothing is sent here')), readBack }
  const account = { id: 'home', endpoint: null, ca: null, allowPlainHttp: false, fields: {}, secrets: {} }
  const accounts: AccountDirectory = {
    provider: () => provider,
    resolve: async () => ({ ok: true, provider, account, fingerprint: 'mark', target: 'practice' }),
  }
  const verifier = createVerifier({
    zone: { read: async () => ({ zone: null, why: null, servers: [], silent: [] }) },
    accounts,
    http: { request: () => Promise.reject(new Error('nothing is sent here')), reset: () => {} },
    clock,
    userAgent: () => 'Homeward/test',
    accountHold: () => hold,
    onRefused,
  })
  return { clock, check: () => verifier.check(key, OURS, 'best', 1_000) }
}

beforeEach(() => {
  hold = null
  readBack.mockClear()
  onRefused.mockClear()
})

describe('a provider that refuses to be asked what it holds', () => {
  it.each(['credentials', 'account', 'throttled', 'blocked'] as const)('is reported (%s)', async (kind) => {
    answer = { ok: false, failure: failure(kind) }
    expect((await makeVerifier().check()).state).toBe('unknown')
    expect(onRefused.mock.calls).toEqual([['home', failure(kind), 'mark']])
  })

  it.each(['hostname', 'provider', 'network', 'unrecognised'] as const)('stops nothing else (%s)', async (kind) => {
    answer = { ok: false, failure: failure(kind) }
    expect((await makeVerifier().check()).state).toBe('unknown')
    expect(onRefused).not.toHaveBeenCalled()
  })

  it('is not asked while its account is on hold, and is again when the hold is over', async () => {
    answer = { ok: true, ipv4: [OURS], ipv6: [], proxied: false }
    const { clock, check } = makeVerifier()
    const scope = { account: 'home', hostname: null, family: null, fingerprint: 'mark' }
    const stop = { class: 'until-time', failure: failure('throttled'), since: clock.now(), attempts: 1 } as const
    hold = { ...scope, ...stop, until: clock.now() + 60_000 }
    expect((await check()).state).toBe('unknown')
    hold = { ...hold, until: null }
    expect((await check()).state).toBe('unknown')
    expect(readBack).not.toHaveBeenCalled()
    hold = { ...hold, until: clock.now() }
    expect((await check()).state).toBe('holds')
    expect(onRefused).not.toHaveBeenCalled()
  })
})

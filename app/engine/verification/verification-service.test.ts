// The whole service without the engine: how many queries it sends for an account, and which name servers it believes.
import { beforeEach, expect, it, vi } from 'vitest'
import { recordSettingsSchema, settingsSchema } from '../../contract/settings.ts'
import type { HttpClient } from '../../model/ports.ts'
import type { Provider, ReadBack } from '../../model/provider.ts'
import type { FamilyKey, FamilyState, Hold } from '../../model/store.ts'
import { adapter, adapterAddress } from '../../testing/adapters.ts'
import { createHandClock, type HandClock } from '../../testing/hand-clock.ts'
import { createScriptedDns } from '../../testing/scripted-dns.ts'
import { createLearntForms } from '../forms/learnt-forms.ts'
import { createRequestLimiter } from '../jobs/request-limiter.ts'
import type { QueryProvider } from './provider-lookup.ts'
import { createVerification, type VerificationOptions } from './verification.ts'

const OURS = '11.22.33.1'
const keyOf = (name: string): FamilyKey => ({ account: 'home', hostname: `${name}.example.org`, family: 'ipv4' })
const HOLDS: ReadBack = { ok: true, ipv4: [OURS], ipv6: [], proxied: false }
const REFUSED: ReadBack = { ok: false, failure: { kind: 'credentials', code: 'http-401', detail: null, retryAt: null } }

let clock: HandClock

const NO_HTTP: HttpClient = { request: () => Promise.reject(new Error('nothing is sent here')), reset: () => {} }
const limitedQueries = (): QueryProvider => {
  const limiter = createRequestLimiter(clock)
  return (account, _, work) => limiter.run({ account, host: 'host', priority: 'query' }, () => work(NO_HTTP))
}
let hold: Hold | null
let running: number
let mostAtOnce: number
const readBack = vi.fn<NonNullable<Provider['readBack']>>()

function answerAfter(ms: number, answer: ReadBack): void {
  readBack.mockImplementation(async () => {
    running += 1
    mostAtOnce = Math.max(mostAtOnce, running)
    await new Promise<void>((resolve) => clock.setTimer(ms, resolve))
    running -= 1
    return answer
  })
}

function createTested(queryProvider: QueryProvider, more: Partial<VerificationOptions> = {}, canReadBack = true) {
  const info = { canReadBack } as Provider['info']
  const provider: Provider = { info, update: () => Promise.reject(new Error('nothing is sent here')), readBack }
  const account = { id: 'home', endpoint: null, ca: null, allowPlainHttp: false, fields: {}, secrets: {} }
  const known = { confirmed: OURS, confirmedAt: 0, corrections: 0, verified: null, verifiedAt: null }
  const state = { ...known, accepted: null, unsettled: null } as FamilyState
  return createVerification({
    states: {
      ...{ state: () => state, accountHold: () => hold, familyHold: () => null },
      ...{ setVerified: () => {}, setCorrections: () => {}, accepted: () => [] },
    } as unknown as VerificationOptions['states'],
    accounts: {
      provider: () => provider,
      resolve: async () => ({ ok: true, provider, account, fingerprint: 'f1', destination: 'practice' }),
    } as unknown as VerificationOptions['accounts'],
    ...{
      settings: () => settingsSchema.parse({ version: 1 }),
      dns: createScriptedDns(),
      clock,
      queryProvider,
    },
    ...{ adapters: { list: async () => [] }, userAgent: () => 'Homeward/test', random: () => 0.5, log: () => {} },
    ...{ forms: createLearntForms({ getValue: () => null, setValue: () => {} }), record: () => undefined },
    onShown: () => {},
    ...{ isPending: () => false, isPaused: () => false, correct: () => {}, onChange: () => {} },
    onRefused: (id, failure, fingerprint) => {
      const owner = { account: id, hostname: null, family: null, fingerprint }
      hold = { ...owner, class: 'needs-user', failure, since: 0, until: null, attempts: 1 }
    },
    whenQuiet: async () => {},
    ...more,
  })
}

beforeEach(() => {
  clock = createHandClock()
  hold = null
  running = 0
  mostAtOnce = 0
  readBack.mockReset()
})

it('checks the records of one confirmed update one after the other', async () => {
  answerAfter(100, HOLDS)
  const verification = createTested(limitedQueries())
  for (let name = 0; name < 8; name += 1) verification.onPublished(keyOf(`n${name}`))
  await clock.advance(30_000)
  expect(readBack).toHaveBeenCalledTimes(8)
  expect(mostAtOnce).toBe(1)
})

it('stops querying after a refusal, also for records that were already queued', async () => {
  answerAfter(100, REFUSED)
  const verification = createTested(limitedQueries())
  for (let name = 0; name < 8; name += 1) verification.onPublished(keyOf(`n${name}`))
  await clock.advance(3_600_000)
  expect(readBack).toHaveBeenCalledTimes(1)
  expect(hold).toMatchObject({ class: 'needs-user' })
})

it.each([
  ['believes', 'outside of', '11.22.44.53', OURS],
  ['ignores', 'inside', '11.22.33.53', undefined],
])('%s a name server %s the local network', async (_, __, server, expected) => {
  const dns = createScriptedDns({
    '192.168.1.1 nas.example.org NS': [],
    '192.168.1.1 example.org NS': ['ns.example.org'],
    '192.168.1.1 ns.example.org A': [server],
    [`${server} nas.example.org A`]: [OURS],
  })
  const adapters = { list: async () => [adapter({ addresses: [adapterAddress('11.22.33.10')] })] }
  const verification = createTested(limitedQueries(), { dns, adapters }, false)
  const propagation = verification.propagation(
    recordSettingsSchema.parse({ account: 'home', hostname: 'nas.example.org' }),
    false,
  )
  await clock.advance(10_000)
  expect((await propagation).families[0]?.found[0]).toBe(expected)
})

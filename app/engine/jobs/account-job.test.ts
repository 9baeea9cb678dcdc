import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Failure } from '../../contract/failure.ts'
import type { RecordSettings } from '../../contract/settings.ts'
import type { HostAnswer, Provider, UpdateRequest } from '../../model/provider.ts'
import type { FamilyKey, Hold } from '../../model/store.ts'
import { confirmed, failed } from '../../testing/engine-world.ts'
import { createHandClock, type HandClock } from '../../testing/hand-clock.ts'
import { createStoreFile, type StoreFile } from '../../testing/store-file.ts'
import type { AccountResolver, ResolvedAccount } from '../account-resolver.ts'
import { createLearntForms } from '../forms/learnt-forms.ts'
import { createStateCache, type StateCache } from '../state-cache.ts'
import type { Verification, Verifier } from '../verification/verifier.ts'
import { AccountJob } from './account-job.ts'
import type { AttemptResult } from './attempt.ts'
import type { PendingUpdate } from './pending-update.ts'
import { createQuota } from './quota.ts'
import { createRequestLimiter, type RequestLimiter } from './request-limiter.ts'

const [FIRST, SECOND] = ['11.22.33.1', '11.22.33.2']
const NAS: FamilyKey = { account: 'home', hostname: 'nas.example.org', family: 'ipv4' }
const CAM: FamilyKey = { ...NAS, hostname: 'cam.example.org' }
const update = (address: string, key = NAS, changes: Partial<PendingUpdate> = {}): PendingUpdate => ({
  ...key,
  address,
  trigger: 'poll',
  roundId: 1,
  force: false,
  ...changes,
})
const refused = failed('network', 'refused')
const unavailable = failed('provider', 'http-503')
const inDoubt = failed('network', 'timeout')
const BADAUTH = { kind: 'credentials', code: 'badauth', detail: null, retryAt: null } as Failure
const seconds = (times: readonly number[]) => times.map((at) => Math.round(at / 1_000))

let file: StoreFile
let clock: HandClock
let states: StateCache
let limiter: RequestLimiter
let job: AccountJob
let info: Partial<Provider['info']>
let resolved: () => Promise<ResolvedAccount>
/** How the provider answers from now on. */
let answer: (hostname: string, request: UpdateRequest) => HostAnswer | Promise<HostAnswer>
/** What a check of a name in doubt finds from now on. */
let check: () => Promise<Pick<Verification, 'state' | 'source'>>
let sent: { readonly at: number; readonly password: string; readonly addresses: string }[]
let checks: number
let settled: AttemptResult[]
let scheduled: number[]
let isPaused: boolean

const provider: Provider = {
  get info() {
    return { batchSize: 20, minIntervalS: null, quota: null, ...info } as Provider['info']
  },
  update: async (request) => {
    const addresses = request.changes.map(({ hostname, ipv4 }) => `${hostname} ${ipv4}`).join(', ')
    sent.push({ at: clock.monotonic(), password: request.account.secrets.password ?? '', addresses })
    const outcomes = []
    for (const { hostname } of request.changes) {
      outcomes.push({ hostname, family: 'ipv4' as const, answer: await answer(hostname, request) })
    }
    return { outcomes, raw: null, requests: 1 }
  },
}

const account = (password: string): ResolvedAccount => ({
  ok: true,
  provider,
  fingerprint: 'mark',
  destination: 'here',
  formKey: 'here',
  account: { id: 'home', endpoint: null, ca: null, allowPlainHttp: false, fields: {}, secrets: { password } },
})

function createJob(): AccountJob {
  const verifier = {
    check: () => {
      checks += 1
      return check()
    },
  } as unknown as Verifier
  const accounts = {
    resolve: () => resolved(),
    destination: () => 'here',
    host: () => 'host',
    provider: () => provider,
  } as unknown as AccountResolver
  const record = ({ hostname }: { hostname: string }): RecordSettings => ({
    account: 'home',
    hostname,
    ipv4: 'auto',
    ipv6: 'off',
    onDrift: 'correct',
  })
  return new AccountJob('home', {
    ...{ states, accounts, record, clock, verifier, limiter },
    ...{ forms: createLearntForms(file.open()), observed: () => null, isGenuine: async () => true },
    ...{ onTouched: () => {}, onTrial: () => {} },
    random: () => 0.5,
    http: { request: () => Promise.reject(new Error('nothing here speaks HTTP')), reset: () => {} },
    userAgent: () => 'Homeward/test',
    quota: createQuota({ clock, store: file.open() }),
    log: () => {},
    isPaused: () => isPaused,
    onSettled: (result) => settled.push(result),
    scheduleBy: (at) => scheduled.push(at - clock.now()),
    onChange: () => {},
  })
}

/** Lets time pass with everything that happens in it. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left >= 0; left -= 100) {
    await clock.advance(Math.min(100, left))
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** What a round does: hands over updates, and starts the job where it does not run. */
async function submit(...updates: readonly PendingUpdate[]): Promise<void> {
  for (const each of updates) job.pending.add(each)
  void job.run()
  await pass(0)
}

const hold = () => states.accountHold('home')

beforeEach(() => {
  file = createStoreFile()
  clock = createHandClock()
  states = createStateCache(file.open())
  limiter = createRequestLimiter(clock)
  info = {}
  resolved = async () => account('hunter2')
  answer = () => confirmed
  check = async () => ({ state: 'unknown', source: 'dns' })
  ;[sent, settled, scheduled, checks, isPaused] = [[], [], [], 0, false]
  job = createJob()
})
afterEach(() => file.close())

describe('retries', () => {
  it('follow 1, 2 and 4 seconds apart; then the account is parked, and one attempt follows each longer wait', async () => {
    answer = () => refused
    await submit(update(FIRST))
    await pass(10_000)
    expect(seconds(sent.map(({ at }) => at))).toEqual([0, 1, 3, 7])
    expect(hold()).toMatchObject({ class: 'parked', attempts: 1, until: clock.now() - 3_000 + 60_000 })
    await pass(60_000)
    await submit(update(FIRST))
    await pass(10_000)
    expect(sent).toHaveLength(5)
    expect(hold()).toMatchObject({ attempts: 2 })
  })

  it('are left out after a parked hold of an earlier process: one attempt tells enough', async () => {
    answer = () => refused
    await submit(update(FIRST))
    await pass(70_000)
    job = createJob()
    await submit(update(FIRST))
    await pass(10_000)
    expect(sent).toHaveLength(5)
    expect(hold()).toMatchObject({ attempts: 2 })
  })

  it('keep their growing waits until everything pending has come through', async () => {
    info = { batchSize: 1 }
    answer = () => refused
    await submit(update(FIRST), update(FIRST, CAM))
    await pass(70_000)
    // One name comes through, which lifts the hold, and the other fails: that is not a first failure.
    answer = (hostname) => (hostname === NAS.hostname ? confirmed : refused)
    await submit(update(FIRST), update(FIRST, CAM))
    await pass(10_000)
    expect(hold()).toMatchObject({ class: 'parked', attempts: 2 })
    await pass(120_000)
    answer = () => confirmed
    await submit(update(FIRST, CAM))
    await pass(0)
    expect(hold()).toBeNull()
    // Everything came through: the next failure is a first one.
    sent.length = 0
    answer = () => refused
    await submit(update(SECOND))
    await pass(10_000)
    expect(sent).toHaveLength(4)
    expect(hold()).toMatchObject({ attempts: 1 })
  })

  it('send the newest address', async () => {
    answer = () => unavailable
    await submit(update(FIRST))
    answer = () => confirmed
    job.pending.add(update(SECOND))
    await pass(2_000)
    expect(sent.map(({ addresses }) => addresses)).toEqual(['nas.example.org 11.22.33.1', 'nas.example.org 11.22.33.2'])
    expect(states.state(NAS)).toMatchObject({ confirmed: SECOND })
  })

  it('end when the user pauses, and leave no hold', async () => {
    answer = () => unavailable
    await submit(update(FIRST))
    isPaused = true
    await pass(10_000)
    expect(sent).toHaveLength(1)
    expect(job.pending.size).toBe(0)
    expect(hold()).toBeNull()
  })
})

describe('a network that is back', () => {
  it('ends the wait between two attempts at once, and the series begins again', async () => {
    answer = () => refused
    await submit(update(FIRST))
    await pass(3_500)
    expect(sent).toHaveLength(3)
    job.networkRestored()
    await pass(100)
    expect(sent).toHaveLength(4)
    await pass(10_000)
    expect(seconds(sent.map(({ at }) => at - 3_500)).slice(3)).toEqual([0, 1, 3, 7])
  })

  it('does not end the wait for a provider that was reached and failed', async () => {
    answer = () => unavailable
    await submit(update(FIRST))
    await pass(3_500)
    job.networkRestored()
    await pass(100)
    expect(sent).toHaveLength(3)
  })

  it('repeats no request that is under way', async () => {
    answer = () => refused
    await submit(update(FIRST))
    let finish = (_: HostAnswer) => {}
    answer = () =>
      new Promise((resolve) => {
        finish = resolve
      })
    await pass(1_100)
    expect(sent).toHaveLength(2)
    job.networkRestored()
    await pass(5_000)
    expect(sent).toHaveLength(2)
    finish(confirmed)
    await pass(100)
    expect(sent).toHaveLength(2)
    expect(states.state(NAS)).toMatchObject({ confirmed: FIRST })
  })

  it('closes the breaker', async () => {
    answer = () => refused
    await submit(update(FIRST))
    await pass(70_000)
    await submit(update(FIRST))
    expect(job.breaker).toBe('open')
    job.networkRestored()
    expect(job.breaker).toBe('closed')
  })
})

describe('the breaker', () => {
  /** Five failures in a row: a series of four, and one attempt after a minute. */
  async function open(): Promise<void> {
    answer = () => unavailable
    await submit(update(FIRST))
    await pass(70_000)
    await submit(update(FIRST))
    expect(sent).toHaveLength(5)
    expect(job.breaker).toBe('open')
  }

  it('lets nothing out for a minute, whoever wants it, and counts that as no failure', async () => {
    await open()
    const before = hold()
    states.putHold({ ...(before as Hold), until: clock.now() })
    await pass(20_000)
    await submit(update(SECOND))
    expect(sent).toHaveLength(5)
    expect(job.pending.size).toBe(0)
    expect(hold()).toMatchObject({ class: 'parked', attempts: before?.attempts, until: clock.now() + 40_000 })
    expect(scheduled.at(-1)).toBe(40_000)
    expect(settled.at(-1)).toMatchObject({ update: { address: SECOND }, failure: { code: 'http-503' } })
  })

  it('holds the account when the user has lifted its hold', async () => {
    await open()
    states.deleteHold('home', null, null)
    await submit(update(FIRST))
    expect(sent).toHaveLength(5)
    expect(hold()).toMatchObject({ class: 'parked', attempts: 1, until: clock.now() + 60_000 })
  })

  it('leaves a stricter hold as it is', async () => {
    await open()
    states.putHold({ ...(hold() as Hold), class: 'blocked', until: null })
    await submit(update(FIRST))
    expect(hold()).toMatchObject({ class: 'blocked', until: null })
  })

  it('lets one request decide after the minute', async () => {
    await open()
    await pass(120_000)
    expect(job.breaker).toBe('half-open')
    answer = () => confirmed
    await submit(update(FIRST))
    expect(sent).toHaveLength(6)
    expect(job.breaker).toBe('closed')
  })
})

describe('before anything is sent', () => {
  /** Nobody knows whether FIRST was applied. */
  async function leaveInDoubt(): Promise<void> {
    answer = () => inDoubt
    await submit(update(FIRST))
    job.stop()
    job = createJob()
    expect(states.state(NAS)?.unsettled).toMatchObject({ address: FIRST })
    answer = () => confirmed
    ;[sent, settled, checks] = [[], [], 0]
  }

  it('a name in doubt is checked once, and not sent when the address was applied', async () => {
    await leaveInDoubt()
    check = async () => ({ state: 'holds', source: 'provider' })
    await submit(update(FIRST))
    expect(checks).toBe(1)
    expect(sent).toHaveLength(0)
    expect(settled).toMatchObject([{ failure: null }])
    expect(states.state(NAS)).toMatchObject({ confirmed: FIRST, unsettled: null })
  })

  it('a name in doubt is checked once, although a round hands over the same address during the check', async () => {
    await leaveInDoubt()
    let finish = () => {}
    check = () =>
      new Promise((resolve) => {
        finish = () => resolve({ state: 'differs', source: 'provider' })
      })
    await submit(update(FIRST))
    job.pending.add(update(FIRST, NAS, { roundId: 2 }))
    await pass(200)
    finish()
    await pass(0)
    expect(checks).toBe(1)
    expect(sent).toHaveLength(1)
  })

  it('a name that came into doubt while the job waited for a slot is checked first', async () => {
    await leaveInDoubt()
    for (const other of ['a', 'b', 'c', 'd']) {
      void limiter.run(
        { account: other, host: 'host', priority: 'update' },
        () => new Promise((resolve) => void clock.setTimer(500, () => resolve(null))),
      )
    }
    await submit(update(FIRST, CAM))
    expect(checks).toBe(0)
    check = async () => ({ state: 'holds', source: 'provider' })
    job.pending.add(update(FIRST))
    await pass(1_000)
    expect(checks).toBe(1)
    expect(sent.map(({ addresses }) => addresses)).toEqual(['cam.example.org 11.22.33.1'])
  })

  it('secrets are read again when the wait for a slot was long: an old password is not sent', async () => {
    for (const other of ['a', 'b', 'c', 'd'])
      void limiter.run({ account: other, host: 'host', priority: 'update' }, () => new Promise(() => {}))
    await submit(update(FIRST))
    resolved = async () => account('edited')
    await pass(3_000)
    expect(sent).toMatchObject([{ password: 'edited' }])
  })

  it('a hold that came from a query while the job waited stops it', async () => {
    answer = () => unavailable
    await submit(update(FIRST))
    job.pending.add(update(FIRST, CAM))
    const scope = { account: 'home', hostname: null, family: null, fingerprint: 'mark' }
    states.putHold({ ...scope, class: 'needs-user', failure: BADAUTH, since: clock.now(), until: null, attempts: 1 })
    await pass(10_000)
    expect(sent).toHaveLength(1)
    expect(hold()).toMatchObject({ class: 'needs-user' })
  })

  it('an account that is gone from the settings drops its updates and gets no hold', async () => {
    const failure = { kind: 'account', code: 'unknown-account', detail: 'home', retryAt: null } as const
    resolved = async () => ({ ok: false, failure, fingerprint: '' })
    await submit(update(FIRST))
    expect(job.pending.size).toBe(0)
    expect(hold()).toBeNull()
  })

  it('an account whose secret could not be read does not count as failing: it gets the slot beside three that retry', async () => {
    const failure = { kind: 'credentials', code: 'secret-unreadable', detail: 'locked', retryAt: null } as const
    resolved = async () => ({ ok: false, failure, fingerprint: 'mark' })
    await submit(update(FIRST))
    expect(hold()).toMatchObject({ class: 'parked', failure })
    resolved = async () => account('hunter2')
    for (const other of ['a', 'b', 'c'])
      void limiter.run({ account: other, host: 'host', priority: 'retry' }, () => new Promise(() => {}))
    states.deleteHold('home', null, null)
    await submit(update(SECOND))
    expect(sent).toMatchObject([{ addresses: 'nas.example.org 11.22.33.2' }])
  })

  it('an account whose secret is missing is held', async () => {
    const failure = { kind: 'credentials', code: 'secret-missing', detail: 'password', retryAt: null } as const
    resolved = async () => ({ ok: false, failure, fingerprint: 'mark' })
    await submit(update(FIRST))
    expect(sent).toHaveLength(0)
    expect(hold()).toMatchObject({ class: 'needs-user', failure })
    expect(settled).toMatchObject([{ failure }])
  })
})

describe('a provider that takes fewer names than it documents', () => {
  const names = ['a', 'b', 'c', 'd'].map((name) => update(FIRST, { ...NAS, hostname: `${name}.example.org` }))

  beforeEach(() => {
    answer = (_, { changes }) => (changes.length > 2 ? failed('hostname', 'numhost') : confirmed)
  })

  it('gets each of them alone, now and from then on', async () => {
    await submit(...names)
    await pass(100)
    expect(sent.map(({ addresses }) => addresses.split(', ').length)).toEqual([4, 1, 1, 1, 1])
    expect(hold()).toBeNull()
    expect(job.pending.size).toBe(0)
    sent = []
    // Remembered in the store: another process knows it too.
    job = createJob()
    await submit(...names.map((name) => ({ ...name, address: SECOND })))
    await pass(100)
    expect(sent.map(({ addresses }) => addresses.split(', ').length)).toEqual([1, 1, 1, 1])
  })

  it('gets nothing before its minimum interval is over', async () => {
    info = { minIntervalS: 300 }
    await submit(...names)
    await pass(10_000)
    expect(sent).toHaveLength(1)
    expect(job.pending.size).toBe(0)
    expect(scheduled).toEqual([300_000])
  })
})

describe('a stop', () => {
  it('ends the series and leaves what is under way unsettled', async () => {
    answer = () => new Promise(() => {})
    await submit(update(FIRST))
    job.stop()
    await pass(60_000)
    expect(sent).toHaveLength(1)
    expect(states.state(NAS)?.unsettled).toMatchObject({ address: FIRST })
    await submit(update(SECOND))
    expect(sent).toHaveLength(1)
  })
})

// One account's job with a real store and a clock moved by hand; the provider, its replies and the checks of names in doubt
// are scripted.
import type { RecordSettings } from '../contract/settings.ts'
import type { AccountResolver, ResolvedAccount } from '../engine/account-resolver.ts'
import { createLearntForms } from '../engine/forms/learnt-forms.ts'
import { AccountJob } from '../engine/jobs/account-job.ts'
import type { PendingUpdate } from '../engine/jobs/pending-update.ts'
import { createQuota } from '../engine/jobs/quota.ts'
import { createRequestLimiter, type RequestLimiter } from '../engine/jobs/request-limiter.ts'
import type { AttemptResult } from '../engine/jobs/send-request.ts'
import { createStateCache, type StateCache } from '../engine/state-cache.ts'
import type { Verification, Verifier } from '../engine/verification/verifier.ts'
import type { HostAnswer, Provider, UpdateRequest } from '../model/provider.ts'
import type { FamilyKey, Hold } from '../model/store.ts'
import { confirmed, failed } from './engine-world.ts'
import { createHandClock, type HandClock } from './hand-clock.ts'
import { createStoreFile } from './store-file.ts'

export const [FIRST, SECOND] = ['11.22.33.1', '11.22.33.2'] as const
export const NAS: FamilyKey = { account: 'home', hostname: 'nas.example.org', family: 'ipv4' }
export const CAM: FamilyKey = { ...NAS, hostname: 'cam.example.org' }

export const refused = failed('network', 'refused')
export const unavailable = failed('provider', 'http-503')
export const inDoubt = failed('network', 'timeout')

export const update = (address: string, key = NAS, changes: Partial<PendingUpdate> = {}): PendingUpdate => ({
  ...key,
  address,
  trigger: 'poll',
  roundId: 1,
  force: false,
  ...changes,
})

export interface SentRequest {
  readonly at: number
  readonly password: string
  /** "hostname address" of each change, separated by commas. */
  readonly addresses: string
}

/** Fields that are not readonly may be assigned at any time, and count from then on. */
export interface JobScene {
  readonly clock: HandClock
  readonly states: StateCache
  readonly limiter: RequestLimiter
  readonly job: AccountJob
  info: Partial<Provider['info']>
  resolved: () => Promise<ResolvedAccount>
  /** How the provider answers. */
  answer: (hostname: string, request: UpdateRequest) => HostAnswer | Promise<HostAnswer>
  /** What a check of a name in doubt finds. */
  check: () => Promise<Pick<Verification, 'state' | 'source'>>
  isPaused: boolean
  /** What failed says nothing about the provider: this machine was offline or asleep. */
  isAway: boolean
  sent: SentRequest[]
  checks: number
  settled: AttemptResult[]
  scheduled: number[]
  account(password: string): ResolvedAccount
  hold(): Hold | null
  /** The job of another process over the same store. */
  replaceJob(): void
  /** Lets time pass with everything that happens in it. */
  pass(ms: number): Promise<void>
  /** What a round does: hands over updates, and starts the job where it does not run. */
  submit(...updates: readonly PendingUpdate[]): Promise<void>
  close(): void
}

export function createJobScene(): JobScene {
  const file = createStoreFile()
  const clock = createHandClock()
  const states = createStateCache(file.open())
  const limiter = createRequestLimiter(clock)
  let job: AccountJob

  const provider: Provider = {
    get info() {
      return { batchSize: 20, minIntervalS: null, quota: null, ...scene.info } as Provider['info']
    },
    update: async (request) => {
      const addresses = request.changes.map(({ hostname, ipv4 }) => `${hostname} ${ipv4}`).join(', ')
      scene.sent.push({ at: clock.monotonic(), password: request.account.secrets.password ?? '', addresses })
      const outcomes = []
      for (const { hostname } of request.changes) {
        outcomes.push({ hostname, family: 'ipv4' as const, answer: await scene.answer(hostname, request) })
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
        scene.checks += 1
        return scene.check()
      },
    } as unknown as Verifier
    const accounts = {
      resolve: () => scene.resolved(),
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
      ...{ onTouched: () => {}, onTrial: () => {}, onIpv6Refused: () => {} },
      random: () => 0.5,
      http: { request: () => Promise.reject(new Error('nothing here speaks HTTP')), reset: () => {} },
      userAgent: () => 'Homeward/test',
      quota: createQuota({ clock, store: file.open() }),
      log: () => {},
      isPaused: () => scene.isPaused,
      away: { watch: () => async () => scene.isAway },
      onSettled: (result) => scene.settled.push(result),
      scheduleBy: (at) => scene.scheduled.push(at - clock.now()),
      onChange: () => {},
    })
  }

  async function pass(ms: number): Promise<void> {
    for (let left = ms; left >= 0; left -= 100) {
      await clock.advance(Math.min(100, left))
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  const scene: JobScene = {
    ...{ clock, states, limiter },
    get job() {
      return job
    },
    info: {},
    resolved: async () => account('hunter2'),
    answer: () => confirmed,
    check: async () => ({ state: 'unknown', source: 'dns' }),
    ...{ isPaused: false, isAway: false, sent: [], checks: 0, settled: [], scheduled: [] },
    account,
    hold: () => states.accountHold('home'),
    replaceJob: () => {
      job = createJob()
    },
    pass,
    submit: async (...updates) => {
      for (const each of updates) job.pending.add(each)
      void job.run()
      await pass(0)
    },
    close: () => file.close(),
  }
  job = createJob()
  return scene
}

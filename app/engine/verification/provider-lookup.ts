// What the provider itself says that a name holds: one request a name, however many families want to know, in the
// account's turn, and none while the account is stopped.
import type { Failure, FailureKind } from '../../contract/failure.ts'
import { isActive } from '../../model/hold.ts'
import type { Clock, HttpClient } from '../../model/ports.ts'
import type { ReadBack } from '../../model/provider.ts'
import type { FamilyKey, Hold } from '../../model/store.ts'
import type { AccountResolver } from '../account-resolver.ts'

/**
 * Runs the work when it is the account's turn to talk to its provider.
 * @param isAwaited whether somebody waits for the answer
 * @returns null when that may not be asked now
 */
export type AtProvider = <T>(
  account: string,
  isAwaited: boolean,
  work: (http: HttpClient) => Promise<T>,
) => Promise<T | null>

export interface ProviderReaderOptions {
  readonly accounts: Pick<AccountResolver, 'provider' | 'resolve'>
  readonly clock: Clock
  readonly userAgent: () => string
  readonly atProvider: AtProvider
  /** While an account has one in force, its provider is not asked either. */
  readonly accountHold: (account: string) => Hold | null
  /**
   * The provider refused to be asked, for a reason that holds for the whole account. Without a hold from here, watching
   * what names hold would repeat the refused question. Left out by who may not write.
   * @param fingerprint of the account and secrets that were refused
   */
  readonly onRefused?: ((account: string, failure: Failure, fingerprint: string) => void) | undefined
}

export type Held = Extract<ReadBack, { ok: true }>

/** How long somebody waits, ms. */
export interface Patience {
  /** For the answer, once the account's turn has come. */
  readonly budgetMs: number
  /** For the turn. What it takes longer counts in the budget. */
  readonly turnMs: number
}

export interface ProviderReader {
  /** @returns null when there is no answer in time; a turn that comes later than anybody waits asks nothing */
  read(name: Omit<FamilyKey, 'family'>, patience: Patience): Promise<Held | null>
}

const REFUSALS: ReadonlySet<FailureKind> = new Set(['credentials', 'account', 'throttled', 'blocked'])

export function createProviderReader(options: ProviderReaderOptions): ProviderReader {
  const { clock } = options
  const underWay = new Map<string, Promise<Held | null>>()

  // What must not be sent to must not be asked either.
  function isStopped(account: string): boolean {
    const hold = options.accountHold(account)
    return hold !== null && isActive(hold, null, clock.now())
  }

  async function ask(
    { account, hostname }: Omit<FamilyKey, 'family'>,
    deadline: number,
    http: HttpClient,
  ): Promise<Held | null> {
    // The turn came late, or the credential store answered late: nobody waits for the answer any more.
    const isOver = () => clock.monotonic() >= deadline || isStopped(account)
    if (isOver()) return null
    const resolved = await options.accounts.resolve(account)
    if (!resolved.ok || resolved.provider.readBack === undefined || isOver()) return null
    const request = {
      account: resolved.account,
      hostname,
      userAgent: options.userAgent(),
      now: () => clock.now(),
    }
    const read = await resolved.provider.readBack(request, within(deadline, http))
    if (read.ok) return read
    // Who names a time is not asked before it, whatever the trouble.
    if (REFUSALS.has(read.failure.kind) || read.failure.retryAt !== null)
      options.onRefused?.(account, read.failure, resolved.fingerprint)
    return null
  }

  /** No request outlives the account's turn: an update would be on its way beside it. */
  function within(deadline: number, http: HttpClient): HttpClient {
    return {
      ...http,
      request: async (request) => {
        const leftMs = deadline - clock.monotonic()
        if (leftMs <= 0)
          return { ok: false, fault: 'timeout', message: 'the time for the question is over', sent: false }
        return http.request({ ...request, timeoutMs: Math.min(request.timeoutMs ?? leftMs, leftMs) })
      },
    }
  }

  /** A provider that hangs does not keep the account's turn: updates wait for it. */
  function inTime(answer: Promise<Held | null>, deadline: number): Promise<Held | null> {
    return new Promise((resolve, reject) => {
      const cancel = clock.setTimer(Math.max(0, deadline - clock.monotonic()), () => resolve(null))
      answer.then(resolve, reject).finally(cancel)
    })
  }

  return {
    read: (name, { budgetMs, turnMs }) => {
      const id = `${name.account}/${name.hostname.toLowerCase()}`
      const known = underWay.get(id)
      if (known !== undefined) return known
      const turnBy = clock.monotonic() + turnMs
      const asked = options
        .atProvider(name.account, turnMs === 0, (http) => {
          const deadline = Math.min(clock.monotonic(), turnBy) + budgetMs
          return inTime(ask(name, deadline, http), deadline)
        })
        .finally(() => underWay.delete(id))
      underWay.set(id, asked)
      return asked
    },
  }
}

// Reads what the provider itself holds for a hostname. One request serves both families, it uses the account's request
// slot, and no request is made while the account is on hold.
import type { Failure, FailureKind } from '../../contract/failure.ts'
import { isActive } from '../../model/hold.ts'
import type { Clock, HttpClient } from '../../model/ports.ts'
import type { ReadBack } from '../../model/provider.ts'
import type { FamilyKey, Hold } from '../../model/store.ts'
import { withDeadline } from '../../model/with-deadline.ts'
import { type AccountResolver, isEdited } from '../account-resolver.ts'

/**
 * Runs the work once the account has a free request slot.
 * @param isAwaited whether somebody waits for the answer
 * @returns null when the provider may not be queried now
 */
export type QueryProvider = <T>(
  account: string,
  isAwaited: boolean,
  work: (http: HttpClient) => Promise<T>,
) => Promise<T | null>

export interface ProviderReaderOptions {
  readonly accounts: Pick<AccountResolver, 'provider' | 'resolve'> & Partial<Pick<AccountResolver, 'hasLocalDns'>>
  readonly clock: Clock
  readonly userAgent: () => string
  readonly queryProvider: QueryProvider
  /** The provider is not queried while the account has an active hold. */
  readonly accountHold: (account: string) => Hold | null
  /**
   * The provider refused the query for a reason that concerns the whole account. Unless a hold is made of it, the next
   * scan repeats the refused query. Left out where nothing may be written.
   * @param fingerprint of the account settings and secrets that were refused
   */
  readonly onRefused?: ((account: string, failure: Failure, fingerprint: string) => void) | undefined
}

export type ProviderReading = Extract<ReadBack, { ok: true }>

/** How long the caller waits, in milliseconds. */
export interface Timeouts {
  /** For a request slot. A longer wait shortens the time for the answer. */
  readonly queueMs: number
  /** For the answer, once there is a slot. */
  readonly answerMs: number
}

type RecordName = Omit<FamilyKey, 'family'>

export interface ProviderReader {
  /** @returns null when no answer came in time. When the slot comes too late, no request is made. */
  read(name: RecordName, timeouts: Timeouts): Promise<ProviderReading | null>
}

const REFUSALS: ReadonlySet<FailureKind> = new Set(['credentials', 'account', 'throttled', 'blocked'])
/** Refusals that an edit of the account may end. */
const OF_SECRETS: ReadonlySet<FailureKind> = new Set(['credentials', 'account'])

export function createProviderReader(options: ProviderReaderOptions): ProviderReader {
  const { clock } = options
  const running = new Map<string, Promise<ProviderReading | null>>()

  /** A hold that stops updates also stops queries. */
  function isHeld(account: string): boolean {
    const hold = options.accountHold(account)
    return hold !== null && isActive(hold, clock.now())
  }

  async function query(
    { account, hostname }: RecordName,
    deadline: number,
    http: HttpClient,
  ): Promise<ProviderReading | null> {
    // The slot or the credential store was slow: nobody waits for the answer any more.
    const isTooLate = () => clock.monotonic() >= deadline || isHeld(account)
    if (isTooLate()) return null
    const resolved = await options.accounts.resolve(account)
    if (!resolved.ok || resolved.provider.readBack === undefined || isTooLate()) return null
    const request = {
      account: resolved.account,
      hostname,
      userAgent: options.userAgent(),
      now: () => clock.now(),
    }
    const reading = await resolved.provider.readBack(request, limitedTo(deadline, http))
    if (reading.ok) return reading
    const { failure } = reading
    // A retry time is respected whatever the failure is.
    if (!REFUSALS.has(failure.kind) && failure.retryAt === null) return null
    // The account was edited while the provider answered: the refusal is about what the user has replaced.
    if (OF_SECRETS.has(failure.kind) && (await isEditedSince(account, resolved.fingerprint))) return null
    options.onRefused?.(account, failure, resolved.fingerprint)
    return null
  }

  const isEditedSince = async (account: string, fingerprint: string): Promise<boolean> =>
    isEdited(fingerprint, (await options.accounts.resolve(account)).fingerprint)

  /** No request outlives the slot: otherwise an update would be sent beside it. */
  function limitedTo(deadline: number, http: HttpClient): HttpClient {
    return {
      ...http,
      request: async (request) => {
        const leftMs = deadline - clock.monotonic()
        if (leftMs <= 0) return { ok: false, fault: 'timeout', message: 'the query took too long', sent: false }
        return http.request({ ...request, timeoutMs: Math.min(request.timeoutMs ?? leftMs, leftMs) })
      },
    }
  }

  return {
    read: (name, { answerMs, queueMs }) => {
      const id = `${name.account}/${name.hostname.toLowerCase()}`
      const known = running.get(id)
      if (known !== undefined) return known
      const slotBy = clock.monotonic() + queueMs
      const reading = options
        .queryProvider(name.account, queueMs === 0, (http) => {
          const deadline = Math.min(clock.monotonic(), slotBy) + answerMs
          const leftMs = Math.max(0, deadline - clock.monotonic())
          // A provider that hangs does not keep the slot: updates wait for it.
          return withDeadline(clock, leftMs, query(name, deadline, http))
        })
        .finally(() => running.delete(id))
      running.set(id, reading)
      return reading
    },
  }
}

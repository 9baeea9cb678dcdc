// Checks each request at the moment it is sent against promises 1 "never destructive" (explicit addresses of families that
// are meant), 2 "never a wrong address" and 3 "never banned" (no unchanged address, no request before its time).
import { FAMILIES, parseAddress, sameAddress } from '../../../app/model/address.ts'
import type { ProviderAccount, UpdateRequest } from '../../../app/model/provider.ts'
import { publishable } from '../../../app/model/special-purpose.ts'
import { type FamilyKey, familyKey } from '../../../app/model/store.ts'
import type { ObservedAddresses } from '../model/observed-addresses.ts'
import { type FamilyFacts, familyKeysOf } from '../model/reference-model.ts'
import { accountScenario, isPaused, recordOf, type SimulationState } from '../simulation-state.ts'
import { isOfUnknownServer } from '../world/dialects.ts'
import type { ServerRecords } from '../world/server-records.ts'
import { DAY, elapsed, HOUR, SECOND } from '../world/virtual-time.ts'
import type { BackoffOracle } from './backoff-oracle.ts'

/** What was true of a family before the attempt that is being sent was written. */
export interface BeforeAttempt {
  readonly id: number
  readonly confirmed: string | null
  readonly sentAt: number | null
  readonly isInDoubt: boolean
}

/** Five forms, most with both families, and the first one again. They follow each other within this time. */
const MOST_TRIALS = 10
const TRIALS_MS = 2 * HOUR

export interface RequestInvariants {
  checkUpdate(request: UpdateRequest, before: (key: FamilyKey) => BeforeAttempt | undefined): void
  /** The provider is asked what it holds. */
  checkQuery(account: ProviderAccount): void
}

/** Stands for everything that an edit of an account may change. */
export const accountFingerprint = ({ endpoint, fields, secrets }: ProviderAccount): string =>
  JSON.stringify([endpoint, fields, secrets])

export function recordFingerprint(state: SimulationState, account: ProviderAccount, key: FamilyKey): string {
  const record = recordOf(state, key)
  return `${accountFingerprint(account)} ${record?.ipv4} ${record?.ipv6}`
}

/** The address to publish: the observed one, or the one that the user restored in its place. */
export function addressToPublish(facts: FamilyFacts, observed: ObservedAddresses): string | null {
  const newest = observed.newest(facts.family)
  return newest !== null && facts.undo !== null && sameAddress(facts.undo.from, newest) ? facts.undo.to : newest
}

/** The system tells the time since its start in whole seconds, and steps below three seconds count as none. */
const CLOCK_TOLERANCE_MS = 4 * SECOND
/** At most one correction of a drift in this time. */
const BETWEEN_CORRECTIONS_MS = 6 * HOUR

/** @param recordsOf what the server of an account's current endpoint holds */
export function createRequestInvariants(
  state: SimulationState,
  observed: ObservedAddresses,
  recordsOf: (account: string) => ServerRecords,
): RequestInvariants {
  const { model, trace } = state
  const { check } = trace
  const toleranceMs = () => CLOCK_TOLERANCE_MS + state.toleranceMs

  function checkAccount(account: ProviderAccount, what: string): void {
    const facts = model.account(account.id)
    const earlyMs = facts.notBefore - elapsed()
    check(earlyMs <= toleranceMs(), 'banned', () => `${what} ${earlyMs} ms before the named time`)
    check(!facts.isBlocked, 'banned', () => `${what} although the account is blocked`)
    const { slowTry } = facts
    if (slowTry === null || slowTry.fingerprint !== accountFingerprint(account)) return
    const slowMs = slowTry.at - elapsed()
    check(slowMs <= toleranceMs(), 'banned', () => `${what} ${slowMs} ms before the next slow try`)
    state.counters.count('slow tries')
    facts.slowTry = null
    const isRefused = facts.refusedFingerprints.has(accountFingerprint(account))
    check(!isRefused, 'banned', () => `${what} although the account needs an edit`)
  }

  function checkBackoff(backoff: BackoffOracle, what: string): void {
    const earlyMs = backoff.notBefore - elapsed()
    backoff.sent()
    const mayBeEarlyMs = (state.clockSetAt > 0 ? CLOCK_TOLERANCE_MS : 1) + state.toleranceMs
    check(earlyMs <= mayBeEarlyMs, 'banned', () => `${what} ${earlyMs} ms before its back-off ended`)
  }

  /**
   * An unknown server lost what it said yes to, of this or the other family of the hostname: another form of the request may
   * be tried. The client cannot tell whether its own request did that or somebody else. Each form is tried once.
   */
  function isTrial({ account, hostname }: FamilyFacts): boolean {
    const families = familyKeysOf({ account, hostname }).map(model.family)
    const [facts] = families
    if (facts === undefined || !isOfUnknownServer(accountScenario(state, account).dialect)) return false
    if (elapsed() - facts.trials.since > TRIALS_MS) {
      if (families.every((one) => recordsOf(account).holds(one) === one.confirmed)) return false
      facts.trials = { ...facts.trials, since: elapsed() }
    }
    // Not again and again for as long as the zone is wrong: another destination alone begins anew.
    const { destination } = facts
    const count = (facts.trials.destination === destination ? facts.trials.count : 0) + 1
    facts.trials = { ...facts.trials, destination, count }
    return count <= MOST_TRIALS
  }

  /** An unchanged address is sent only when forced, in doubt, as a keep-alive or to correct a drift. */
  function checkUnchanged(facts: FamilyFacts, before: BeforeAttempt, what: string): void {
    if (facts.isForced || before.isInDoubt) return
    const { keepAliveDays } = accountScenario(state, facts.account).traits
    const ageMs = elapsed() - facts.confirmedAt
    const isKeepAlive = keepAliveDays !== null && ageMs >= Math.max(1, keepAliveDays - 1) * DAY - toleranceMs()
    const isRested = before.sentAt === null || elapsed() - before.sentAt >= BETWEEN_CORRECTIONS_MS - toleranceMs()
    const maySend = facts.hasDrifted && recordOf(state, facts)?.onDrift === 'correct'
    const isCorrection = maySend && (isRested || facts.isCorrecting)
    facts.isCorrecting ||= isCorrection
    if (isKeepAlive) state.counters.count('keep-alives')
    if (isCorrection) state.counters.count('drift corrections')
    if (isKeepAlive || isCorrection) return
    const isAllowed = isTrial(facts)
    if (isAllowed) state.counters.count('another form tried')
    check(isAllowed, 'banned', () => `${what} unchanged`)
  }

  function checkAddress(facts: FamilyFacts, address: string, what: string): void {
    const record = recordOf(state, facts)
    check(record !== undefined, 'destructive', () => `${what} although it is not in the settings`)
    check(record?.[facts.family] !== 'off', 'destructive', () => `${what} although the family is off`)
    check(parseAddress(address)?.family === facts.family, 'destructive', () => `${what}, which is of another family`)
    check(publishable(address).ok, 'wrong', () => `${what}, which is special-purpose`)
    const expected = addressToPublish(facts, observed)
    check(sameAddress(expected, address), 'wrong', () => `${what} and ${expected} is to be published`)
  }

  function checkFamily(request: UpdateRequest, key: FamilyKey, address: string, before?: BeforeAttempt): void {
    const what = `${familyKey(key)} ${address} was sent`
    const facts = model.family(key)
    checkAddress(facts, address, what)
    check(before !== undefined, 'lost', () => `${what} before its attempt was written`)
    if (before === undefined) return
    const isRefused = facts.refusedFingerprint === recordFingerprint(state, request.account, key)
    check(!isRefused, 'banned', () => `${what} although the record needs an edit`)
    const earlyMs = facts.notBefore - elapsed()
    check(earlyMs <= toleranceMs(), 'banned', () => `${what} ${earlyMs} ms before the time named for it`)
    check(!facts.isBlocked, 'banned', () => `${what} although the record is blocked`)
    checkBackoff(facts.backoff, what)
    check(facts.dismissed !== address, 'banned', () => `${what} although the user dismissed it`)
    const minIntervalMs = (accountScenario(state, key.account).traits.minIntervalS ?? 0) * SECOND
    const sinceMs = elapsed() - (before.sentAt ?? Number.NEGATIVE_INFINITY)
    check(sinceMs >= minIntervalMs - toleranceMs(), 'banned', () => `${what} ${sinceMs} ms after the request before`)
    if (before.confirmed === address) checkUnchanged(facts, before, what)
  }

  return {
    checkUpdate: (request, before) => {
      const { account, changes } = request
      const facts = model.account(account.id)
      const what = `an update was sent to ${account.id}`
      check(changes.length > 0, 'destructive', () => `${what} without a hostname`)
      checkAccount(account, what)
      checkBackoff(facts.backoff, what)
      check(isPaused(state) !== true, 'banned', () => `${what} during a pause`)
      const { batchSize } = accountScenario(state, account.id).traits
      const most = Math.min(batchSize, facts.batchLimit ?? Number.POSITIVE_INFINITY)
      check(changes.length <= most, 'banned', () => `${what} with ${changes.length} hostnames of ${most} allowed`)
      const [first] = changes
      for (const change of changes) {
        const isSame = change.ipv4 === first?.ipv4 && change.ipv6 === first.ipv6
        const isExplicit = (change.ipv4 ?? change.ipv6) !== null
        check(isSame && isExplicit, 'destructive', () => `${what} with other addresses: ${JSON.stringify(changes)}`)
        for (const family of FAMILIES) {
          const address = change[family]
          const key = { account: account.id, hostname: change.hostname, family }
          if (address !== null) checkFamily(request, key, address, before(key))
        }
      }
    },
    checkQuery: (account) => {
      // A refusal that arrives in the same millisecond comes too late for a query that is already on its way.
      if (model.account(account.id).refusedAt < elapsed()) checkAccount(account, `${account.id} was queried`)
    },
  }
}

// Judges each request in the moment in which it is sent: what it names, and whether it may be sent at all.
import { FAMILIES, parseAddress, sameAddress } from '../../../app/model/address.ts'
import type { ProviderAccount, UpdateRequest } from '../../../app/model/provider.ts'
import { publishable } from '../../../app/model/special-purpose.ts'
import { type FamilyKey, familyKey } from '../../../app/model/store.ts'
import type { Told } from '../observed-addresses.ts'
import type { NameFacts } from '../reference-model.ts'
import { accountClimate, isPaused, type LifeState, recordOf } from '../simulation-state.ts'
import { DAY, HOUR, passed, SECOND } from '../world/virtual-time.ts'

/** What was known of a name before the attempt that is being sent was written down. */
export interface Before {
  readonly id: number
  readonly confirmed: string | null
  readonly sentAt: number | null
  readonly isInDoubt: boolean
}

export interface RequestJudge {
  /** An update is sent. */
  update(request: UpdateRequest, before: (key: FamilyKey) => Before | undefined): void
  /** The provider is asked what it holds. */
  question(account: ProviderAccount): void
}

/** Mark of all that an edit of an account may change. */
export const accountMark = ({ endpoint, fields, secrets }: ProviderAccount): string =>
  JSON.stringify([endpoint, fields, secrets])

export function nameMark(life: LifeState, account: ProviderAccount, key: FamilyKey): string {
  const record = recordOf(life, key)
  return `${accountMark(account)} ${record?.ipv4} ${record?.ipv6}`
}

/** What should be published: what was last seen, or what the user put back in its place. */
export function wantedAddress(facts: NameFacts, told: Told): string | null {
  const seen = told.newest(facts.family)
  return seen !== null && facts.undo !== null && sameAddress(facts.undo.from, seen) ? facts.undo.to : seen
}

/** The system tells the time since its start in whole seconds, and steps below three of them are none. */
const CLOCK_SLACK_MS = 4 * SECOND

export function createRequestJudge(life: LifeState, told: Told): RequestJudge {
  const { book, trail } = life
  const must = trail.must

  function maySpeak(account: ProviderAccount, what: string): void {
    const facts = book.account(account.id)
    const early = facts.notBefore - passed()
    must(early <= CLOCK_SLACK_MS + life.slackMs, 'banned', () => `${what} ${early} ms before the time named`)
    must(!facts.blocked, 'banned', () => `${what} although the account is blocked`)
    must(!facts.refused.has(accountMark(account)), 'banned', () => `${what} although the account waits for an edit`)
  }

  function isPatient(patience: NameFacts['patience'], what: string): void {
    const early = patience.notBefore - passed()
    patience.sent()
    const slackMs = life.steppedAt > 0 ? CLOCK_SLACK_MS : 1
    must(early <= slackMs + life.slackMs, 'banned', () => `${what} ${early} ms before its wait was over`)
  }

  function mayRepeat(facts: NameFacts, before: Before, what: string): void {
    if (facts.forced || before.isInDoubt) return
    const { keepAliveDays } = accountClimate(life, facts.account).traits
    const age = passed() - facts.confirmedAt
    const isDue = keepAliveDays !== null && age >= Math.max(1, keepAliveDays - 1) * DAY - CLOCK_SLACK_MS - life.slackMs
    const isRested = before.sentAt === null || passed() - before.sentAt >= 6 * HOUR - CLOCK_SLACK_MS - life.slackMs
    const mayCorrect = facts.drifted && recordOf(life, facts)?.onDrift === 'correct' && (isRested || facts.isCorrecting)
    facts.isCorrecting ||= mayCorrect
    if (isDue) life.tally.count('keep-alives')
    if (mayCorrect) life.tally.count('corrections of a drift')
    must(isDue || mayCorrect, 'banned', () => `${what} unchanged`)
  }

  function judgeName(request: UpdateRequest, key: FamilyKey, address: string, before: Before | undefined): void {
    const what = `${familyKey(key)} ${address} was sent`
    const facts = book.name(key)
    const record = recordOf(life, key)
    must(record !== undefined, 'destructive', () => `${what} although it is not in the settings`)
    must(record?.[key.family] !== 'off', 'destructive', () => `${what} although the family is off`)
    must(parseAddress(address)?.family === key.family, 'destructive', () => `${what}, which is no such address`)
    must(publishable(address).ok, 'wrong', () => `${what}, which is no address of the world`)
    const wanted = wantedAddress(facts, told)
    must(sameAddress(wanted, address), 'wrong', () => `${what} while ${wanted} is wanted`)
    must(before !== undefined, 'lost', () => `${what} before it was written down`)
    if (before === undefined) return
    must(
      facts.refused !== nameMark(life, request.account, key),
      'banned',
      () => `${what} although the name waits for an edit`,
    )
    const early = facts.notBefore - passed()
    must(early <= CLOCK_SLACK_MS + life.slackMs, 'banned', () => `${what} ${early} ms before the time named for it`)
    must(!facts.blocked, 'banned', () => `${what} although the name is blocked`)
    isPatient(facts.patience, what)
    must(facts.forgotten !== address, 'banned', () => `${what} although the user let it go`)
    const { minIntervalS } = accountClimate(life, key.account).traits
    const sinceMs = passed() - (before.sentAt ?? Number.NEGATIVE_INFINITY)
    must(
      minIntervalS === null || sinceMs >= minIntervalS * SECOND - CLOCK_SLACK_MS - life.slackMs,
      'banned',
      () => `${what} ${sinceMs} ms after the last time`,
    )
    if (before.confirmed === address) mayRepeat(facts, before, what)
  }

  return {
    update: (request, before) => {
      const { account, changes } = request
      const facts = book.account(account.id)
      must(changes.length > 0, 'destructive', () => 'an update without a name was sent')
      maySpeak(account, `${account.id} was sent an update`)
      isPatient(facts.patience, `${account.id} was sent an update`)
      must(isPaused(life) !== true, 'banned', () => `${account.id} was sent an update during a pause`)
      const most = Math.min(accountClimate(life, account.id).traits.batchSize, facts.most ?? Number.POSITIVE_INFINITY)
      must(changes.length <= most, 'banned', () => `${changes.length} names were sent where ${most} are taken`)
      const [first] = changes
      for (const change of changes) {
        must(
          change.ipv4 === first?.ipv4 && change.ipv6 === first.ipv6 && (change.ipv4 ?? change.ipv6) !== null,
          'destructive',
          () => `the addresses of a batch differ: ${JSON.stringify(changes)}`,
        )
        for (const family of FAMILIES) {
          const address = change[family]
          const key = { account: account.id, hostname: change.hostname, family }
          if (address !== null) judgeName(request, key, address, before(key))
        }
      }
    },
    question: (account) => {
      // What is heard in the same moment comes too late for a question that is on its way.
      if (book.account(account.id).toldAt < passed()) maySpeak(account, `${account.id} was asked what it holds`)
    },
  }
}

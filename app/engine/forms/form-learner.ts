// Learns from the zone how an account's server wants its requests: where the zone shows what the requests cannot have meant,
// the next form is tried once with one hostname, and remembered when the zone then holds both addresses.
// The rules are pure: model/form-evidence.ts and model/update-form.ts. docs/design/dialects.md explains them.
import type { RecordSettings } from '../../contract/settings.ts'
import { FAMILIES, type Family } from '../../model/address.ts'
import { type FormEvidence, type FormVerdict, judgeForm, wrongFamilies } from '../../model/form-evidence.ts'
import { needsUser } from '../../model/hold.ts'
import type { Clock, Log } from '../../model/ports.ts'
import { type FamilyKey, familyKey, type Hold } from '../../model/store.ts'
import {
  isOnTrial,
  type LearntForm,
  mayTouchUnnamed,
  nextFormOf,
  otherFamily,
  withFormFailed,
  withOneFamily,
  withoutTrial,
  withSilentYes,
  withTrial,
  withTrialProved,
  withTrialSent,
} from '../../model/update-form.ts'
import type { AccountResolver } from '../account-resolver.ts'
import type { StateCache } from '../state-cache.ts'
import type { IsGenuine } from '../verification/dns/genuine.ts'
import type { Drifted } from '../verification/drift/drift-scan.ts'
import type { Verification } from '../verification/verifier.ts'
import type { LearntForms } from './learnt-forms.ts'
import { type AccountForm, accountFormOf } from './request-forms.ts'
import { createZoneEvidence, provenFamilies, type ZoneEvidence } from './zone-evidence.ts'

export interface FormLearnerOptions {
  readonly forms: LearntForms
  readonly states: Pick<StateCache, 'state' | 'wasKnown' | 'familyHold' | 'accountHold' | 'deleteHold'>
  readonly accounts: Pick<AccountResolver, 'settings' | 'provider' | 'destination' | 'hasLocalDns'>
  readonly record: (key: RecordKey) => RecordSettings | undefined
  readonly isGenuine: IsGenuine
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  /** Sends the addresses of these families again. */
  readonly correct: (found: Drifted) => void
  /** Looks again soon at what the zone holds of the account's accepted addresses. */
  readonly recheck: (account: string) => void
  readonly onChange: () => void
}

type RecordKey = Pick<FamilyKey, 'account' | 'hostname'>

export interface FormLearner {
  /** A check found what the zone holds of a family. */
  onFound(key: FamilyKey, found: Verification): Promise<void>
  /**
   * Whether the zone may still show this family as it was before a later request about the other one: then that it shows the
   * address proves nothing yet.
   */
  mayBeOutdated(key: FamilyKey): boolean
  /** Both families are meant, and a request about one of them may change the other. */
  isConcerned(key: RecordKey): boolean
  /** The zone has to be looked at once more, long after the last request: then the form is cleared of what comes later. */
  needsLateLook(key: RecordKey): boolean
  /** The server said of the address in the state that nothing changed, and did not name it. */
  onUnchanged(key: FamilyKey): void
  /** The zone shows an address that an unknown server took without a word, if it did. @returns whether it did */
  onShownInDoubt(key: FamilyKey): boolean
  /** The server took the form that was tried with this hostname, or refused it; null: it refused the hostname, in any form. */
  onTrial(key: RecordKey, isTaken: boolean | null): void
  /** The server does not read this hostname's IPv6 address in the form in which it took IPv4. */
  onIpv6Refused(key: RecordKey): void
}

/** By then the zone shows what a request did. */
const SHOWN_BY_MS = 5 * 60_000
/** A trial that was not sent is asked for again, and given up. */
const TRIAL_AGAIN_MS = 60_000
const TRIAL_GIVEN_UP_MS = 3_600_000

/** By then nothing that was sent is still on its way: what the zone shows later is not the work of a request. */
const SETTLED_AFTER_MS = 29 * 60_000

const recordId = (key: RecordKey): string => familyKey({ ...key, family: 'ipv4' })

const lastSentOf = ({ families: { ipv4, ipv6 } }: FormEvidence): number => Math.max(ipv4.sentAt, ipv6.sentAt)

/** The account is on hold for an answer that may have been a yes without a word. */
export const isSilence = (hold: Hold | null): boolean =>
  hold?.class === 'parked' && hold.failure.code === 'empty' && hold.failure.detail === 'HTTP 204'

class ZoneFormLearner implements FormLearner {
  readonly #options: FormLearnerOptions
  readonly #zone: ZoneEvidence
  /** When the last request was sent after which the zone held both addresses for good, by `recordId`. */
  readonly #settled = new Map<string, number>()

  constructor(options: FormLearnerOptions) {
    this.#options = options
    this.#zone = createZoneEvidence(options)
  }

  async onFound(key: FamilyKey, found: Verification): Promise<void> {
    if (found.state === 'unknown') return
    if (!this.isConcerned(key)) return this.#endTrial(key)
    this.#zone.keep(key, found)
    if (this.#isLeftBehind(key, found) && (await this.#zone.isGenuine(key, []))) return this.#send(key, FAMILIES)
    const verdict = this.#verdict(key)
    if (verdict === 'unclear' || !(await this.#isGenuine(key))) return
    // The queries took time: what was decided since then counts.
    if (this.#verdict(key) !== verdict) return
    const form = this.#form(key)
    const evidence = form === null ? null : this.#zone.evidence(key, form.learnt)
    if (form === null || evidence === null) return
    if (verdict === 'right') this.#onRight(key, form)
    else this.#onWrong(key, form, evidence)
  }

  mayBeOutdated(key: FamilyKey): boolean {
    const { states, clock } = this.#options
    const other = { ...key, family: otherFamily(key.family) }
    const [own, its] = [states.state(key), states.state(other)]
    if (own === null || its === null || its.sentAt === null || !this.isConcerned(key)) return false
    if (its.sentAt <= (own.sentAt ?? 0) || clock.now() - its.sentAt >= SHOWN_BY_MS) return false
    // The server keeps IPv4 alone: no later request was about anything else.
    if (key.family === 'ipv4' && this.#form(key)?.learnt.oneFamily) return false
    const reading = this.#zone.reading(other)
    return !(reading?.holds && reading.at >= its.sentAt)
  }

  needsLateLook(key: RecordKey): boolean {
    const form = this.#form(key)
    if (form === null || !this.isConcerned(key)) return false
    // There is nothing to learn.
    if (form.learnt.oneFamily || form.form(key.hostname).next.length === 0) return false
    const evidence = this.#zone.evidence(key, form.learnt)
    return evidence !== null && this.#settled.get(recordId(key)) !== lastSentOf(evidence)
  }

  onUnchanged(key: FamilyKey): void {
    const sentAt = this.#options.states.state(key)?.sentAt ?? null
    if (sentAt !== null && this.isConcerned(key)) this.#zone.noteUnchanged(key, sentAt)
  }

  onShownInDoubt(key: FamilyKey): boolean {
    const { states, forms, correct } = this.#options
    const form = this.#form(key)
    if (form === null || !isSilence(states.accountHold(key.account)) || form.form(key.hostname).next.length === 0) {
      return false
    }
    forms.change(form.key, withSilentYes)
    states.deleteHold(key.account, null, null)
    correct(new Map())
    return true
  }

  onTrial({ account, hostname }: RecordKey, isTaken: boolean | null): void {
    const form = this.#form({ account, hostname })
    if (form === null || !isOnTrial(form.learnt, hostname)) return
    if (isTaken === null) {
      this.#options.forms.change(form.key, withoutTrial)
      // What waited for the trial goes on.
      this.#options.correct(new Map())
      return
    }
    if (isTaken) this.#options.forms.change(form.key, withTrialSent)
    else this.#tryNext({ account, hostname }, form, form.learnt.trial?.broken ?? FAMILIES)
  }

  onIpv6Refused({ account, hostname }: RecordKey): void {
    const form = this.#form({ account, hostname })
    // What is being tried with another hostname tells for this one, too.
    if (form !== null && form.learnt.trial === null && !form.learnt.oneFamily) {
      this.#tryNext({ account, hostname }, form, ['ipv6'], true)
    }
  }

  /** A family was switched off meanwhile: what is tried with this hostname can prove nothing any more. */
  #endTrial(key: RecordKey): void {
    const form = this.#options.record(key) === undefined ? null : this.#form(key)
    if (form !== null && isOnTrial(form.learnt, key.hostname)) this.#options.forms.change(form.key, withoutTrial)
  }

  #form({ account }: RecordKey): AccountForm | null {
    return accountFormOf({ accounts: this.#options.accounts, learnt: this.#options.forms }, account)
  }

  #isManaged(key: FamilyKey): boolean {
    return (this.#options.record(key)?.[key.family] ?? 'off') !== 'off'
  }

  isConcerned(key: RecordKey): boolean {
    if (!FAMILIES.every((family) => this.#isManaged({ ...key, family }))) return false
    const form = this.#form(key)
    return form !== null && (mayTouchUnnamed(form.form(key.hostname)) || isOnTrial(form.learnt, key.hostname))
  }

  #verdict(key: FamilyKey): FormVerdict {
    const form = this.#form(key)
    if (form === null || !this.#mayLearn(key, form)) return 'unclear'
    const evidence = this.#zone.evidence(key, form.learnt)
    if (evidence === null) return 'unclear'
    const verdict = judgeForm(evidence)
    if (verdict === 'right') this.#noteSettled(key, evidence)
    return verdict === 'wrong' && this.#isSettled(key, form, evidence) ? 'unclear' : verdict
  }

  #noteSettled(key: RecordKey, evidence: FormEvidence): void {
    const sentAt = lastSentOf(evidence)
    const seenAt = FAMILIES.map((family) => this.#zone.reading({ ...key, family })?.at ?? 0)
    if (Math.min(...seenAt) - sentAt >= SETTLED_AFTER_MS) this.#settled.set(recordId(key), sentAt)
  }

  /** The zone held both addresses long after the last request: somebody else changed it since. That is drift, and no form helps. */
  #isSettled(key: RecordKey, { learnt }: AccountForm, evidence: FormEvidence): boolean {
    return learnt.trial === null && this.#settled.get(recordId(key)) === lastSentOf(evidence)
  }

  /**
   * An earlier request about IPv6 removed this hostname's IPv4 address, before another hostname showed that the server keeps one
   * family only.
   */
  #isLeftBehind(key: FamilyKey, { state, isComplete }: Verification): boolean {
    const form = this.#form(key)
    const own = this.#options.states.state(key)
    if (form === null || own === null || !form.learnt.oneFamily || key.family !== 'ipv4') return false
    const isInDoubt = own.accepted !== null && this.#isBefore(own.sentAt ?? 0, form.learnt)
    return isInDoubt && state === 'differs' && isComplete
  }

  /**
   * Whether a request was sent before the present form was known. A time in the future was written before the clock was set back:
   * then all that is sent would seem to be earlier, and would be sent again and again.
   */
  #isBefore(sentAt: number, { changedAt }: LearntForm): boolean {
    return sentAt < changedAt && changedAt <= this.#options.clock.now()
  }

  /** The provider has other forms, and none is being tried with another hostname. */
  #mayLearn(key: FamilyKey, { learnt, key: formKey, form }: AccountForm): boolean {
    const { forms, clock, record } = this.#options
    const { trial } = learnt
    if (learnt.oneFamily) return false
    if (trial === null) return form(key.hostname).next.length > 0 && !this.#waitsForUser(key)
    const age = clock.now() - trial.since
    const tried = { account: key.account, hostname: trial.hostname }
    const isGone = record(tried) === undefined || this.#waitsForUser(tried)
    if (isGone || (!trial.sent && age > TRIAL_GIVEN_UP_MS)) forms.change(formKey, withoutTrial)
    if (!isOnTrial(learnt, key.hostname)) return false
    // A pause or a hold kept it from being sent.
    if (!trial.sent && age > TRIAL_AGAIN_MS) this.#send(key, trial.broken)
    return trial.sent
  }

  /** Nothing is sent for this hostname until the user acts, so nothing can be tried with it. */
  #waitsForUser({ account, hostname }: RecordKey): boolean {
    const holds = FAMILIES.map((family) => this.#options.states.familyHold({ account, hostname, family }))
    return holds.some((hold) => hold !== null && needsUser(hold))
  }

  /** Whether nobody on the way answered in place of the zone. */
  #isGenuine(key: FamilyKey): Promise<boolean> {
    const form = this.#form(key)
    const evidence = form === null ? null : this.#zone.evidence(key, form.learnt)
    return this.#zone.isGenuine(key, evidence === null ? [] : provenFamilies(evidence))
  }

  #onRight(key: RecordKey, { learnt, key: formKey }: AccountForm): void {
    const { forms, clock, log, onChange } = this.#options
    if (!isOnTrial(learnt, key.hostname)) return
    forms.change(formKey, (before) => withTrialProved(before, clock.now()))
    log('info', 'the server wants both addresses in one request', { account: key.account })
    this.#resume(key.account)
    onChange()
  }

  #onWrong(key: RecordKey, form: AccountForm, evidence: FormEvidence): void {
    const { learnt } = form
    const sentAt = lastSentOf(evidence)
    const wrong = wrongFamilies(evidence)
    // The hostname was sent before the present form was known: it is sent again in that one.
    if (learnt.trial === null && learnt.addresses !== null && this.#isBefore(sentAt, learnt)) this.#send(key, wrong)
    else this.#tryNext(key, form, wrong)
  }

  /**
   * @param wrong the families that have to be sent again
   * @param byRefusal whether all that tells against the first form is that the server refused IPv6 in it
   */
  #tryNext(
    key: RecordKey,
    { learnt, key: formKey, form }: AccountForm,
    wrong: readonly Family[],
    byRefusal = learnt.trial?.byRefusal === true,
  ): void {
    const { forms, clock, log } = this.#options
    const now = clock.now()
    const { account, hostname } = key
    forms.change(formKey, (before) => withFormFailed(before, now))
    // A form that was right once, and is not any more, may not have been the reason: the first form gets another chance.
    const isAgain = learnt.trial === null && learnt.addresses !== null
    const next = nextFormOf(form(hostname), forms.of(formKey), wrong)
    if (isAgain) this.#send(key, wrong)
    else if (next === null && learnt.trial?.byRefusal) {
      // What looked like a refusal may have been a moment's trouble: the first form is sent once more.
      this.#send(key, wrong)
      this.#resume(account)
    } else if (next === null) {
      forms.change(formKey, (before) => withOneFamily(before, now))
      log('warn', 'the server keeps one address only', { account })
      this.#send(key, [...new Set<Family>([...wrong, 'ipv6'])])
      this.#resume(account)
    } else {
      const trial = { addresses: next, hostname, since: now, broken: wrong, byRefusal }
      forms.change(formKey, (before) => withTrial(before, trial))
      log('info', 'another form of the request is tried', { account, hostname, form: next })
      this.#send(key, wrong)
    }
  }

  /** What was tried with one hostname counts for all others now. */
  #resume(account: string): void {
    this.#options.recheck(account)
    // A round sends what waited for this.
    this.#options.correct(new Map())
  }

  #send({ account, hostname }: RecordKey, families: readonly Family[]): void {
    const { states, correct, onChange } = this.#options
    const keys = families.map((family): FamilyKey => ({ account, hostname, family }))
    for (const key of keys) {
      const hold = states.familyHold(key)
      // It waited for the zone to be asked, which has been done now.
      if (hold?.failure.code === 'other-address') states.deleteHold(account, hostname, key.family)
    }
    correct(new Map(keys.map((key) => [familyKey(key), this.#zone.reading(key)?.found ?? []])))
    onChange()
  }
}

export const createFormLearner = (options: FormLearnerOptions): FormLearner => new ZoneFormLearner(options)

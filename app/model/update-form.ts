// How requests to one account have to be made, and what was learnt about that from the server. Pure.
// docs/design/dialects.md explains the rules.
import type { UnnamedFamily } from '../contract/dialect.ts'
import { sameHostname } from '../contract/hostname.ts'
import type { Family } from './address.ts'

/** The form of requests to an account, as its provider makes them. */
export interface UpdateForm {
  /** Hostnames in one request, at most. */
  readonly hosts: number
  /** How many hostnames a first list may hold, where nobody knows yet whether the server reads lists; null: no list is tried. */
  readonly listTrial: number | null
  /** How many addresses of a hostname one request carries. */
  readonly families: 'one' | 'both'
  /** What becomes of a family that a request does not name. */
  readonly unnamed: UnnamedFamily
  /** The provider itself can say that a family keeps its address. */
  readonly hasKeepWord: boolean
  /**
   * Names of other forms for the addresses, to be tried in this order where this one proves wrong. Each names both families, or
   * is a `keepFormOf`.
   */
  readonly next: readonly string[]
}

/** The form of a provider that answers each hostname, and leaves alone what a request does not name. */
export const plainForm = (batchSize: number): UpdateForm => ({
  hosts: batchSize,
  listTrial: null,
  families: 'both',
  unnamed: 'kept',
  hasKeepWord: false,
  next: [],
})

/** A form that is being tried with one hostname. */
export interface FormTrial {
  readonly addresses: string
  readonly hostname: string
  /** Epoch ms. */
  readonly since: number
  /** The request was sent and accepted. */
  readonly sent: boolean
  /** The families that were wrong before: that one of them is right shows that the zone has the request. */
  readonly broken: readonly Family[]
  /** The server refused IPv6 in the first form. Nothing else tells that this form is wrong: it may have been a moment's trouble. */
  readonly byRefusal?: boolean
}

/** What a server's behaviour has shown. It is kept for each destination. */
export interface LearntForm {
  /** `one`: it does not answer a list name by name. `comma`: it does. Null: nobody knows. */
  readonly hosts: 'one' | 'comma' | null
  /** The form of the addresses that proved right, with both families in each request; null: the service's own. */
  readonly addresses: string | null
  readonly trial: FormTrial | null
  /** The forms that proved wrong: none is tried again. */
  readonly failed: readonly string[]
  /** No form was found that keeps both families, so it gets IPv4 alone. */
  readonly oneFamily: boolean
  /** It says yes by status 204 and nothing else: the zone showed what was sent. */
  readonly isSilent: boolean
  /** Its replies name the address that it stored. */
  readonly namesAddress: boolean
  /** When `addresses`, `trial` or `oneFamily` last changed, epoch ms. */
  readonly changedAt: number
}

export const NOTHING_LEARNT: LearntForm = {
  hosts: null,
  addresses: null,
  trial: null,
  failed: [],
  oneFamily: false,
  isSilent: false,
  namesAddress: false,
  changedAt: 0,
}

/** What was learnt, as it counts for one hostname: a form on trial counts for the hostname that it is tried with. */
export const learntFor = (learnt: LearntForm, hostname: string): LearntForm =>
  isOnTrial(learnt, hostname) ? { ...learnt, addresses: learnt.trial?.addresses ?? null } : learnt

export const isOnTrial = ({ trial }: LearntForm, hostname: string): boolean =>
  trial !== null && sameHostname(trial.hostname, hostname)

/** Whether each request has to name both families of a hostname, as far as they hold something. */
export const namesBoth = ({ unnamed }: UpdateForm): boolean => unnamed === 'removed' || unnamed === 'detected'

/** Whether a request may have changed a family that it did not name. */
export const mayTouchUnnamed = ({ unnamed }: UpdateForm): boolean => unnamed !== 'kept'

/** Whether both families of a name are better sent together: each request about one says something of the other. */
export const carriesBoth = (form: UpdateForm | undefined): boolean =>
  form !== undefined && form.families === 'both' && mayTouchUnnamed(form)

export const otherFamily = (family: Family): Family => (family === 'ipv4' ? 'ipv6' : 'ipv4')

/** The server answered a list of hostnames name by name, or did not. */
export const withListShown = (learnt: LearntForm, hosts: 'one' | 'comma'): LearntForm =>
  learnt.hosts === hosts || learnt.hosts === 'one' ? learnt : { ...learnt, hosts }

/** A form is to be tried once, with one hostname. */
export const withTrial = (learnt: LearntForm, trial: Omit<FormTrial, 'sent'>): LearntForm => ({
  ...learnt,
  trial: { ...trial, sent: false },
  changedAt: trial.since,
})

/** The server said yes to the request of the trial. */
export const withTrialSent = (learnt: LearntForm): LearntForm =>
  learnt.trial === null || learnt.trial.sent ? learnt : { ...learnt, trial: { ...learnt.trial, sent: true } }

/** The trial came to nothing: its hostname is gone, or could not be sent. The form may be tried again. */
export const withoutTrial = (learnt: LearntForm): LearntForm =>
  learnt.trial === null ? learnt : { ...learnt, trial: null }

/** The hostname holds both addresses after the trial. */
export const withTrialProved = (learnt: LearntForm, now: number): LearntForm =>
  learnt.trial === null ? learnt : { ...learnt, addresses: learnt.trial.addresses, trial: null, changedAt: now }

/** The form on trial, or else the learnt one, proved wrong: requests take the service's own form again. */
export function withFormFailed(learnt: LearntForm, now: number): LearntForm {
  const failed = learnt.trial?.addresses ?? learnt.addresses
  if (failed === null) return learnt
  return { ...learnt, addresses: null, trial: null, failed: [...learnt.failed, failed], changedAt: now }
}

/** No form was found that keeps both families. */
export const withOneFamily = (learnt: LearntForm, now: number): LearntForm => ({
  ...learnt,
  addresses: null,
  trial: null,
  oneFamily: true,
  changedAt: now,
})

/** The zone showed what was sent, after an answer without content. */
export const withSilentYes = (learnt: LearntForm): LearntForm =>
  learnt.isSilent ? learnt : { ...learnt, isSilent: true }

/** A reply named the address that was sent. */
export const withNamedAddress = (learnt: LearntForm): LearntForm =>
  learnt.namesAddress ? learnt : { ...learnt, namesAddress: true }

const KEEP = 'keep:'

/** The form that names one address, and a parameter that keeps the other family. @param word such as "keepipv4=1" */
export const keepFormOf = (word: string): string => KEEP + word

/** @returns null for a form that names both families */
export const keepWordOfForm = (form: string): string | null => (form.startsWith(KEEP) ? form.slice(KEEP.length) : null)

/**
 * The first form that was not tried yet; null when none is left.
 * @param broken the families that are wrong now. A server that does not know the keep word removes the family that it should
 *   keep: it is only tried where IPv4 is gone already, with a request that brings IPv4 back
 */
export const nextFormOf = (
  { next }: UpdateForm,
  { failed, addresses }: LearntForm,
  broken: readonly Family[],
): string | null => {
  const isHarmless = (form: string) => keepWordOfForm(form) === null || !broken.includes('ipv6')
  return next.find((form) => !failed.includes(form) && form !== addresses && isHarmless(form)) ?? null
}

/**
 * Whether this update has to wait: the server does not read requests as they are made now, and another form is being tried with
 * another hostname. IPv4 alone is what every server reads.
 */
export const waitsForTrial = (form: UpdateForm, learnt: LearntForm, update: { hostname: string; family: Family }) =>
  update.family === 'ipv6' && form.families === 'one' && learnt.trial !== null && !isOnTrial(learnt, update.hostname)

/** Whether a hostname can hold one family only, since each request about one would remove the other. */
export const keepsOneFamily = (form: UpdateForm, { oneFamily }: LearntForm): boolean =>
  oneFamily || (form.families === 'one' && namesBoth(form) && !form.hasKeepWord)

const isText = (value: unknown): value is string => typeof value === 'string'

/** Reads what `textOfLearnt` wrote; anything else teaches nothing. */
export function learntOfText(text: string | null): LearntForm {
  try {
    const read = JSON.parse(text ?? '{}') as Partial<LearntForm>
    const { hosts, addresses, trial, failed, oneFamily, isSilent, namesAddress, changedAt } = read
    const isTrial = isText(trial?.addresses) && isText(trial.hostname) && typeof trial.since === 'number'
    return {
      hosts: hosts === 'one' || hosts === 'comma' ? hosts : null,
      addresses: isText(addresses) ? addresses : null,
      trial: isTrial ? { ...trial, sent: trial.sent === true, broken: trial.broken ?? [] } : null,
      failed: Array.isArray(failed) ? failed.filter(isText) : [],
      oneFamily: oneFamily === true,
      isSilent: isSilent === true,
      namesAddress: namesAddress === true,
      changedAt: typeof changedAt === 'number' ? changedAt : 0,
    }
  } catch {
    return NOTHING_LEARNT
  }
}

export const textOfLearnt = (learnt: LearntForm): string => JSON.stringify(learnt)

// The rules for an account's next request: the form that its server wants, and what the request says about families that it
// does not update.

import type { Family } from '../../model/address.ts'
import { publishedAddress } from '../../model/family-state.ts'
import { isActive } from '../../model/hold.ts'
import type { Clock } from '../../model/ports.ts'
import type { HostChange } from '../../model/provider.ts'
import type { FamilyKey } from '../../model/store.ts'
import { isOnTrial, type LearntForm, learntFor, type UpdateForm } from '../../model/update-form.ts'
import type { ResolvedAccount } from '../account-resolver.ts'
import { stateAtDestination } from '../destination.ts'
import type { LearntForms } from '../forms/learnt-forms.ts'
import { formOf } from '../forms/request-forms.ts'
import type { Batch, BatchRules } from './batch.ts'
import { createOtherFamilies, type OtherFamilyOptions } from './other-family.ts'
import type { PendingUpdate } from './pending-update.ts'

type Resolved = Extract<ResolvedAccount, { ok: true }>

export interface RequestRulesOptions extends Omit<OtherFamilyOptions, 'isHeld'> {
  readonly forms: LearntForms
  readonly clock: Pick<Clock, 'now'>
}

/** An update of a batch that cannot be sent yet: the zone has to be asked about the other family, or could not tell. */
export interface OpenQuestion {
  readonly update: PendingUpdate
  readonly answer: 'look-up' | 'unknown' | 'lost' | 'on-trial'
}

/** `named`: it repeats the address that it stored. `accepted`: it only says yes. */
export type Ipv4Before = 'named' | 'accepted' | null

export interface RequestRules {
  /** @param isAlone each name is asked alone for now */
  of(resolved: Resolved, isAlone: boolean): BatchRules
  openQuestions(batch: Batch, resolved: Resolved): readonly OpenQuestion[]
  lookUp(update: PendingUpdate, resolved: Resolved): Promise<void>
  /** Families with something published that this request may change without an update of theirs. */
  touchedBy(batch: Batch, resolved: Resolved): readonly FamilyKey[]
  /**
   * How the server said yes to this hostname's IPv4 address, where the request is about its first IPv6 address alone, in the same
   * form, and the server may want another one; else null.
   */
  ipv4Before(batch: Batch, resolved: Resolved): Ipv4Before
  /** Nobody knows how the server wants its requests: what it replies teaches. */
  isUnknownServer(resolved: Resolved): boolean
  /** What was looked up no longer counts. */
  forget(): void
}

export function createRequestRules(options: RequestRulesOptions): RequestRules {
  const { states, forms, clock } = options
  const others = createOtherFamilies({
    ...options,
    isHeld: (hold) => hold !== null && isActive(hold, clock.now()),
  })

  /** The form for one hostname; nearly always the same for all. */
  function formsOf({ provider, account, formKey }: Resolved) {
    const learnt = forms.of(formKey)
    const plain = formOf(provider, account, learnt)
    return (hostname: string): { readonly form: UpdateForm; readonly learnt: LearntForm } => {
      if (!isOnTrial(learnt, hostname)) return { form: plain, learnt }
      const tried = learntFor(learnt, hostname)
      return { form: formOf(provider, account, tried), learnt: tried }
    }
  }

  const onlyUpdate = ({ hostname, ipv4, ipv6 }: HostChange, { updates }: Batch): PendingUpdate | undefined =>
    ipv4 !== null && ipv6 !== null ? undefined : updates.find((update) => update.hostname === hostname)

  return {
    of: (resolved, isAlone) => {
      const of = formsOf(resolved)
      const learnt = forms.of(resolved.formKey)
      const { destination } = resolved
      return {
        form: (hostname) => (isAlone ? { ...of(hostname).form, hosts: 1, listTrial: null } : of(hostname).form),
        isOnTrial: (hostname) => isOnTrial(learnt, hostname),
        other: (update) => {
          const answer = others.of(update, { destination, ...of(update.hostname) })
          return answer.is === 'kept' ? answer : { is: 'left-out' }
        },
        isProven: (key) => {
          const state = stateAtDestination(states.state(key), destination)
          return state !== null && state.confirmed !== null && state.unsettled === null
        },
      }
    },
    openQuestions: (batch, resolved) => {
      const of = formsOf(resolved)
      const { destination } = resolved
      return batch.changes.flatMap((change): OpenQuestion[] => {
        const update = onlyUpdate(change, batch)
        if (update === undefined) return []
        const { is } = others.of(update, { destination, ...of(update.hostname) })
        return is === 'kept' || is === 'left-out' ? [] : [{ update, answer: is }]
      })
    },
    lookUp: (update, resolved) =>
      others.lookUp(update, { destination: resolved.destination, ...formsOf(resolved)(update.hostname) }),
    touchedBy: (batch, resolved) => {
      const of = formsOf(resolved)
      return batch.changes.flatMap((change): FamilyKey[] => {
        const update = onlyUpdate(change, batch)
        if (update === undefined || !(batch.isFormTrial || of(change.hostname).form.unnamed === 'unknown')) return []
        const { account, hostname, family } = update
        const key: FamilyKey = { account, hostname, family: family === 'ipv4' ? 'ipv6' : 'ipv4' }
        // Also of a family that is switched off now: once it is on again, nothing must count as confirmed that is gone.
        const state = states.state(key)
        const isHere = state !== null && (state.destination === null || state.destination === resolved.destination)
        return isHere && publishedAddress(state) !== null ? [key] : []
      })
    },
    ipv4Before: ({ changes, updates, isFormTrial }, resolved) => {
      const [change] = changes
      const [update] = updates
      if (change === undefined || update === undefined || changes.length > 1 || isFormTrial) return null
      const { form, learnt } = formsOf(resolved)(change.hostname)
      if (change.ipv4 !== null || form.next.length === 0 || learnt.addresses !== null || learnt.oneFamily) return null
      const at = (family: Family) => stateAtDestination(states.state({ ...update, family }), resolved.destination)
      const [ipv4, ipv6] = [at('ipv4'), at('ipv6')]
      // Once it took an IPv6 address as well, a refusal is about something else.
      if (ipv4 === null || ipv4.sentAt === null || publishedAddress(ipv4) === null) return null
      if (publishedAddress(ipv6) !== null) return null
      return learnt.namesAddress ? 'named' : 'accepted'
    },
    isUnknownServer: ({ provider, account, formKey }) => formOf(provider, account, forms.of(formKey)).next.length > 0,
    forget: others.forget,
  }
}

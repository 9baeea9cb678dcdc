// Some services remove or replace a family that a request leaves out. This decides what a request about one family says
// about the other. docs/design/dialects.md has the rule.
import type { RecordSettings } from '../../contract/settings.ts'
import { sameAddress } from '../../model/address.ts'
import { isDismissed, publishedAddress } from '../../model/family-state.ts'
import { needsUser } from '../../model/hold.ts'
import type { Clock } from '../../model/ports.ts'
import { publishable } from '../../model/special-purpose.ts'
import { type FamilyKey, type FamilyState, familyKey, type Hold } from '../../model/store.ts'
import {
  keepsOneFamily,
  type LearntForm,
  namesBoth,
  otherFamily,
  type UpdateForm,
  waitsForTrial,
} from '../../model/update-form.ts'
import { stateAtDestination } from '../destination.ts'
import type { StateCache } from '../state-cache.ts'
import type { Verification, Verifier } from '../verification/verifier.ts'
import type { OtherFamily } from './batch.ts'
import type { PendingUpdate } from './pending-update.ts'

export type OtherFamilyAnswer =
  | OtherFamily
  /** Only the zone can tell. */
  | { readonly is: 'look-up' }
  /** The zone could not tell now: nothing is sent for this name. */
  | { readonly is: 'unknown' }
  /** The request would remove what the other family holds, in any form. */
  | { readonly is: 'lost' }
  /** Another form is being tried with another hostname: this one waits for what comes of it. */
  | { readonly is: 'on-trial' }

export interface OtherFamilyOptions {
  readonly states: Pick<StateCache, 'state' | 'familyHold'>
  readonly record: (key: FamilyKey) => RecordSettings | undefined
  /** The address to publish by the newest observation; null where it is not known. */
  readonly observed: (key: FamilyKey) => string | null
  readonly verifier: Verifier
  readonly clock: Pick<Clock, 'now'>
  readonly isHeld: (hold: Hold | null) => boolean
}

export interface OtherFamilyRequest {
  readonly destination: string
  readonly form: UpdateForm
  readonly learnt: LearntForm
}

const LEFT_OUT = { is: 'left-out' } as const
const keep = (address: string) => ({ is: 'kept', address }) as const
const TIMEOUT_MS = 3_000
/** By then a zone's servers usually show what was sent. */
const SHOWN_BY_MS = 10 * 60_000

export interface OtherFamilies {
  /** Answers at once, from what is known already. */
  of(update: PendingUpdate, request: OtherFamilyRequest): OtherFamilyAnswer
  /** Asks the zone, where `of` said so; the answer counts for the next request. */
  lookUp(update: PendingUpdate, request: OtherFamilyRequest): Promise<void>
  /** What was looked up no longer counts. */
  forget(): void
}

export function createOtherFamilies(options: OtherFamilyOptions): OtherFamilies {
  const { states, record, observed, verifier, clock, isHeld } = options
  const lookedUp = new Map<string, OtherFamilyAnswer>()

  const otherOf = (update: FamilyKey): FamilyKey => {
    const { account, hostname } = update
    return { account, hostname, family: otherFamily(update.family) }
  }
  const isManaged = (key: FamilyKey): boolean => (record(key)?.[key.family] ?? 'off') !== 'off'

  /** The desired address, where it is published already: carrying it along changes nothing. */
  function desired(key: FamilyKey, destination: string): string | null {
    if (!isManaged(key)) return null
    const address = observed(key)
    const state = stateAtDestination(states.state(key), destination)
    if (address === null || state?.unsettled || !sameAddress(publishedAddress(state), address)) return null
    return isDismissed(state, address) || isHeld(states.familyHold(key)) ? null : address
  }

  /** Nothing is sent for this family until the user acts: it keeps what the zone holds, as one that is not managed. */
  function isLeftToUser(key: FamilyKey, state: FamilyState | null): boolean {
    const hold = states.familyHold(key)
    return isDismissed(state, observed(key)) || (hold !== null && needsUser(hold))
  }

  function of(update: PendingUpdate, { destination, form, learnt }: OtherFamilyRequest): OtherFamilyAnswer {
    const key = otherOf(update)
    if (form.unnamed === 'kept') return LEFT_OUT
    if (isManaged(key) && waitsForTrial(form, learnt, update)) return { is: 'on-trial' }
    if (keepsOneFamily(form, learnt)) {
      // IPv4 is what most visitors need, so it is the one that stays.
      if (isManaged(key)) return update.family === 'ipv4' ? LEFT_OUT : { is: 'lost' }
      return namesBoth(form) ? (lookedUp.get(familyKey(key)) ?? { is: 'look-up' }) : LEFT_OUT
    }
    if (form.families === 'both') {
      const address = desired(key, destination)
      if (address !== null) return { is: 'kept', address }
    }
    if (form.hasKeepWord || !namesBoth(form)) return LEFT_OUT
    return lookedUp.get(familyKey(key)) ?? { is: 'look-up' }
  }

  async function lookUp(update: PendingUpdate, { destination, form, learnt }: OtherFamilyRequest): Promise<void> {
    const key = otherOf(update)
    const state = stateAtDestination(states.state(key), destination)
    const published = publishedAddress(state)
    const confirmed = isManaged(key) && !isLeftToUser(key, state) ? published : null
    const found = await verifier.check(key, confirmed ?? '', 'provider-first', TIMEOUT_MS)
    // Switched off just after it was sent: the zone may not show it yet.
    const isOnItsWay = published !== null && confirmed === null && clock.now() - (state?.sentAt ?? 0) < SHOWN_BY_MS
    const isAbsent = found.state === 'differs' && found.found.length === 0
    const answer = isOnItsWay && isAbsent ? keep(published) : answerOf(found, confirmed)
    const isLost = answer.is === 'kept' && keepsOneFamily(form, learnt)
    lookedUp.set(familyKey(key), isLost ? { is: 'lost' } : answer)
  }

  return { of, lookUp, forget: () => lookedUp.clear() }
}

/** @param confirmed the address that the family should hold; null where Homeward published none */
function answerOf(found: Verification, confirmed: string | null): OtherFamilyAnswer {
  if (found.state === 'holds' && confirmed !== null) return { is: 'kept', address: confirmed }
  if (found.state !== 'differs' || confirmed !== null) return { is: 'unknown' }
  const [address, ...others] = found.found
  if (address === undefined) return LEFT_OUT
  const isOne = others.length === 0 && found.servers.every(({ holds }) => holds === null || holds.length === 1)
  return isOne && publishable(address).ok ? { is: 'kept', address } : { is: 'unknown' }
}

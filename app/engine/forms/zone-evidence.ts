// What the checks of the zone tell of a hostname's two families, against what was sent: the evidence by which a server's form is
// judged. The rules are in model/form-evidence.ts.
import { FAMILIES, type Family, sameAddress } from '../../model/address.ts'
import { publishedAddress } from '../../model/family-state.ts'
import { type FamilyEvidence, type FormEvidence, isDenied, isProvenByOther } from '../../model/form-evidence.ts'
import type { Clock } from '../../model/ports.ts'
import { publishable } from '../../model/special-purpose.ts'
import { type FamilyKey, type FamilyState, familyKey } from '../../model/store.ts'
import { isOnTrial, type LearntForm } from '../../model/update-form.ts'
import type { AccountResolver } from '../account-resolver.ts'
import { stateAtDestination } from '../destination.ts'
import type { StateCache } from '../state-cache.ts'
import type { IsGenuine } from '../verification/dns/genuine.ts'
import type { Verification } from '../verification/verifier.ts'

type RecordKey = Pick<FamilyKey, 'account' | 'hostname'>

export interface ZoneEvidenceOptions {
  readonly states: Pick<StateCache, 'state' | 'wasKnown'>
  readonly accounts: Pick<AccountResolver, 'destination' | 'hasLocalDns'>
  readonly isGenuine: IsGenuine
  readonly clock: Pick<Clock, 'now'>
}

/** What the last check found of one family. */
export interface Reading extends Pick<Verification, 'found' | 'isComplete' | 'source'> {
  readonly holds: boolean
  /** Epoch ms. */
  readonly at: number
}

export interface ZoneEvidence {
  /** A check found something. */
  keep(key: FamilyKey, found: Verification): void
  reading(key: FamilyKey): Reading | null
  /** The server said that nothing changed by the request of this time (epoch ms). */
  noteUnchanged(key: FamilyKey, sentAt: number): void
  /** Null while something is not known. */
  evidence(key: RecordKey, learnt: LearntForm): FormEvidence | null
  /**
   * Whether nobody on the way answered in place of the zone, for both families.
   * @param proven families whose answers come from the zone, whatever they hold
   */
  isGenuine(key: FamilyKey, proven: readonly Family[]): Promise<boolean>
}

/** The address that a family should hold: the one whose outcome is unknown, else the published one. */
const expectedOf = (state: FamilyState | null): string | null => state?.unsettled?.address ?? publishedAddress(state)

class KeptEvidence implements ZoneEvidence {
  readonly #options: ZoneEvidenceOptions
  readonly #readings = new Map<string, Reading>()
  /** Addresses that the zone was seen to hold, by family key. */
  readonly #seen = new Map<string, string>()
  /** When the request was sent to which the server said that nothing changed, by family key. */
  readonly #unchanged = new Map<string, number>()

  constructor(options: ZoneEvidenceOptions) {
    this.#options = options
  }

  keep(key: FamilyKey, { state, found, isComplete, source }: Verification): void {
    const { states, clock } = this.#options
    const id = familyKey(key)
    this.#readings.set(id, { found, isComplete, source, holds: state === 'holds', at: clock.now() })
    const expected = expectedOf(states.state(key))
    if (state === 'holds' && expected !== null) this.#seen.set(id, expected)
  }

  reading(key: FamilyKey): Reading | null {
    return this.#readings.get(familyKey(key)) ?? null
  }

  noteUnchanged(key: FamilyKey, sentAt: number): void {
    this.#unchanged.set(familyKey(key), sentAt)
  }

  evidence(key: RecordKey, learnt: LearntForm): FormEvidence | null {
    const ipv4 = this.#familyEvidence({ ...key, family: 'ipv4' })
    const ipv6 = this.#familyEvidence({ ...key, family: 'ipv6' })
    if (ipv4 === null || ipv6 === null) return null
    const lastSent = Math.max(ipv4.sentAt, ipv6.sentAt)
    const isFresh = (family: Family) => (this.#readings.get(familyKey({ ...key, family }))?.at ?? 0) >= lastSent
    const families = {
      ipv4: isFresh('ipv4') ? ipv4 : { ...ipv4, found: null },
      ipv6: isFresh('ipv6') ? ipv6 : { ...ipv6, found: null },
    }
    const broken = isOnTrial(learnt, key.hostname) ? (learnt.trial?.broken ?? []) : []
    const isTried = broken.length > 0 || (learnt.addresses !== null && lastSent >= learnt.changedAt)
    return { families, isTried, broken, now: this.#options.clock.now() }
  }

  #familyEvidence(key: FamilyKey): FamilyEvidence | null {
    const { states, accounts } = this.#options
    const destination = accounts.destination(key.account)
    const before = states.state(key)
    const state = before === null || destination === null ? null : stateAtDestination(before, destination)
    const expected = expectedOf(state)
    if (state === null || expected === null || state.sentAt === null) return null
    const reading = this.#readings.get(familyKey(key))
    return {
      expected,
      sentAt: state.sentAt,
      isNew: state.firstSentAt === state.sentAt,
      isUnchanged: this.#unchanged.get(familyKey(key)) === state.sentAt,
      found: reading?.isComplete ? reading.found : null,
      wasSeen: sameAddress(this.#seen.get(familyKey(key)) ?? state.verified, expected),
      isKnown: (address) => this.#isKnown(key, state, address),
    }
  }

  #isKnown(key: FamilyKey, { confirmed, accepted, previous, lastSent }: FamilyState, address: string): boolean {
    const own = [confirmed, accepted, previous, lastSent].some((each) => sameAddress(each, address))
    return own || this.#options.states.wasKnown(key, address)
  }

  async isGenuine(key: FamilyKey, proven: readonly Family[]): Promise<boolean> {
    const { isGenuine, accounts } = this.#options
    const checks = FAMILIES.map(async (family) => {
      const reading = this.#readings.get(familyKey({ ...key, family }))
      if (reading === undefined) return false
      const isPublic = reading.found.every((address) => publishable(address).ok)
      if (!isPublic && !proven.includes(family) && !accounts.hasLocalDns(key.account)) return false
      return isGenuine({ ...key, family }, reading.found[0] ?? null, reading)
    })
    return (await Promise.all(checks)).every((isTrue) => isTrue)
  }
}

export const createZoneEvidence = (options: ZoneEvidenceOptions): ZoneEvidence => new KeptEvidence(options)

/** INWX stores 127.0.0.1 where a request names no IPv4 address. Elsewhere such an address is not the zone's own. */
export function provenFamilies({ families }: FormEvidence): readonly Family[] {
  if (FAMILIES.some((family) => isDenied(families, family))) return FAMILIES
  return FAMILIES.filter((family) => isProvenByOther(families, family))
}

// What the zone shows of a hostname after requests in one form, and whether that speaks for or against the form. Pure.
// docs/design/dialects.md explains the times.
import { FAMILIES, type Family, sameAddress } from './address.ts'
import { otherFamily } from './update-form.ts'

/** One family of a hostname: what was sent, and what all servers of the zone showed after the last request. */
export interface FamilyEvidence {
  /** The address that the family should hold. */
  readonly expected: string
  /** When it was last sent, epoch ms. */
  readonly sentAt: number
  /** That request was the first one with this address. */
  readonly isNew: boolean
  /** The addresses in the zone; null where not all servers gave the same answer after the last request. */
  readonly found: readonly string[] | null
  /** The reply to that request said that nothing changed: what the zone does not show of it is not on its way. */
  readonly isUnchanged: boolean
  /** The zone showed the expected address before. */
  readonly wasSeen: boolean
  /** Whether Homeward knows where this address came from: it was sent, or was there before. */
  readonly isKnown: (address: string) => boolean
}

/** `right`: both families hold what was sent. `wrong`: the requests do not do what they should. `unclear`: wait. */
export type FormVerdict = 'right' | 'wrong' | 'unclear'

type Finding = 'right' | 'gone' | 'strange' | 'old'

/** The zone shows a later request: what it does not show of an earlier one is not on its way any more. */
const PROVEN_MS = 4_000
/** A zone may show what it held before for some minutes. */
const USUAL_DELAY_MS = 5 * 60_000
/** Nothing that was sent is still on its way. */
const OVERDUE_MS = 29 * 60_000

function findingOf({ expected, found, isKnown }: FamilyEvidence): Finding {
  const [only] = found ?? []
  if (only === undefined) return 'gone'
  if (found?.length === 1 && sameAddress(only, expected)) return 'right'
  return found?.every((address) => sameAddress(address, expected) || isKnown(address)) ? 'old' : 'strange'
}

export interface FormEvidence {
  readonly families: Readonly<Record<Family, FamilyEvidence>>
  /** The last request was made in a form that the service does not document: it has to do all that it should. */
  readonly isTried: boolean
  /** Families that were wrong before the last request; empty where it was no trial. */
  readonly broken: readonly Family[]
  readonly now: number
}

/**
 * The server says that a name held an address all along that nobody sent before, and that the zone does not show. Where the zone
 * holds nothing of the name, it may be a name that the server does not have (PowerDNS-Admin says `nochg` to it).
 */
export function isDenied(families: FormEvidence['families'], family: Family): boolean {
  const [own, other] = [families[family], families[otherFamily(family)]]
  return own.isUnchanged && own.isNew && findingOf(own) !== 'right' && findingOf(other) !== 'gone'
}

/**
 * Whether the zone shows a later request about the other family, with an address that it never held before: who answers so
 * answers for the zone.
 */
export const isProvenByOther = (families: FormEvidence['families'], family: Family): boolean => {
  const [own, other] = [families[family], families[otherFamily(family)]]
  return findingOf(other) === 'right' && other.isNew && other.sentAt >= own.sentAt
}

export function judgeForm({ families, isTried, broken, now }: FormEvidence): FormVerdict {
  if (FAMILIES.some((family) => families[family].found === null)) return 'unclear'
  const findings = { ipv4: findingOf(families.ipv4), ipv6: findingOf(families.ipv6) }
  if (findings.ipv4 === 'right' && findings.ipv6 === 'right') return 'right'
  // A name of which the zone shows nothing at all tells nothing: each request names an address, so no form of it removes both
  // families. The name was never there, or expired, or somebody removed it.
  if (broken.length === 0 && FAMILIES.every((family) => findings[family] === 'gone')) return 'unclear'
  const age = now - Math.max(families.ipv4.sentAt, families.ipv6.sentAt)
  // A trial that changed something has been carried out as a whole.
  if (broken.some((family) => findings[family] === 'right')) return 'wrong'
  const isOver = FAMILIES.some((family) => {
    const finding = findings[family]
    if (finding === 'right') return false
    if (isDenied(families, family)) return age >= PROVEN_MS
    if (finding === 'old') return isTried && age >= OVERDUE_MS
    return age >= delayOf(family, finding)
  })
  return isOver ? 'wrong' : 'unclear'

  function delayOf(family: Family, finding: 'gone' | 'strange'): number {
    if (isProvenByOther(families, family)) return PROVEN_MS
    return finding === 'strange' || families[family].wasSeen ? USUAL_DELAY_MS : OVERDUE_MS
  }
}

/** The families that do not hold what they should. */
export const wrongFamilies = ({ families }: Pick<FormEvidence, 'families'>): readonly Family[] =>
  FAMILIES.filter((family) => findingOf(families[family]) !== 'right')

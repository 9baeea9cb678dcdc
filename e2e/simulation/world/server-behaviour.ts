// How an account's server answers for a while: what it says, whether the update is made all the same, and how late.

import { providerCode } from '../../../app/contract/failure-codes.ts'
import type { Family } from '../../../app/model/address.ts'
import { FAMILIES } from '../../../app/model/address.ts'
import type { HostOutcome, UpdateRequest } from '../../../app/model/provider.ts'
import { base64, firstLine } from '../../../app/providers/shared/answer-redaction.ts'
import { isLine, type Saying, type Word, wordOf } from './replies.ts'

export interface Mood {
  readonly says: Saying
  /** Said of the other names of a batch, where the provider answers line by line. */
  readonly saysOfOthers: Saying
  /** What becomes of an update whose answer leaves it open: made before the answer is lost, long after, or never. */
  readonly made: 'never' | 'before' | 'late'
  readonly latencyMs: number
  /** It never answers at all, or its code has a mistake. */
  readonly quirk: 'none' | 'hangs' | 'throws'
  /** Requests until it is well again. */
  readonly left: number
}

export const WELL: Mood = {
  ...{ says: 'fine', saysOfOthers: 'fine', made: 'never', quirk: 'none', left: Number.POSITIVE_INFINITY },
  latencyMs: 0,
}

/** What is said of one name and family. */
export interface Said {
  readonly hostname: string
  readonly family: Family
  readonly address: string
  /** Null: acknowledged. */
  readonly word: Word | null
  readonly made: Mood['made']
}

export function sayings(mood: Mood, { changes }: Pick<UpdateRequest, 'changes'>): readonly Said[] {
  const mayDiffer = isLine(mood.says) && isLine(mood.saysOfOthers)
  return changes.flatMap((change, index) => {
    const word = wordOf(index > 0 && mayDiffer ? mood.saysOfOthers : mood.says)
    return FAMILIES.flatMap((family): Said[] => {
      const address = change[family]
      if (address === null) return []
      const made = word === null ? 'before' : word.inDoubt ? mood.made : 'never'
      return [{ hostname: change.hostname, family, address, word, made }]
    })
  })
}

/** A server that repeats what it was sent; what a provider's code makes of that is redacted there. */
export function echo({ account }: Pick<UpdateRequest, 'account'>, code: string): string | null {
  const secret = account.secrets.password ?? ''
  return firstLine(`${code} for ${secret}, ${base64(`${account.fields.username}:${secret}`)}, that is all`, account)
}

/** @returns null for a name that the answer leaves out */
export function toOutcome(said: Said, request: UpdateRequest, changed: boolean): HostOutcome | null {
  const { hostname, family, word } = said
  if (word === null) return { hostname, family, answer: { kind: 'confirmed', changed } }
  const { kind, code, waitMs } = word
  if (code === 'no-outcome') return null
  const retryAt = waitMs === null ? null : request.now() + waitMs
  return {
    hostname,
    family,
    answer: { kind: 'failed', failure: { kind, code: providerCode(code), detail: echo(request, code), retryAt } },
  }
}

// How an account's server behaves for a while: what it replies, whether it applies the update all the same, and how late.
import { providerCode } from '../../../app/contract/failure-codes.ts'
import type { Family } from '../../../app/model/address.ts'
import { FAMILIES } from '../../../app/model/address.ts'
import { base64 } from '../../../app/model/encoding.ts'
import type { HostOutcome, UpdateRequest } from '../../../app/model/provider.ts'
import { firstLine } from '../../../app/providers/shared/answer-redaction.ts'
import { isLine, type Reply, type ReplyName, replyNamed } from './replies.ts'

export interface ServerBehaviour {
  readonly reply: ReplyName
  /** For the other hostnames of a batch, where the provider replies line by line. */
  readonly replyToOthers: ReplyName
  /** What becomes of an update whose reply leaves it in doubt: applied before the reply is lost, long after, or never. */
  readonly applies: 'never' | 'before' | 'late'
  readonly latencyMs: number
  /** `hangs`: never replies. `throws`: the provider's code has a bug. */
  readonly quirk: 'none' | 'hangs' | 'throws'
  /** Requests until it is healthy again. */
  readonly requestsLeft: number
}

export const HEALTHY: ServerBehaviour = {
  ...{ reply: 'ok', replyToOthers: 'ok', applies: 'never', quirk: 'none' },
  requestsLeft: Number.POSITIVE_INFINITY,
  latencyMs: 0,
}

/** The reply to one family of one hostname. */
export interface FamilyReply {
  readonly hostname: string
  readonly family: Family
  readonly address: string
  /** Null: acknowledged. */
  readonly reply: Reply | null
  readonly applies: ServerBehaviour['applies']
}

export function repliesTo(
  { changes }: Pick<UpdateRequest, 'changes'>,
  behaviour: ServerBehaviour,
): readonly FamilyReply[] {
  const mayDiffer = isLine(behaviour.reply) && isLine(behaviour.replyToOthers)
  return changes.flatMap((change, index) => {
    const reply = replyNamed(index > 0 && mayDiffer ? behaviour.replyToOthers : behaviour.reply)
    return FAMILIES.flatMap((family): FamilyReply[] => {
      const address = change[family]
      if (address === null) return []
      const applies = reply === null ? 'before' : reply.inDoubt ? behaviour.applies : 'never'
      return [{ hostname: change.hostname, family, address, reply, applies }]
    })
  })
}

/** The server repeats the secret that it was sent; the provider's code has to redact it. */
export function echoedDetail({ account }: Pick<UpdateRequest, 'account'>, code: string): string | null {
  const secret = account.secrets.password ?? ''
  return firstLine(`${code} for ${secret}, ${base64(`${account.fields.username}:${secret}`)}, that is all`, account)
}

/** @returns null for a hostname that the reply leaves out */
export function toOutcome(
  { hostname, family, reply }: FamilyReply,
  request: UpdateRequest,
  { changed, namesAddress }: { readonly changed: boolean; readonly namesAddress: boolean },
): HostOutcome | null {
  if (reply === null) {
    return { hostname, family, answer: namesAddress ? { kind: 'confirmed', changed } : { kind: 'accepted' } }
  }
  const { kind, code, waitMs } = reply
  if (code === 'no-outcome') return null
  const retryAt = waitMs === null ? null : request.now() + waitMs
  const failure = { kind, code: providerCode(code), detail: echoedDetail(request, code), retryAt }
  return { hostname, family, answer: { kind: 'failed', failure } }
}

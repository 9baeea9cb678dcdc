// The history as the page and the command line read it: attempts, newest first, and the round that explains one.
import * as z from 'zod/mini'
import { failureCodeSchema, failureKindSchema } from './failure.ts'
import { familySchema } from './family.ts'
import { guardVerdictSchema } from './guards.ts'
import { reasonSchema } from './reason.ts'
import { candidateSchema, triggerSchema } from './snapshot.ts'

/** accepted: the provider said yes without naming the address. */
export const ATTEMPT_RESULTS = ['confirmed', 'unchanged', 'accepted', 'unconfirmed', 'failed', 'pending'] as const

export const attemptSchema = z.strictObject({
  id: z.number(),
  roundId: z.nullable(z.number()),
  at: z.string(),
  settledAt: z.nullable(z.string()),
  account: z.string(),
  hostname: z.string(),
  family: familySchema,
  trigger: triggerSchema,
  from: z.nullable(z.string()),
  to: z.string(),
  result: z.enum(ATTEMPT_RESULTS),
  kind: z.nullable(failureKindSchema),
  code: z.nullable(failureCodeSchema),
  detail: z.nullable(z.string()),
})
export type Attempt = z.infer<typeof attemptSchema>

export const historyQuerySchema = z.strictObject({
  hostname: z.optional(z.string().check(z.maxLength(253))),
  result: z.optional(z.enum(ATTEMPT_RESULTS)),
  trigger: z.optional(triggerSchema),
  /** Only attempts with a smaller id than this, the last id of the page before. */
  before: z.optional(z.int()),
  limit: z._default(z.int().check(z.minimum(1), z.maximum(500)), 100),
})
export type HistoryQuery = z.infer<typeof historyQuerySchema>

export const historyPageSchema = z.strictObject({ attempts: z.array(attemptSchema), more: z.boolean() })
export type HistoryPage = z.infer<typeof historyPageSchema>

/** One round as it is stored: its trigger, each source's answer, the choice and its reason, and when the next round is due. */
export const storedRoundSchema = z.strictObject({
  id: z.number(),
  trigger: triggerSchema,
  startedAt: z.string(),
  tookMs: z.number(),
  observations: z.array(
    z.strictObject({
      family: familySchema,
      policy: z.string(),
      outcome: z.enum(['known', 'unknown', 'unmanaged']),
      address: z.nullable(z.string()),
      why: z.nullable(reasonSchema),
      answers: z.array(
        z.strictObject({
          source: z.string(),
          name: z.string(),
          address: z.nullable(z.string()),
          refused: z.nullable(reasonSchema),
          detail: z.nullable(z.string()),
          tookMs: z.number(),
        }),
      ),
      candidates: z.array(candidateSchema),
      /** What the guards said; absent where they had nothing to say, and in older rounds. */
      guards: z.optional(z.array(guardVerdictSchema)),
    }),
  ),
  /** The decisions about hostnames and families. Those that are up to date are left out. */
  decisions: z.array(
    z.strictObject({
      account: z.string(),
      hostname: z.string(),
      family: familySchema,
      action: z.enum(['update', 'hold', 'keep']),
      address: z.nullable(z.string()),
      why: reasonSchema,
    }),
  ),
  nextLookAt: z.nullable(z.string()),
})
export type StoredRound = z.infer<typeof storedRoundSchema>

/** What the explanation of a record needs of the history. */
export const explainedHistorySchema = z.strictObject({
  /** The newest attempt of each family for which anything was sent. */
  sent: z.array(
    z.strictObject({
      attempt: attemptSchema,
      /** The round that made it, null when it is no longer kept. */
      round: z.nullable(storedRoundSchema),
      /** Whether nothing was sent for the family before, as far as the history is kept. */
      isFirst: z.boolean(),
    }),
  ),
  /** The newest round of all records. */
  last: z.nullable(storedRoundSchema),
})
export type ExplainedHistory = z.infer<typeof explainedHistorySchema>

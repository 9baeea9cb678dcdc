// What `homeward doctor` found out. Its JSON output is this value; keys are added and never renamed within a version.
import * as z from 'zod/mini'
import { familySchema } from './family.ts'
import { type GuardVerdict, guardVerdictSchema } from './guards.ts'
import { networkPathSchema } from './network-path.ts'
import { reasonSchema } from './reason.ts'
import { candidateSchema } from './snapshot.ts'

/**
 * fine: every address is known. unknown: one could not be found out this time. held: a guard keeps one from being published.
 * offline: as unknown, and there is no way out.
 */
export const DOCTOR_VERDICTS = ['fine', 'unknown', 'held', 'offline'] as const
export type DoctorVerdict = (typeof DOCTOR_VERDICTS)[number]

export const doctorObservationSchema = z.strictObject({
  family: familySchema,
  /** As in the history: "auto", "adapter eth0" and the like, and which guards do not count. */
  policy: z.string(),
  /** The names that it is for, by this policy. */
  hostnames: z.array(z.string()),
  outcome: z.enum(['known', 'unknown', 'unmanaged']),
  address: z.nullable(z.string()),
  /** Why this address, or why none. */
  why: z.nullable(reasonSchema),
  /** What each guard that looked says, and what it weighed. What one holds is `unknown`, for its reason. */
  guards: z.array(guardVerdictSchema),
  /** Each source that was asked, in the order of the answers. */
  answers: z.array(
    z.strictObject({
      source: z.string(),
      name: z.string(),
      address: z.nullable(z.string()),
      /** Whether its address is the one that was taken. */
      agrees: z.boolean(),
      refused: z.nullable(reasonSchema),
      detail: z.nullable(z.string()),
      tookMs: z.number(),
    }),
  ),
  /** Each adapter and address that was considered: why it was taken, or not. */
  candidates: z.array(candidateSchema),
  tookMs: z.number(),
})
export type DoctorObservation = z.infer<typeof doctorObservationSchema>

export const doctorReportSchema = z.strictObject({
  version: z.literal(1),
  /** ISO 8601 UTC. */
  at: z.string(),
  verdict: z.enum(DOCTOR_VERDICTS),
  online: z.boolean(),
  /** Whether a running instance observed it, with what it has learnt since its start. */
  isRunning: z.boolean(),
  /** How changes of this machine's network are noticed. */
  monitoring: z.enum(['events', 'polling']),
  observations: z.array(doctorObservationSchema),
  /** One for each family that was observed. */
  paths: z.array(networkPathSchema),
})
export type DoctorReport = z.infer<typeof doctorReportSchema>

/** The guard that keeps what was seen from being published; null when none does. One that the name ignores does not. */
export const holdingGuard = ({ outcome, guards, why }: DoctorObservation): GuardVerdict | null =>
  outcome === 'unknown' ? (guards.find((it) => it.effect === 'hold' && it.why?.code === why?.code) ?? null) : null

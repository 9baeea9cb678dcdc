// The guards: what each is called, what a record may change about it, and what one says. A guard looks at an observation before
// it counts, and holds it, asks the user about it, or lets it pass.
import * as z from 'zod/mini'
import { reasonSchema } from './reason.ts'

/**
 * vpn: traffic leaves through a VPN. nat: the router's own address is not the public one. portal: a captive portal answers for
 * everybody. cdn: the address is a content network's. network: the computer is in a network that it was not in before.
 */
export const GUARDS = ['vpn', 'nat', 'portal', 'cdn', 'network'] as const
export const guardSchema = z.enum(GUARDS)
export type Guard = (typeof GUARDS)[number]

/** ask: the user is asked before anything is published. publish: every network is fine. known-only: as ask, without asking. */
export const NETWORK_POLICIES = ['ask', 'publish', 'known-only'] as const
export const networkPolicySchema = z.enum(NETWORK_POLICIES)
export type NetworkPolicy = (typeof NETWORK_POLICIES)[number]

const heeded = z.optional(z.enum(['heed', 'ignore']))

/** What a record says of the guards. Absent: the guard is heeded; for networks, what `detection.networks` says. */
export const guardSettingsSchema = z.strictObject({
  vpn: heeded,
  nat: heeded,
  portal: heeded,
  cdn: heeded,
  network: z.optional(networkPolicySchema),
})
export type GuardSettings = z.infer<typeof guardSettingsSchema>

/** Guards that a record can switch off. */
export type HeededGuard = Exclude<Guard, 'network'>

export const isIgnored = (settings: GuardSettings | undefined, guard: HeededGuard): boolean =>
  settings?.[guard] === 'ignore'

/** What a record changes about the guards, as one text to compare; empty when it changes nothing. */
export function guardsText(settings: GuardSettings | undefined): string {
  return GUARDS.flatMap((guard) => {
    const value = settings?.[guard]
    return value === undefined || value === 'heed' ? [] : [`${guard}: ${value}`]
  }).join(', ')
}

/** @returns the text of a policy with what its record changes about the guards: records that differ in either are asked for apart */
export function withGuards(policy: string, settings: GuardSettings | undefined): string {
  const changed = guardsText(settings)
  return changed === '' ? policy : `${policy} (${changed})`
}

/** hold: nothing is published. ask: the address is published, and the user is asked once. pass: the guard found nothing. */
export const GUARD_EFFECTS = ['hold', 'ask', 'pass'] as const

/** What a guard says about one observation. It is kept with the round. */
export const guardVerdictSchema = z.strictObject({
  guard: guardSchema,
  effect: z.enum(GUARD_EFFECTS),
  /** Rule, sight and remedy; null when it passes. */
  why: z.nullable(reasonSchema),
  /** How much speaks for it, where the guard weighs signs. */
  score: z.optional(z.number()),
  /** The signs that were weighed, strongest first. */
  signs: z.optional(z.array(reasonSchema)),
})
export type GuardVerdict = z.infer<typeof guardVerdictSchema>

/** keep: it is fine as it is; for a network, publish from here. only-at-home: nothing is published from this network. */
export const ANSWERS = ['keep', 'only-at-home'] as const
export const answerSchema = z.enum(ANSWERS)
export type Answer = (typeof ANSWERS)[number]

/** What only the user can decide about the network that the computer is in. */
export const questionViewSchema = z.strictObject({
  id: z.string(),
  guard: guardSchema,
  /** Rule, sight and remedy, in the user's language. */
  message: z.string(),
  since: z.string(),
  /** The names that it is about. */
  records: z.array(z.strictObject({ account: z.string(), hostname: z.string() })),
  /** False: nobody is asked, and the answer can be given all the same. */
  isAsked: z.boolean(),
  answers: z.array(answerSchema),
})
export type QuestionView = z.infer<typeof questionViewSchema>

// The address sources of IPv6: the kinds of an adapter's own addresses, and what follows the prefix of the network.
import * as z from 'zod/mini'
import { readHardwareAddress, readSuffix } from './ipv6-suffix.ts'
import type { MessageKey } from './messages/translate.ts'
import { cleanPasted } from './pasted-text.ts'
import type { SourceDescription, SourceField } from './source-description.ts'

/** Which of an adapter's IPv6 addresses a record takes. */
export type AddressKind = 'stable' | 'temporary' | 'dhcpv6' | 'eui64'

const KIND_LABELS = {
  stable: 'window.policy.kind-stable',
  temporary: 'window.policy.kind-temporary',
  dhcpv6: 'window.policy.kind-dhcpv6',
  eui64: 'window.policy.kind-eui64',
} as const satisfies Readonly<Record<AddressKind, MessageKey>>

export const KIND_FIELD = {
  schema: z.enum(Object.keys(KIND_LABELS) as AddressKind[]),
  kind: 'choice',
  optional: true,
  families: ['ipv6'],
  choiceLabels: KIND_LABELS,
  label: 'window.policy.kind-label',
  problem: 'window.problem.kind',
} as const satisfies SourceField

/** An adapter by name or id; without it the best one. */
export const ANY_ADAPTER_FIELD = {
  schema: z.string().check(z.minLength(1)),
  kind: 'adapter-choice',
  optional: true,
  absent: 'window.policy.best-adapter',
  label: 'window.policy.adapter-label',
  problem: 'window.problem.adapter',
} as const satisfies SourceField

/** The settings keep it as it was typed. */
const readText = (problemOf: (text: string) => string | null): z.ZodMiniType<string> =>
  z.string().check(
    z.overwrite(cleanPasted),
    z.refine((text) => problemOf(text) === null, { error: ({ input }) => problemOf(String(input)) ?? '' }),
  )

function suffixProblem(text: string): string | null {
  const reading = readSuffix(text)
  return reading.ok ? null : reading.problem
}

const hardwareProblem = (text: string): string | null =>
  readHardwareAddress(text) === null ? 'must be the hardware address of one device, such as 02:11:22:33:44:55' : null

export const PREFIX_SOURCE = {
  label: 'window.policy.prefix',
  help: 'window.policy.prefix-help',
  summary: 'window.policy.from-prefix',
  answer: 'why.adapter-answer',
  families: ['ipv6'],
  fields: {
    suffix: {
      schema: readText(suffixProblem),
      kind: 'text',
      label: 'window.policy.suffix-label',
      problem: 'window.problem.suffix',
    },
    adapter: ANY_ADAPTER_FIELD,
  },
} as const satisfies SourceDescription

export const NEIGHBOUR_SOURCE = {
  label: 'window.policy.neighbour',
  help: 'window.policy.neighbour-help',
  summary: 'window.policy.from-neighbour',
  answer: 'why.neighbour-answer',
  families: ['ipv6'],
  fields: {
    mac: {
      schema: readText(hardwareProblem),
      kind: 'text',
      label: 'window.policy.mac-label',
      problem: 'window.problem.mac',
    },
    adapter: ANY_ADAPTER_FIELD,
  },
} as const satisfies SourceDescription

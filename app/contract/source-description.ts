// What describes an address source: its settings keys, how a form asks for them, and the words for it.
import type * as z from 'zod/mini'
import type { Family } from './family.ts'
import type { MessageKey } from './messages/translate.ts'

/** What a field holds. A list is that of a program and its arguments. */
export type SourceValue = string | number | readonly string[]

/** One key of a source's settings. */
export interface SourceField {
  readonly schema: z.ZodMiniType<string> | z.ZodMiniType<number> | z.ZodMiniType<string[]>
  /**
   * How a form asks for it. `adapter-choice` offers the computer's adapters; their name or id is the value. `choice` offers
   * `choices`, or `choiceLabels`. An `address` has to be one that may be published. A `list` is only shown: only the settings file has it.
   */
  readonly kind: 'text' | 'url' | 'number' | 'adapter-choice' | 'choice' | 'address' | 'list'
  /** The policy may leave it out. */
  readonly optional?: true
  /** Of a `choice`: each value and its name, which is the same in every language. */
  readonly choices?: Readonly<Record<string, string>>
  /** Of a `choice` whose names differ by language. Without `absent`, the first one is what a policy without the field means. */
  readonly choiceLabels?: Readonly<Record<string, MessageKey>>
  /** In the summary and in the form, what it means that the field is left out. */
  readonly absent?: MessageKey
  /** The families that it says something about; both where it does not say. */
  readonly families?: readonly Family[]
  /** Label in the form, with {{family}}. */
  readonly label: MessageKey
  /** Shown in the form while the schema refuses the value. */
  readonly problem: MessageKey
}

export type SourceValues = Readonly<Record<string, SourceValue>>

export interface SourceProblem {
  /** Key of the field, or `source`. */
  readonly field: string
  /** Follows the key in a sentence, such as "must be an IPv4 address". */
  readonly problem: string
}

export interface SourceDescription {
  /** Name of the choice in the form, and the help below it. */
  readonly label: MessageKey
  readonly help: MessageKey
  /** The policy in few words, for lists. Gets the values by key; of a URL only the host. */
  readonly summary: MessageKey
  /** The summary of a policy that has this field, which others leave out. */
  readonly summaryWith?: { readonly field: string; readonly summary: MessageKey }
  /** What the source answered, for `why`, with {{source}} and {{address}}. */
  readonly answer: MessageKey
  /** The families that it can tell an address of; both where it does not say. */
  readonly families?: readonly Family[]
  /** Only who writes the settings file may name it: what runs a program is not for the window to choose. */
  readonly fileOnly?: true
  /** A policy has one of these fields at least, although each is optional. The first is the one that is missed. */
  readonly atLeastOne?: readonly string[]
  /** In the order in which a form shows them. */
  readonly fields: Readonly<Record<string, SourceField>>
  /** What no single field's schema can check. URLs are checked as everywhere in the settings. */
  readonly problems?: (values: SourceValues, family: Family) => readonly SourceProblem[]
}

/** The descriptions by the `source` of a policy. */
export type SourceTable = Readonly<Record<string, SourceDescription>>

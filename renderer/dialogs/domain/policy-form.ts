// Where the address of one family comes from, while it is being edited. Choices and fields follow from the table of address
// sources, so a new source needs nothing here. Pure.
import {
  ADDRESS_SOURCES,
  type FamilyPolicy,
  isSourceList,
  type PolicySource,
  policyProblems,
  policyValues,
  type SourceList,
  type SourcePolicy,
  tellsFamily,
} from '../../../app/contract/address-sources.ts'
import type { Family } from '../../../app/contract/family.ts'
import type { MessageKey } from '../../../app/contract/messages/translate.ts'
import type { SourceField, SourceTable, SourceValue } from '../../../app/contract/source-description.ts'

/** `list`: several sources in order, as the settings file has them. The form shows them and keeps them as they are. */
export type PolicyChoice = 'auto' | 'off' | 'list' | PolicySource

export interface PolicyDraft {
  readonly choice: PolicyChoice
  /** The text of each field, by source and key. Switching between sources loses nothing. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** The list of sources that the policy was, if it was one. */
  readonly list?: SourceList
}

export const POLICY_CHOICES: readonly PolicyChoice[] = [
  'auto',
  'off',
  ...(Object.keys(ADDRESS_SOURCES) as PolicySource[]),
]

/** What a form offers for the family: not every source can tell an address of both. */
export const choicesFor = (family: Family, { list }: Pick<PolicyDraft, 'list'> = {}): readonly PolicyChoice[] => [
  ...POLICY_CHOICES.filter((choice) => !isSource(choice) || tellsFamily(choice, family)),
  ...(list === undefined ? [] : (['list'] as const)),
]

/** What a form shows. A program that the settings file names can be kept, and left and taken again; no other can be chosen. */
export const choicesWith = (family: Family, draft: PolicyDraft): readonly PolicyChoice[] =>
  choicesFor(family, draft).filter((choice) => !isFileOnly(choice) || draft.values[choice] !== undefined)

const isFileOnly = (choice: PolicyChoice): boolean => (ADDRESS_SOURCES as SourceTable)[choice]?.fileOnly === true

const isSource = (choice: PolicyChoice): choice is PolicySource =>
  choice !== 'auto' && choice !== 'off' && choice !== 'list'

export function draftOfPolicy(policy: FamilyPolicy, sources: SourceTable = ADDRESS_SOURCES): PolicyDraft {
  if (typeof policy === 'string') return { choice: policy, values: {} }
  if (isSourceList(policy)) return { choice: 'list', values: {}, list: policy }
  const texts = policyValues(policy, sources).map(({ key, value }) => {
    return [key, typeof value === 'object' ? JSON.stringify(value) : String(value)] as const
  })
  return { choice: policy.source, values: { [policy.source]: Object.fromEntries(texts) } }
}

/** A field of the chosen source. */
export interface DraftField {
  readonly key: string
  readonly field: SourceField
  /** As typed; empty at first. */
  readonly text: string
}

/** Whether the form of this family shows the field. */
export const concernsFamily = ({ families }: SourceField, family: Family): boolean =>
  families?.includes(family) !== false

/** Whether the form has to be given a value: one of the fields of `atLeastOne` is needed, where the family has no other. */
export const isNeeded = (choice: PolicyChoice, key: string, family: Family, sources: SourceTable = ADDRESS_SOURCES) => {
  const { fields = {}, atLeastOne = [] } = sources[choice] ?? {}
  if (fields[key]?.optional !== true) return true
  const others = Object.entries(fields).filter(
    ([other, field]) => other !== key && atLeastOne.includes(other) && concernsFamily(field, family),
  )
  return atLeastOne.includes(key) && others.length === 0
}

/** @returns the fields of the chosen source in the order of the form; none for "auto" and "off" */
export function draftFields({ choice, values }: PolicyDraft, sources: SourceTable = ADDRESS_SOURCES): DraftField[] {
  return Object.entries(sources[choice]?.fields ?? {}).map(([key, field]) => ({
    key,
    field,
    text: values[choice]?.[key] ?? '',
  }))
}

export function withField(draft: PolicyDraft, key: string, text: string): PolicyDraft {
  const { choice, values } = draft
  return { ...draft, values: { ...values, [choice]: { ...values[choice], [key]: text } } }
}

function typedValue({ field, text }: DraftField): SourceValue {
  // An adapter is chosen from a list: its name is taken as it is.
  if (field.kind === 'adapter-choice' || field.kind === 'choice') return text
  if (field.kind === 'list') return listOf(text)
  const trimmed = text.trim()
  if (field.kind !== 'number') return trimmed
  return trimmed === '' ? Number.NaN : Number(trimmed)
}

function listOf(text: string): readonly string[] {
  try {
    return JSON.parse(text)
  } catch {
    return []
  }
}

/** The policy that the draft means, unchecked. */
export function policyOf(draft: PolicyDraft, sources: SourceTable = ADDRESS_SOURCES): FamilyPolicy {
  const { choice, list } = draft
  if (choice === 'list') return list ?? 'auto'
  if (choice === 'auto' || choice === 'off') return choice
  const values = draftFields(draft, sources)
    .filter(({ field, text }) => !(field.optional && text.trim() === ''))
    .map((each) => [each.key, typedValue(each)] as const)
  return { source: choice, ...Object.fromEntries(values) } as SourcePolicy
}

/** @returns the problem of each wrong field of the policy's source, by its key */
export function policyFieldProblems(
  policy: FamilyPolicy,
  family: Family,
  sources: SourceTable = ADDRESS_SOURCES,
): Readonly<Record<string, MessageKey>> {
  // A list comes from the settings file, which was checked.
  if (typeof policy === 'string' || isSourceList(policy)) return {}
  const values = policyValues(policy, sources)
  const wrong = values.filter(({ field, value }) => !field.schema.safeParse(value).success).map(({ key }) => key)
  // A value that its own schema refuses is not compared with others.
  const keys = wrong.length > 0 ? wrong : policyProblems(policy, family, sources).map(({ field }) => field)
  const fields = sources[policy.source]?.fields ?? {}
  return Object.fromEntries(
    keys.flatMap((key) => {
      const problem = fields[key]?.problem
      return problem === undefined ? [] : [[key, problem]]
    }),
  )
}

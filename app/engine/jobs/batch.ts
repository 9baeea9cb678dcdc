// Which names go into one request: those that get the same addresses, as many as the server takes, in the form that it reads.
import { FAMILIES } from '../../model/address.ts'
import type { HostChange } from '../../model/provider.ts'
import type { FamilyKey } from '../../model/store.ts'
import type { UpdateForm } from '../../model/update-form.ts'
import type { PendingUpdate } from './pending-update.ts'

export interface Batch {
  readonly changes: readonly HostChange[]
  /** The pending updates that these changes carry, in the order of the changes. */
  readonly updates: readonly PendingUpdate[]
  /** Nobody knows yet whether the server answers a list name by name. */
  readonly isListTrial: boolean
  /** A form of the addresses that is tried with this one name. */
  readonly isFormTrial: boolean
}

/** What a request says about the family that it does not update. */
export type OtherFamily =
  /** It names this address, so that the family is kept. */
  | { readonly is: 'kept'; readonly address: string }
  /** Nothing: the service keeps what is not named, or there is nothing to keep. */
  | { readonly is: 'left-out' }

export interface BatchRules {
  /** How a request for this hostname is made. */
  form(hostname: string): UpdateForm
  /** The hostname's form is on trial: it goes alone. */
  isOnTrial(hostname: string): boolean
  /** What a request says of the other family, if it does not update it. */
  other(update: PendingUpdate): OtherFamily
  /** The hostname was confirmed before, asked alone. */
  isProven(key: FamilyKey): boolean
}

/** For a provider that answers each hostname and does not touch a family that a request leaves out. */
export const plainRules = (form: UpdateForm): BatchRules => ({
  form: () => form,
  isOnTrial: () => false,
  other: () => ({ is: 'left-out' }),
  isProven: () => false,
})

/** The fewest names for which a list is tried for the first time: with fewer it saves too little. */
export const NAMES_OF_FIRST_LIST = 5

interface Group {
  readonly hostname: string
  readonly updates: PendingUpdate[]
}

interface Part {
  readonly change: HostChange
  readonly updates: readonly PendingUpdate[]
}

const EMPTY: Batch = { changes: [], updates: [], isListTrial: false, isFormTrial: false }

/** @returns the first batch in the order of the updates; never empty when there are any */
export function nextBatch(updates: Iterable<PendingUpdate>, rules: BatchRules): Batch {
  const groups = groupsOf(updates)
  const [head] = groups
  if (head === undefined) return EMPTY
  const form = rules.form(head.hostname)
  const first = partOf(head, form, rules)
  if (rules.isOnTrial(head.hostname)) return batchOf([first], { isFormTrial: true })
  const most = Math.max(form.hosts, form.listTrial ?? 1)
  if (most <= 1) return batchOf([first])
  const alike = alikeOf(groups, form, rules, first)
  if (form.hosts > 1 || form.listTrial === null) return batchOf(alike.slice(0, Math.max(1, form.hosts)))
  const proven = alike.filter(({ updates: its }) => its.every((update) => rules.isProven(update)))
  if (proven.length < NAMES_OF_FIRST_LIST) return batchOf([first])
  return batchOf(proven.slice(0, form.listTrial), { isListTrial: true })
}

const batchOf = (parts: readonly Part[], trial: Partial<Pick<Batch, 'isListTrial' | 'isFormTrial'>> = {}): Batch => ({
  ...EMPTY,
  ...trial,
  changes: parts.map(({ change }) => change),
  updates: parts.flatMap((part) => part.updates),
})

function groupsOf(updates: Iterable<PendingUpdate>): readonly Group[] {
  const byHostname = new Map<string, Group>()
  for (const update of updates) {
    const group = byHostname.get(update.hostname) ?? { hostname: update.hostname, updates: [] }
    group.updates.push(update)
    byHostname.set(update.hostname, group)
  }
  return [...byHostname.values()]
}

/** A hostname's part of a request. Where a request carries one family, IPv4 goes first. */
function partOf({ hostname, updates }: Group, { families, unnamed }: UpdateForm, { other }: BatchRules): Part {
  const inOrder = FAMILIES.flatMap((family) => updates.filter((update) => update.family === family))
  const carried = families === 'one' ? inOrder.slice(0, 1) : updates
  const addressOf = (family: PendingUpdate['family']) => carried.find((each) => each.family === family)?.address ?? null
  const change: HostChange = { hostname, ipv4: addressOf('ipv4'), ipv6: addressOf('ipv6') }
  const [only, second] = carried
  if (unnamed === 'kept' || only === undefined || second !== undefined) return { change, updates: carried }
  const its = other(only)
  return { change: its.is === 'kept' ? { ...change, kept: its.address } : change, updates: carried }
}

const isAlike = (one: HostChange, other: HostChange): boolean =>
  one.ipv4 === other.ipv4 && one.ipv6 === other.ipv6 && one.kept === other.kept

const alikeOf = (groups: readonly Group[], form: UpdateForm, rules: BatchRules, first: Part): readonly Part[] =>
  groups
    .filter(({ hostname }) => !rules.isOnTrial(hostname))
    .map((group) => partOf(group, form, rules))
    .filter(({ change }) => isAlike(change, first.change))

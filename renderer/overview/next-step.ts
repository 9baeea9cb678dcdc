// Which one thing the user can do about a family that is not well. Pure: the engine has said what is the matter.
import type { FamilyRow, RecordStatus } from '../../app/contract/snapshot.ts'

export type NextStep = 'edit-account' | 'edit-domain' | 'lift-hold' | 'try-now'

/** @returns null when there is nothing to do but wait, or nothing is wrong. */
export function nextStep(row: Pick<FamilyRow, 'state' | 'kind' | 'heldUntil'>): NextStep | null {
  if (row.state === 'unmanaged') return null
  switch (row.kind) {
    case 'credentials':
    case 'account':
      return 'edit-account'
    case 'hostname':
      return 'edit-domain'
    case 'blocked':
      return 'lift-hold'
    case 'throttled':
      return null
    case 'provider':
    case 'network':
    case 'unrecognised':
      // Where the provider named a time, asking earlier is what it forbade.
      return row.heldUntil === null ? 'try-now' : null
    case null:
      return row.state === 'held' && row.heldUntil === null ? 'lift-hold' : null
  }
}

/** What is the matter with a domain, once for each thing, with the families it concerns. */
export interface Trouble {
  readonly message: string
  readonly families: readonly FamilyRow['family'][]
  readonly row: FamilyRow
}

/** Both families of a name often fail for one reason: it is told once. */
export function troublesOf(record: Pick<RecordStatus, 'families'>): Trouble[] {
  const found = new Map<string, { families: FamilyRow['family'][]; row: FamilyRow }>()
  for (const row of record.families) {
    if (row.message === null || row.state === 'unmanaged') continue
    const known = found.get(row.message)
    if (known === undefined) found.set(row.message, { families: [row.family], row })
    else known.families.push(row.family)
  }
  return [...found].map(([message, { families, row }]) => ({ message, families, row }))
}

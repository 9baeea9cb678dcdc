// The loaded part of the history: older pages are added at its end, and its newest page is refreshed. Pure.
import type { Attempt, HistoryPage, HistoryQuery } from '../../../app/contract/history.ts'

export type Filter = Pick<HistoryQuery, 'hostname' | 'result' | 'trigger'>

export interface Shown {
  readonly attempts: readonly Attempt[]
  /** Whether there are older attempts that have not been loaded. */
  readonly more: boolean
}

export const PAGE_SIZE = 50

/** The query for the page after the oldest loaded attempt. */
export function olderQuery(filter: Filter, shown: Shown): HistoryQuery {
  const last = shown.attempts.at(-1)
  return { ...filter, limit: PAGE_SIZE, ...(last === undefined ? {} : { before: last.id }) }
}

export function withOlder(shown: Shown, page: HistoryPage): Shown {
  return { attempts: [...shown.attempts, ...page.attempts], more: page.more }
}

/**
 * Puts a new first page before the older attempts. Attempts that have settled meanwhile are replaced. If the new page no
 * longer reaches the loaded attempts, they are dropped, so that there is no gap.
 */
export function withHead(shown: Shown, head: HistoryPage): Shown {
  const oldest = head.attempts.at(-1)
  if (oldest === undefined || !head.more) return head
  const older = shown.attempts.filter(({ id }) => id < oldest.id)
  const reaches = shown.attempts.some(({ id }) => id >= oldest.id)
  return reaches ? { attempts: [...head.attempts, ...older], more: older.length > 0 ? shown.more : head.more } : head
}

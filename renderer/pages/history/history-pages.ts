// The attempts that are shown: read page by page, refreshed at the head when something new happened. Pure.
import type { Attempt, HistoryPage, HistoryQuery } from '../../../app/contract/history.ts'

export type Filter = Pick<HistoryQuery, 'hostname' | 'result' | 'trigger'>

export interface Shown {
  readonly attempts: readonly Attempt[]
  /** Whether there are older ones still to be read. */
  readonly more: boolean
}

export const PAGE_SIZE = 50

/** The page after the oldest that is shown. */
export function olderQuery(filter: Filter, shown: Shown): HistoryQuery {
  const last = shown.attempts.at(-1)
  return { ...filter, limit: PAGE_SIZE, ...(last === undefined ? {} : { before: last.id }) }
}

export function withOlder(shown: Shown, page: HistoryPage): Shown {
  return { attempts: [...shown.attempts, ...page.attempts], more: page.more }
}

/**
 * A fresh first page before what was read earlier: attempts that have settled meanwhile are replaced, those further
 * back stay. Where the fresh page no longer reaches the old ones, the old ones are dropped rather than leave a gap.
 */
export function withHead(shown: Shown, head: HistoryPage): Shown {
  const oldest = head.attempts.at(-1)
  if (oldest === undefined || !head.more) return head
  const older = shown.attempts.filter(({ id }) => id < oldest.id)
  const reaches = shown.attempts.some(({ id }) => id >= oldest.id)
  return reaches ? { attempts: [...head.attempts, ...older], more: older.length > 0 ? shown.more : head.more } : head
}

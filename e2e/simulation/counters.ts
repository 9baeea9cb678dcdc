// Counts over all lives what happened in them, so that a model in which nothing happens any more is found out.

export interface Tally {
  count(what: string): void
  of(what: string): number
  /** All counts as lines, in alphabetical order. */
  lines(): readonly string[]
}

export function createTally(): Tally {
  const counts = new Map<string, number>()
  return {
    count: (what) => counts.set(what, (counts.get(what) ?? 0) + 1),
    of: (what) => counts.get(what) ?? 0,
    lines: () => [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, times]) => `${what}: ${times}`),
  }
}

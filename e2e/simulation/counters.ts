// Counts what happened over all runs, so that a simulation in which nothing happens any more is noticed (coverage.ts).

export interface Counters {
  count(what: string): void
  of(what: string): number
  /** All counts as lines, in alphabetical order. */
  lines(): readonly string[]
}

export function createCounters(): Counters {
  const counts = new Map<string, number>()
  return {
    count: (what) => counts.set(what, (counts.get(what) ?? 0) + 1),
    of: (what) => counts.get(what) ?? 0,
    lines: () => [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, times]) => `${what}: ${times}`),
  }
}

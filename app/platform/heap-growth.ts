// Keeps the heap of a long-lived process close to what it really holds.
import { setFlagsFromString } from 'node:v8'

/** By how many per cent the heap may grow before it is collected. By itself V8 waits for several times as much. */
const GROWTH_PERCENT = 50

/**
 * With 100,000 names the engine holds 300 MB, and a change makes as much again that is garbage at once. Does nothing in
 * Electron, where the engine may refuse flags once it has started.
 */
export function limitHeapGrowth(): void {
  if (process.versions.electron === undefined) setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`)
}

// What an adapter stands on: bridges, bonds, VLANs and virtual switches are followed down to the hardware.
import type { Adapter } from './adapter.ts'

/**
 * Whether what leaves through the adapter leaves through hardware: its own, or that of an adapter below it.
 * @returns null when the system does not tell enough
 */
export function hasHardware(adapter: Adapter, adapters: readonly Adapter[]): boolean | null {
  const visited = new Set<string>()
  let isKnown = true
  const waiting = [adapter]
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (visited.has(one.id)) continue
    visited.add(one.id)
    if (one.isHardware === true) return true
    const lower = one.lowerIds?.map((id) => adapters.find((other) => other.id === id)) ?? [undefined]
    const found = lower.filter((other) => other !== undefined)
    // Missing: in another network namespace, or gone since.
    if (one.isHardware === null || found.length < lower.length) isKnown = false
    waiting.push(...found)
  }
  return isKnown ? false : null
}

/** A tunnel by fact, or, where the system does not tell, by its name. */
export const isTunnel = (adapter: Adapter): boolean => adapter.isTunnel === true || adapter.kind === 'tunnel'

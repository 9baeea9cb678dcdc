// The frame of the tests of a scene: what was opened is closed after each test, also when it failed, and what was published is
// compared with the truth.
import { afterEach } from 'vitest'
import { canMakeNamespaces, NAMESPACES_NEEDED } from '../network/namespaces.ts'
import type { LabNet } from './lab-net.ts'
import { missingForWorld, openWorld, type World, type WorldOptions } from './practice-world.ts'

/** @param missing what else the scene needs and does not find here */
export const missingForScene = (...missing: readonly (string | null)[]): string | null =>
  canMakeNamespaces() ? (missingForWorld() ?? missing.find((one) => one !== null) ?? null) : NAMESPACES_NEEDED

/** Registers the hook of the test file it is called in. */
export function scenes() {
  const cleanups: (() => unknown)[] = []
  const worlds: World[] = []
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
    // After everything has ended: no test can forget it.
    for (const world of worlds.splice(0)) world.expectTruth()
  })
  return {
    /** Keeps a network until the end of the test. One that is still being made when the test runs out of time is removed, too. */
    keep: <T extends { remove(): Promise<void> }>(making: Promise<T>): Promise<T> => {
      cleanups.push(async () => (await making.catch(() => null))?.remove())
      return making
    },
    open: async <P extends string>(net: LabNet<P | 'net' | 'pc'>, options?: WorldOptions): Promise<World> => {
      const world = await openWorld(net, options)
      cleanups.push(() => world.close())
      worlds.push(world)
      return world
    },
  }
}

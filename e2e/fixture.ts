// What every spec starts from: a world, the app in it, and a scan for the secret when it is over.
import { test as base, expect } from 'playwright/test'
import { HomewardApp } from './homeward-app.ts'
import { openWorld, PRACTICE, type World } from './lab/environment.ts'
import { scanForSecret } from './lab/leak-scan.ts'
import { NAMESPACES_NEEDED } from './lab/network/namespaces.ts'
import { desktopLack } from './lab/prerequisites.ts'

/** Planted wherever a test types or stores a secret; after each test it must be nowhere but in the keyring. */
export const CANARY = 'canary-2b9e41d7c05f-secret'

interface Fixtures {
  /** Executable of a packaged app to drive in place of the checkout. */
  packaged: string | null
  world: World
  homeward: HomewardApp
  /** Only for tests that change a real address. */
  realNetwork: NonNullable<World['network']>
}

export const test = base.extend<Fixtures>({
  packaged: [null, { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture uses from this pattern.
  world: async ({}, use, info) => {
    const lack = desktopLack()
    if (lack !== null) info.skip(true, lack)
    const world = await openWorld({ account: { ...PRACTICE, password: CANARY } })
    await use(world)
    await world.close()
  },
  homeward: async ({ world, packaged }, use) => {
    const homeward = new HomewardApp(world, packaged)
    await use(homeward)
    await homeward.dispose()
    // A skipped test started nothing that could have written anything.
    if (!homeward.started) return
    const scan = await scanForSecret([world.session.folder], CANARY)
    expect(scan.files, 'files that were looked through').toBeGreaterThan(3)
    expect(scan.leaks, 'files that hold the secret').toEqual([])
  },
  realNetwork: async ({ world }, use, info) => {
    if (world.network === null) return info.skip(true, NAMESPACES_NEEDED)
    await use(world.network)
  },
})

export { expect }

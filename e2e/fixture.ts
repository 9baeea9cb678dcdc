// What every spec starts with: an environment, the app in it, and a scan for the secret at the end.
import { test as base, expect } from 'playwright/test'
import { HomewardApp } from './homeward-app.ts'
import { type Environment, openEnvironment, PRACTICE } from './lab/environment.ts'
import { scanForSecret } from './lab/leak-scan.ts'
import { NAMESPACES_NEEDED } from './lab/network/namespaces.ts'
import { missingForDesktop } from './lab/prerequisites.ts'

/** Every secret that a test types or stores. After the test it must be nowhere but in the keyring. */
export const CANARY = 'canary-2b9e41d7c05f-secret'

interface Fixtures {
  /** Executable of a packaged app to test in place of the checkout. */
  packaged: string | null
  environment: Environment
  homeward: HomewardApp
  /** Only for tests that change a real address. */
  realNetwork: NonNullable<Environment['network']>
}

export const test = base.extend<Fixtures>({
  packaged: [null, { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of used fixtures from this pattern.
  environment: async ({}, use, info) => {
    const missing = missingForDesktop()
    if (missing !== null) info.skip(true, missing)
    const environment = await openEnvironment({ account: { ...PRACTICE, password: CANARY } })
    await use(environment)
    await environment.close()
  },
  homeward: async ({ environment, packaged }, use) => {
    const homeward = new HomewardApp(environment, packaged)
    await use(homeward)
    await homeward.dispose()
    // A skipped test started nothing that could have written the secret.
    if (!homeward.started) return
    const scan = await scanForSecret([environment.session.folder], CANARY)
    expect(scan.files, 'scanned files').toBeGreaterThan(3)
    expect(scan.leaks, 'files that hold the secret').toEqual([])
  },
  realNetwork: async ({ environment }, use, info) => {
    if (environment.network === null) return info.skip(true, NAMESPACES_NEEDED)
    await use(environment.network)
  },
})

export { expect }

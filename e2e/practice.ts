// The practice domain as a user enters it in the window, or as its settings file has it; the secret is always the canary.
import type { Page } from 'playwright/test'
import { providerInfoOf } from '../app/providers/registry.ts'
import { CANARY } from './fixture.ts'
import {
  ACCOUNT,
  beginAtHome,
  detectionSettings,
  HOSTNAME,
  type PracticeDomain,
  practiceSettings,
  writePracticeDomain as writeDomain,
} from './lab/dns/practice-domain.ts'
import { PRACTICE, type World } from './lab/environment.ts'
import { DomainsPage } from './pages/domains-page.ts'

export { HOME_IPV4 as START_ADDRESS } from './lab/network/namespaces.ts'
export { ACCOUNT, HOSTNAME }

/** Holds the canary too, so that a leak of it is found. */
export const WRONG_PASSWORD = `${CANARY}-but-wrong`

export const writePracticeDomain = (world: World, options: PracticeDomain = {}) =>
  writeDomain(world, { password: CANARY, ...options })

/** The settings that `writePracticeDomain` writes, to be changed by hand. */
export const practiceSettingsOf = (world: World) => practiceSettings(world.internet, { real: world.network !== null })

/** Settings that only name the practice echo services: what has to be there before a user adds a domain here. */
export async function writeEmptySettings(world: World): Promise<void> {
  await beginAtHome(world)
  await world.writeSettings({ version: 1, detection: detectionSettings(world.internet) })
}

export async function addPracticeDomain(world: World, page: Page, password = CANARY): Promise<void> {
  const provider = providerInfoOf('dyndns2')
  if (provider === null) throw new Error('Homeward has no dyndns2 provider')
  const domains = new DomainsPage(page)
  await domains.open()
  await domains.addDomain({
    provider,
    account: ACCOUNT,
    endpoint: world.internet.provider,
    values: { username: PRACTICE.username, password },
    hostname: HOSTNAME,
    echo: world.network ? null : (world.internet.echo.ipv4[0] ?? null),
  })
}

// The practice domain, entered in the window or written as a settings file. Its secret is always the canary.
import type { Page } from 'playwright/test'
import { providerInfoOf } from '../app/providers/registry.ts'
import { CANARY } from './fixture.ts'
import {
  ACCOUNT,
  detectionSettings,
  HOSTNAME,
  type PracticeDomainOptions,
  practiceSettings,
  startAtHomeAddress,
  writePracticeDomain as writeDomain,
} from './lab/dns/practice-domain.ts'
import { type Environment, PRACTICE } from './lab/environment.ts'
import { DomainsPage } from './pages/domains-page.ts'

export { HOME_IPV4 as START_ADDRESS } from './lab/network/namespaces.ts'
export { ACCOUNT, HOSTNAME }

/** Contains the canary, so that a leak of it is found. */
export const WRONG_PASSWORD = `${CANARY}-but-wrong`

export const writePracticeDomain = (environment: Environment, options: PracticeDomainOptions = {}) =>
  writeDomain(environment, { password: CANARY, ...options })

/** The settings that `writePracticeDomain` writes, for a test to change. */
export const practiceSettingsOf = (environment: Environment) =>
  practiceSettings(environment.internet, { hasRealAddress: environment.network !== null })

/** Settings that only name the practice echo services, before a user adds a domain. */
export async function writeEmptySettings(environment: Environment): Promise<void> {
  await startAtHomeAddress(environment)
  await environment.writeSettings({ version: 1, detection: detectionSettings(environment.internet) })
}

export async function addPracticeDomain(environment: Environment, page: Page, password = CANARY): Promise<void> {
  const provider = providerInfoOf('dyndns2')
  if (provider === null) throw new Error('Homeward has no dyndns2 provider')
  const domains = new DomainsPage(page)
  await domains.open()
  await domains.addDomain({
    provider,
    account: ACCOUNT,
    endpoint: environment.internet.provider,
    values: { username: PRACTICE.username, password },
    hostname: HOSTNAME,
    echo: environment.network ? null : (environment.internet.echo.ipv4[0] ?? null),
  })
}

// One practice domain, entered as a user enters it, or found in the settings file that a user wrote.
import type { Page } from 'playwright/test'
import { CANARY } from './fixture.ts'
import { homeward } from './lab/app-process.ts'
import { HOME_IPV4 } from './lab/namespaces.ts'
import type { World } from './lab/world.ts'
import { DomainsPage } from './pages/domains-page.ts'

export const HOSTNAME = 'nas.example.org'
export const ACCOUNT = 'home'
const USERNAME = 'practice'
/** The label of the provider that speaks the protocol of the practice server. */
const PROVIDER = /dyndns2/i

/** The address that the world shows before anything changes. */
export const startAddress = (_: World): string => HOME_IPV4

/** Where no address can be changed, one echo service of the user's own tells it. */
const ownEcho = (world: World) => world.internet.echo.ipv4[0] ?? ''

async function prepareEcho(world: World): Promise<void> {
  await writeDetection(world)
  if (!world.network) await world.internet.tell({ kind: 'echo', family: 'ipv4', address: HOME_IPV4 })
}

const detection = (world: World) => ({ maxJitterMs: 0, echo: world.internet.echo })
const writeDetection = (world: World) => world.writeSettings({ version: 1, detection: detection(world) })

/** Settings that only name the practice echo services: to be there before the app starts. */
export const prepare = prepareEcho

export async function addPracticeDomain(world: World, page: Page, password = CANARY): Promise<void> {
  const domains = new DomainsPage(page)
  await domains.open()
  await domains.addDomain({
    provider: PROVIDER,
    account: ACCOUNT,
    endpoint: world.internet.provider,
    username: USERNAME,
    password,
    hostname: HOSTNAME,
    ...(world.network ? {} : { echo: ownEcho(world) }),
  })
}

/** The same domain as the user's own settings file has it, with its secret in the keyring. */
export async function writePracticeDomain(world: World, password = CANARY): Promise<void> {
  const ipv4 = world.network ? 'auto' : { source: 'echo', url: ownEcho(world) }
  await prepareEcho(world)
  await world.writeSettings({
    version: 1,
    accounts: [
      {
        id: ACCOUNT,
        provider: 'dyndns2',
        endpoint: world.internet.provider,
        allowPlainHttp: true,
        fields: { username: USERNAME },
      },
    ],
    records: [{ account: ACCOUNT, hostname: HOSTNAME, ipv4, ipv6: 'off' }],
    detection: detection(world),
  })
  const stored = await homeward(world, ['secret', 'set', ACCOUNT, 'password'], password)
  if (stored.code !== 0) throw new Error(`the secret could not be stored: ${stored.stderr}`)
}

// Everything around a home of the lab: the internet's services in the place `net`, the truth that they are compared with, and the
// app in the place `pc`, run as a user runs it.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { createTestAuthority, opensslMissing } from '../../../app/testing/certificates.ts'
import type { LoggedRequest } from '../../servers/request-log.ts'
import type { PracticeAccount } from '../network/internet.ts'
import { bundleTool } from '../process/bundle-tool.ts'
import { until } from '../process/process-group.ts'
import { createHomewardRun, type HomewardRun, type RunOptions } from './homeward-run.ts'
import { addressesOf, ECHOES, HOSTNAME, PROVIDER_NAME, type Reach } from './internet-plan.ts'
import type { LabNet } from './lab-net.ts'
import type { Order, ServicesOptions } from './services.ts'
import { createTruth, type Family, type Truth, type ZoneEvent } from './truth.ts'

const ACCOUNT: PracticeAccount = {
  username: 'practice',
  password: 'practice-password',
  token: 'practice-token',
  hostnames: [HOSTNAME],
}

export const missingForWorld = (): string | null =>
  opensslMissing ? 'needs openssl; run: apt-get install openssl' : null

export interface World {
  readonly truth: Truth
  readonly homeward: HomewardRun
  /** Every request that the provider has answered so far, oldest first. */
  readonly requests: readonly LoggedRequest[]
  /** How many questions each operator of an echo service has answered. */
  readonly asked: ReadonlyMap<string, number>
  order(order: Order): Promise<void>
  /** What the zone holds for the home's name; null for no record. */
  zone(family: Family): string | null
  /** Waits until the zone holds this. */
  holds(family: Family, address: string, withinMs?: number): Promise<void>
  /** @throws with what was published although it was not the home's address */
  expectTruth(): void
  close(): Promise<void>
}

export interface WorldOptions extends RunOptions {
  /** Which families the internet's services have; both unless it says otherwise. */
  readonly reach?: Reach
  readonly dns64?: string
}

/** For a machine that is busy with other things; what is quick is measured elsewhere. */
const PATIENT_MS = 60_000

type Line =
  | { readonly event: 'ready' }
  | { readonly event: 'done'; readonly id: number }
  | { readonly event: 'echo'; readonly operator: string }
  | ({ readonly event: 'request' } & LoggedRequest)
  | ({ readonly event: 'zone' } & ZoneEvent)

interface Authority {
  readonly pem: string
  readonly certificates: ServicesOptions['certificates']
}
/** One for all scenes of a test file: keys take a while to make. */
let authority: Authority | null = null

function createAuthority(): Authority {
  const made = createTestAuthority('Lab authority')
  const sign = (...names: string[]) => made.sign(names.map((name) => `DNS:${name}`))
  const echoes = ECHOES.map(({ operator, ipv4, ipv6 }) => [operator, sign(...new Set([ipv4.name, ipv6.name]))])
  const certificates = Object.fromEntries([...echoes, [PROVIDER_NAME, sign(PROVIDER_NAME)]])
  made.dispose()
  return { pem: made.pem, certificates }
}

export async function openWorld<P extends string>(
  net: LabNet<P | 'net' | 'pc'>,
  options: WorldOptions = {},
): Promise<World> {
  const { reach = 'both', dns64, ...run } = options
  authority ??= createAuthority()
  const { pem, certificates } = authority
  const authorityFile = path.join(net.folder, 'authority.pem')
  await writeFile(authorityFile, pem)
  const line = (address: string) => `addr add ${address}/${address.includes(':') ? '128' : '32'} dev lo`
  await net.ip('net', ...addressesOf(reach).map(line))
  const services: ServicesOptions = { reach, account: ACCOUNT, certificates, ...(dns64 === undefined ? {} : { dns64 }) }
  const child = net.start(
    'net',
    process.execPath,
    [await bundleTool('e2e/lab/scenes/services.ts'), JSON.stringify(services)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  if (child.stdout === null) throw new Error('the services have no standard output')

  const truth = createTruth()
  const requests: LoggedRequest[] = []
  const asked = new Map<string, number>()
  const zone: Record<Family, string | null> = { ipv4: null, ipv6: null }
  const done = new Set<number>()
  let isReady = false
  let orders = 0
  createInterface({ input: child.stdout }).on('line', (text) => {
    const said = JSON.parse(text) as Line
    if (said.event === 'ready') isReady = true
    else if (said.event === 'done') done.add(said.id)
    else if (said.event === 'echo') asked.set(said.operator, (asked.get(said.operator) ?? 0) + 1)
    else if (said.event === 'request') {
      requests.push(said)
      truth.requested(said)
    } else {
      zone[said.type === 'A' ? 'ipv4' : 'ipv6'] = said.to[0] ?? null
      truth.zoneChanged(said)
    }
  })
  await until('the services of the internet', () => isReady, PATIENT_MS)
  const homeward = createHomewardRun(net, { account: ACCOUNT, authorityFile }, run)
  return {
    truth,
    homeward,
    requests,
    asked,
    order: async (order) => {
      const id = ++orders
      child.stdin?.write(`${JSON.stringify({ id, order })}\n`)
      await until(`the order ${order.do}`, () => done.has(id))
    },
    zone: (family) => zone[family],
    holds: async (family, address, withinMs = PATIENT_MS) => {
      await until(`the zone to hold ${address}, it holds ${zone[family]}`, () => zone[family] === address, withinMs)
    },
    expectTruth: () => {
      if (truth.lies.length > 0) throw new Error(`published, and not true: ${truth.lies.join('; ')}`)
    },
    close: () => homeward.close(),
  }
}

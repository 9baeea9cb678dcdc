// `npm run compare:dialects`: every client at every practice server. Runs inside the `home` namespace (run-in-lab).
// Options: --dialects=a,b and --clients=a,b choose; --via=ipv6 reaches the servers over IPv6;
// --json=FILE and --markdown=FILE write; --verbose prints what clients print.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { surroundingNetwork } from '../lab/environment.ts'
import type { Dialect } from '../servers/dialects/dialect.ts'
import { DIALECT_PASSWORD } from '../servers/dialects/dialect-server.ts'
import { DIALECTS, dialectNamed } from '../servers/dialects/dialects.ts'
import { startEcho } from '../servers/echo.ts'
import type { Client, ClientOptions } from './client.ts'
import { createDdclient, createDdclientTwice } from './ddclient.ts'
import { createHomeward } from './homeward.ts'
import { createInadyn } from './inadyn.ts'
import { openWorld, type World } from './open-world.ts'
import { asMarkdown, type Comparison, judge, type StepResult } from './report.ts'
import { CLIENTS, type ClientId, OUTAGES, STEPS } from './scenario.ts'
import { toldAccount } from './told-account.ts'
import { versions } from './versions.ts'

/** A client is run again until it sends nothing more, as its timer would, but not for ever. */
const MOST_RUNS = { first: OUTAGES + 2, later: 2 }
/** Most of the time a client waits. */
const AT_ONCE = 6

const { values } = parseArgs({
  options: {
    dialects: { type: 'string' },
    clients: { type: 'string' },
    via: { type: 'string', default: 'ipv4' },
    json: { type: 'string' },
    markdown: { type: 'string' },
    verbose: { type: 'boolean' },
  },
})

function createClient(id: ClientId, options: ClientOptions): Client {
  switch (id) {
    case 'ddclient':
      return createDdclient(options)
    case 'ddclient-twice':
      return createDdclientTwice(options)
    case 'inadyn':
      return createInadyn(options)
    case 'homeward':
      return createHomeward({ ...options, account: { provider: 'dyndns2' } })
    case 'homeward-told':
      return createHomeward({ ...options, account: toldAccount(options.dialect, options.url) })
  }
}

async function compareOne(world: World, dialect: Dialect, id: ClientId, folder: string): Promise<StepResult[]> {
  const place = { dialect: dialect.id, client: id }
  const url = `${world.urlOf(place, values.via === 'ipv6' ? 'ipv6' : 'ipv4')}${dialect.path ?? '/nic/update'}`
  const startOne = (host: string) => startEcho({ listenOn: { host, port: 0 } })
  const echoes = { ipv4: await startOne('127.0.0.1'), ipv6: await startOne('::1') }
  const own = path.join(folder, `${dialect.id}-${id}`)
  const client = createClient(id, { place, dialect, url, folder: own, password: DIALECT_PASSWORD, echoes })
  try {
    const results: StepResult[] = []
    for (const step of STEPS) {
      const before = (await world.state(place)).requests.length
      echoes.ipv4.answer('ipv4', step.line.ipv4)
      echoes.ipv6.answer('ipv6', step.line.ipv6)
      let [runs, seen, printed] = [0, before, '']
      const most = step === STEPS[0] ? MOST_RUNS.first : MOST_RUNS.later
      for (let more = true; more && runs < most; runs++) {
        printed += await client.run(step.line)
        const now = (await world.state(place)).requests.length
        more = now > seen
        seen = now
      }
      const { requests, zone } = await world.state(place)
      const sent = requests.slice(before)
      if (values.verbose) process.stderr.write(`== ${dialect.id} ${id} ${step.id}\n${printed}${JSON.stringify(sent)}\n`)
      const [claims, told] = [await client.claims(), (await client.told?.()) ?? []]
      results.push(judge({ place, step, runs, requests: sent, zone, claims, told }))
    }
    return results
  } finally {
    await Promise.all([echoes.ipv4.close(), echoes.ipv6.close()])
  }
}

async function compareAll(world: World, folder: string): Promise<Comparison['results']> {
  const dialects = values.dialects?.split(',').map(dialectNamed) ?? DIALECTS
  const clients = CLIENTS.filter((id) => values.clients === undefined || values.clients.split(',').includes(id))
  const pairs = dialects.flatMap((dialect) => clients.map((id) => ({ dialect, id })))
  const found = new Map<string, StepResult[]>()
  const waiting = [...pairs]
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { dialect, id } = next
      const results = await compareOne(world, dialect, id, folder)
      found.set(`${dialect.id} ${id}`, results)
      process.stderr.write(`${dialect.id} ${id}: ${results.map(({ verdict }) => verdict).join(', ')}\n`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return pairs.flatMap(({ dialect, id }) => found.get(`${dialect.id} ${id}`) ?? [])
}

async function main(): Promise<void> {
  const network = surroundingNetwork()
  if (network === null) throw new Error('the comparison needs network namespaces, so Linux and root')
  const folder = await mkdtemp(path.join(tmpdir(), 'homeward-dialects-'))
  const world = await openWorld(network, folder)
  try {
    const comparison: Comparison = {
      date: new Date().toISOString().slice(0, 10),
      versions: await versions(),
      results: await compareAll(world, folder),
    }
    if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(comparison, null, 2)}\n`)
    if (values.markdown !== undefined) await writeFile(values.markdown, asMarkdown(comparison))
    const homeward = comparison.results.filter(({ client }) => client.startsWith('homeward'))
    const wrong = homeward.filter(({ verdict }) => verdict !== 'right' && verdict !== 'told')
    for (const { dialect, client, step, verdict, differences } of wrong) {
      process.stdout.write(`${dialect} ${client} ${step}: ${verdict}\n  ${differences.join('\n  ')}\n`)
    }
    process.stdout.write(
      `Homeward is right, or tells what to set, in ${homeward.length - wrong.length} of ${homeward.length} steps\n`,
    )
    process.exitCode = wrong.length > 0 ? 1 : 0
  } finally {
    await world.close()
    await rm(folder, { recursive: true, force: true })
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 2
})

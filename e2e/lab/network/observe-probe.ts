// Observes IPv6 by several policies in the network namespace it runs in, with the app's own parts, once for each line of its
// input, and prints the observations as one JSON line. Usage: node observe-probe.cjs '{"echo": ["http://…"]}'
// Each line of input: {"policies": [...], "current": ["2a0e:…"]}
import process from 'node:process'
import { createInterface } from 'node:readline'
import { createDetector } from '../../../app/detection/detector.ts'
import { createClock } from '../../../app/platform/clock.ts'
import { createHttpClient } from '../../../app/platform/http/http-client.ts'
import { createAdapterTable } from '../../../app/platform/network/adapter-table.ts'
import { createNeighbourTable } from '../../../app/platform/network/neighbour-table.ts'

const { echo } = JSON.parse(process.argv[2] ?? '{}')
const adapters = createAdapterTable()
const detector = createDetector({
  http: createHttpClient(),
  clock: createClock(),
  log: () => {},
  bestRoute: (address) => adapters.bestRoute(address),
  neighbours: createNeighbourTable().list,
  echo: () => ({ ipv6: echo }),
  gateway: () => ({ ask: false, events: false }),
  gateways: { ask: () => [] },
})

async function observe(line: string): Promise<void> {
  const { policies, current } = JSON.parse(line)
  const table = await adapters.list()
  const reports = await Promise.all(
    policies.map((policy: 'auto') => detector.observe({ family: 'ipv6', policy, current }, table)),
  )
  process.stdout.write(
    `${JSON.stringify({ mode: adapters.mode.kind, observations: reports.map((one) => one.observation) })}\n`,
  )
}

createInterface({ input: process.stdin })
  .on('line', (line) => void observe(line))
  .on('close', () => setTimeout(() => process.exit(0), 300))

// One observation of IPv4 by the app's own detector, in whichever namespace it is started: one-observation POLICY-AS-JSON. Prints the
// report as JSON.
import { createDetector } from '../../../app/detection/detector.ts'
import { createClock } from '../../../app/platform/clock.ts'
import { createHttpClient } from '../../../app/platform/http/http-client.ts'
import { createAdapterTable } from '../../../app/platform/network/adapter-table.ts'

async function observe(policy: string): Promise<void> {
  const adapters = createAdapterTable()
  const detector = createDetector({
    http: createHttpClient(),
    clock: createClock(),
    log: () => {},
    bestRoute: (to, from) => adapters.bestRoute(to, from),
    echo: () => ({}),
    gateway: () => ({ ask: false, events: false }),
    gateways: { ask: () => [] },
  })
  const table = await adapters.list()
  const report = await detector.observe({ family: 'ipv4', policy: JSON.parse(policy), current: [] }, table)
  console.log(JSON.stringify({ mode: adapters.mode.kind, ...report }))
  process.exit(0)
}

void observe(process.argv[2] ?? '"auto"')

// One observation of IPv4 by the app's own detector, in whichever namespace it is started: one-observation POLICY-AS-JSON. Prints the
// report as JSON.
import { createAdapterTable } from '../../../app/platform/network/adapter-table.ts'
import { createLabDetector } from './lab-detector.ts'

async function observe(policy: string): Promise<void> {
  const adapters = createAdapterTable()
  const table = await adapters.list()
  const question = { family: 'ipv4', policy: JSON.parse(policy), current: [] } as const
  const report = await createLabDetector(adapters).observe(question, table)
  console.log(JSON.stringify({ mode: adapters.mode.kind, ...report }))
  process.exit(0)
}

void observe(process.argv[2] ?? '"auto"')

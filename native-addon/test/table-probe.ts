// A process that only subscribes to its adapter table: table-probe BINARY MILLISECONDS.
import { writeSync } from 'node:fs'
import { createAdapterTable } from '../../app/platform/network/adapter-table.ts'

const [binary = '', life = '0'] = process.argv.slice(2)
const say = (row: object): void => void writeSync(1, `${JSON.stringify(row)}\n`)

async function watch(): Promise<void> {
  const table = createAdapterTable({ binaryPaths: [binary], pollIntervalMs: 200 })
  const stop = table.subscribe(() => say({ at: Date.now() }))
  say({ mode: table.mode, route: await table.bestRoute('11.22.44.1') })
  await new Promise((resolve) => setTimeout(resolve, Number(life)))
  stop()
  say({ adapters: await table.list() })
}

void watch()

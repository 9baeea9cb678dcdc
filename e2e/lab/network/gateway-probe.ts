// Follows the gateways of the network namespace it runs in, with the app's own parts, and prints one JSON line for each thing
// that happens. Usage: node gateway-probe.cjs '{"settings": {...}, "intervals": {...}}'
import { randomBytes } from 'node:crypto'
import process from 'node:process'
import { createGateways } from '../../../app/detection/sources/gateway/gateways.ts'
import { createClock } from '../../../app/platform/clock.ts'
import { createHttpClient } from '../../../app/platform/http/http-client.ts'
import { createAdapterTable } from '../../../app/platform/network/adapter-table.ts'
import { createLanSockets } from '../../../app/platform/network/lan-sockets.ts'

const { settings, intervals } = JSON.parse(process.argv[2] ?? '{}')
const print = (event: string, details: object) =>
  process.stdout.write(`${JSON.stringify({ event, at: Date.now(), ...details })}\n`)

const adapters = createAdapterTable()
const gateways = createGateways({
  lan: createLanSockets(),
  http: createHttpClient(),
  clock: createClock(),
  log: (level, message, details) => print('log', { level, message, details }),
  settings: () => ({ ask: true, events: false, ...settings }),
  isNeeded: () => true,
  onBattery: () => false,
  announcementsByDefault: true,
  secret: () => randomBytes(16).toString('hex'),
  intervals,
})

/** As a round does it. */
async function ask(): Promise<void> {
  for (const { reading } of gateways.ask(await adapters.list())) print('reading', await reading)
}

const stop = gateways.watch(() => {
  print('change', {})
  void ask()
})
void ask().then(() => print('ready', {}))
// Alive until the end of its input, as the gateways' own timers are.
process.stdin.resume()
process.stdin.on('end', () => {
  stop()
  setTimeout(() => process.exit(0), 300)
})

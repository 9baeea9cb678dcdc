// Name servers for the internet of a test, as a program: each answers at port 53 of its own address, and gives the name the
// address that it is told to give. One that is named after the zone is the zone's own server, too.
// Usage: practice-resolvers HOSTNAME SERVER=ADDRESS...  Ends with its standard input.
import process from 'node:process'
import { startDns } from '../servers/dns.ts'
import { createZone } from '../servers/live-zone.ts'

const [hostname = '', ...pairs] = process.argv.slice(2)

async function main(): Promise<void> {
  for (const pair of pairs) {
    const [host = '', content = ''] = pair.split('=')
    const zone = createZone({ hostnames: [hostname], records: [{ name: hostname, type: 'A', content }] })
    await startDns({ zone, place: { host, port: 53 } })
  }
  process.stdout.write('ready\n')
  process.stdin.once('end', () => process.exit(0)).resume()
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(2)
})

// A program with several name servers for a test: each answers at port 53 of its address, with the address given for the
// hostname. The first one is authoritative; the others answer as resolvers.
// Usage: practice-resolvers HOSTNAME SERVER=ADDRESS...  Ends with its standard input.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import process from 'node:process'
import { startDns } from '../../servers/dns.ts'
import { answerQuery } from '../../servers/dns-answer.ts'
import { createZone, type Zone } from '../../servers/live-zone.ts'

const PORT = 53
const [hostname = '', first = '', ...others] = process.argv.slice(2)

function read(pair: string): { readonly host: string; readonly zone: Zone } {
  const [host = '', content = ''] = pair.split('=')
  return { host, zone: createZone({ hostnames: [hostname], records: [{ name: hostname, type: 'A', content }] }) }
}

/** Marks the answer as a resolver's: not authoritative, recursion available (RFC 1035, section 4.1.1). */
function asResolver(answer: Buffer): Buffer {
  answer[2] = (answer[2] ?? 0) & ~0x04
  answer[3] = (answer[3] ?? 0) | 0x80
  return answer
}

async function startResolver({ host, zone }: ReturnType<typeof read>): Promise<void> {
  const socket = createSocket('udp4')
  socket.on('message', (bytes, from) => {
    const answer = answerQuery({ zone, serverAddress: null, onQuestion: () => {} }, bytes, 'udp')
    if (answer !== null) socket.send(asResolver(answer), from.port, from.address)
  })
  socket.bind(PORT, host)
  await once(socket, 'listening')
}

async function main(): Promise<void> {
  const { host, zone } = read(first)
  await startDns({ zone, listenOn: { host, port: PORT } })
  for (const pair of others) await startResolver(read(pair))
  process.stdout.write('ready\n')
  process.stdin.once('end', () => process.exit(0)).resume()
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(2)
})

// A service that says yes without naming the address, and an echo service, in one small server: for a namespace. It prints its
// address. Usage: practice-ok
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

let seen = '11.22.33.1'
const sent: string[] = []
const server = createServer(({ url = '' }, response) => {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  const address = searchParams.get('ip') ?? ''
  if (pathname === '/see') seen = address
  if (pathname === '/update') sent.push(address)
  const bodies: Readonly<Record<string, string>> = { '/update': 'OK', '/ip': seen, '/sent': sent.join(' ') }
  response.end(bodies[pathname] ?? '')
})
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`),
)

// Passes datagrams between one client and a server on this machine, and holds each back for a while, in both directions.
// Usage: delaying-relay ADDRESS PORT SERVER-PORT DELAY-MS
import { createSocket, type RemoteInfo } from 'node:dgram'
import process from 'node:process'

const [address = '', port, serverPort, delayMs] = process.argv.slice(2)
const outer = createSocket('udp4')
const inner = createSocket('udp4')
let client: RemoteInfo | null = null

outer.on('message', (bytes, from) => {
  client = from
  setTimeout(() => inner.send(bytes, Number(serverPort), '127.0.0.1'), Number(delayMs))
})
inner.on('message', (bytes) => {
  setTimeout(() => client && outer.send(bytes, client.port, client.address), Number(delayMs))
})
inner.bind(0, '127.0.0.1')
outer.bind(Number(port), address)

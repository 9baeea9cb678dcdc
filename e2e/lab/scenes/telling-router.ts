// A router that tells its outer address by NAT-PMP (RFC 6886, section 3.2), whatever address that is: many do, the lab's miniupnpd
// tells public ones only. Usage: telling-router LAN-ADDRESS OUTER-DEVICE
import { createSocket } from 'node:dgram'
import { networkInterfaces } from 'node:os'
import process from 'node:process'

const [lanAddress = '', device = ''] = process.argv.slice(2)
const startedAt = performance.now()
const NAT_PMP_PORT = 5351
/** "Network failure": there is no address at the moment. */
const NO_ADDRESS = 3

const socket = createSocket('udp4')
socket.on('message', (request, from) => {
  if (request[0] !== 0 || request[1] !== 0) return
  const outer = networkInterfaces()[device]?.find(({ family }) => family === 'IPv4')?.address
  const answer = Buffer.alloc(12)
  answer[1] = 128
  answer.writeUInt16BE(outer === undefined ? NO_ADDRESS : 0, 2)
  answer.writeUInt32BE(Math.floor((performance.now() - startedAt) / 1_000) + 1, 4)
  if (outer !== undefined) Buffer.from(outer.split('.').map(Number)).copy(answer, 8)
  socket.send(answer, from.port, from.address)
})
socket.bind(NAT_PMP_PORT, lanAddress)

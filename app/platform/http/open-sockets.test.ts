import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { createOpenSockets } from './open-sockets.ts'

function socketFrom(localAddress: string | undefined) {
  const socket = Object.assign(new EventEmitter(), { localAddress, ended: false })
  return Object.assign(socket, {
    destroy: () => {
      socket.ended = true
      socket.emit('close')
    },
  })
}

it('ends the sockets whose address is gone, and no others', () => {
  const sockets = createOpenSockets()
  const gone = ['11.22.33.1', '2a0e:1111::1', '::ffff:11.22.33.2', 'fe80::9%wan0'].map(socketFrom)
  const kept = ['11.22.33.3', '2a0e:1111::3', '::ffff:11.22.33.3', 'fe80::1%wan0', '127.0.0.5', '::1', '0.0.0.0', '::']
    .map(socketFrom)
    .concat(socketFrom(undefined))
  for (const socket of [...gone, ...kept]) sockets.add(socket as unknown as Socket)
  sockets.endExcept(['11.22.33.3', '2A0E:1111::3', 'fe80::1'])
  expect(gone.map(({ ended }) => ended)).toEqual(gone.map(() => true))
  expect(kept.map(({ ended }) => ended)).toEqual(kept.map(() => false))
})

it('forgets a socket that has closed', () => {
  const sockets = createOpenSockets()
  const socket = socketFrom('11.22.33.1')
  sockets.add(socket as unknown as Socket)
  socket.emit('close')
  sockets.endExcept([])
  expect(socket.ended).toBe(false)
})

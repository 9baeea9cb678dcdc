// A port that takes no connection and refuses none either: what a firewall that drops packets looks like from outside.
// A listener that never accepts has room for a few connections; once they are made, the system drops what else comes.
import { connect, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'

export interface BlackHole {
  /** `127.0.0.1:41234`. */
  readonly authority: string
  close(): Promise<void>
}

// The worker listens and then never turns its event loop again, so that nothing is accepted.
const LISTENER = `
  const { createServer } = require('node:net')
  const { parentPort } = require('node:worker_threads')
  const server = createServer()
  server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
    parentPort.postMessage(server.address().port)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  })
`

/** More than any system keeps waiting for a backlog of one. */
const MOST_WAITING = 16
const PATIENCE_MS = 400

const isTaken = (socket: Socket) =>
  new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), PATIENCE_MS)
    socket.once('connect', () => {
      clearTimeout(timer)
      resolve(true)
    })
    socket.once('error', () => {
      clearTimeout(timer)
      resolve(true)
    })
  })

/** @returns null where the system does not leave connections hanging in this way */
export async function openBlackHole(): Promise<BlackHole | null> {
  const worker = new Worker(LISTENER, { eval: true })
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  const fillers: Socket[] = []
  const close = async () => {
    for (const socket of fillers) socket.destroy()
    await worker.terminate()
  }
  for (let i = 0; i < MOST_WAITING; i++) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    fillers.push(socket)
    if (!(await isTaken(socket))) return { authority: `127.0.0.1:${port}`, close }
  }
  await close()
  return null
}

// A port that neither accepts nor refuses connections, as behind a firewall that drops packets. The listener never accepts:
// once its backlog is full, the system drops further packets.
import { connect, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'

export interface BlackHole {
  /** `127.0.0.1:41234`. */
  readonly authority: string
  close(): Promise<void>
}

// The worker listens and then blocks its event loop, so that it accepts nothing.
const LISTENER = `
  const { createServer } = require('node:net')
  const { parentPort } = require('node:worker_threads')
  const server = createServer()
  server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
    parentPort.postMessage(server.address().port)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  })
`

/** More connections than any system queues for a backlog of one. */
const MAX_QUEUED = 16
const CONNECT_TIMEOUT_MS = 400

const isAccepted = (socket: Socket) =>
  new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), CONNECT_TIMEOUT_MS)
    socket.once('connect', () => {
      clearTimeout(timer)
      resolve(true)
    })
    socket.once('error', () => {
      clearTimeout(timer)
      resolve(true)
    })
  })

/** @returns null where the system does not let such connections hang */
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
  for (let i = 0; i < MAX_QUEUED; i++) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    fillers.push(socket)
    if (!(await isAccepted(socket))) return { authority: `127.0.0.1:${port}`, close }
  }
  await close()
  return null
}

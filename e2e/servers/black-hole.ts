// A port that neither accepts nor refuses connections, as behind a firewall that drops packets. The listener never accepts:
// once its backlog is full, the system drops further packets.
import { connect, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'

export interface BlackHole {
  /** `127.0.0.1:41234`. */
  readonly authority: string
  /**
   * Accepts from now on and answers each request with "late". The system repeats a dropped packet after a second, so that a
   * connection that hangs is then made: a slow line.
   */
  accept(): void
  close(): Promise<void>
}

export interface BlackHoleOptions {
  readonly host?: string
  /** 0: any free port. */
  readonly port?: number
}

// The worker listens and then blocks its event loop, so that it accepts nothing until it is woken.
const LISTENER = `
  const { createServer } = require('node:http')
  const { parentPort, workerData: { host, port, gate } } = require('node:worker_threads')
  const server = createServer((request, response) => response.end('late'))
  server.listen({ host, port, backlog: 1 }, () => {
    parentPort.postMessage(server.address().port)
    Atomics.wait(gate, 0, 0)
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
export async function openBlackHole({
  host = '127.0.0.1',
  port: wanted = 0,
}: BlackHoleOptions = {}): Promise<BlackHole | null> {
  const gate = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(LISTENER, { eval: true, workerData: { host, port: wanted, gate } })
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  const fillers: Socket[] = []
  const accept = () => {
    Atomics.store(gate, 0, 1)
    Atomics.notify(gate, 0)
  }
  const close = async () => {
    for (const socket of fillers) socket.destroy()
    await worker.terminate()
  }
  for (let i = 0; i < MAX_QUEUED; i++) {
    const socket = connect(port, host)
    socket.on('error', () => {})
    fillers.push(socket)
    if (!(await isAccepted(socket))) return { authority: `${host}:${port}`, accept, close }
  }
  await close()
  return null
}

// The running instance's ear: a local socket that only the same user can reach. No TCP port is opened for it.
import { chmodSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import type { Log } from '../model/ports.ts'
import { type ControlMessage, type ControlReply, LONGEST_REQUEST, messageSchema } from './protocol.ts'

export interface ControlServer {
  close(): void
}

export type Answer = (message: ControlMessage) => Promise<ControlReply>

/**
 * The caller holds the data folder's lock, so a socket file that is already there was left by a crash.
 * @returns null when the system refuses: everything else goes on without it.
 */
export async function serveControl(address: string, answer: Answer, log: Log): Promise<ControlServer | null> {
  const isFile = !address.startsWith('\\\\')
  if (isFile) rmSync(address, { force: true })
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', (error) => log('debug', 'a control connection broke', { error: error.message }))
    hear(socket, answer)
  })
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(address, resolve)
    })
  } catch (error) {
    log('warn', 'other processes cannot talk to this one', { error: String(error) })
    return null
  }
  if (isFile) chmodSync(address, 0o600)
  server.on('error', (error) => log('warn', 'the control socket failed', { error: error.message }))
  return {
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      if (isFile) rmSync(address, { force: true })
    },
  }
}

function hear(socket: Socket, answer: Answer): void {
  let text = ''
  const reply = (value: ControlReply) => socket.end(`${JSON.stringify(value)}\n`)
  socket.setEncoding('utf8')
  socket.setTimeout(180_000, () => socket.destroy())
  socket.on('data', (chunk: string) => {
    text += chunk
    const end = text.indexOf('\n')
    if (end < 0 && text.length <= LONGEST_REQUEST) return
    socket.removeAllListeners('data')
    const request = parse(text.slice(0, Math.max(0, end)))
    if (request === null) {
      reply({ ok: false, message: 'The request is not one that Homeward knows.' })
      return
    }
    answer(request).then(reply, (error: unknown) => reply({ ok: false, message: String(error) }))
  })
}

function parse(line: string): ControlMessage | null {
  try {
    const parsed = messageSchema.safeParse(JSON.parse(line))
    return parsed.success ? parsed.data : null
  } catch {
    // Not JSON: the same answer as for JSON that is not a request.
    return null
  }
}

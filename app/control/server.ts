// The control socket of the running instance. It is local, and only the same user can reach it.
import { chmodSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { messageOf } from '../model/message-of.ts'
import type { Log } from '../model/ports.ts'
import { type ControlMessage, type ControlReply, LONGEST_REQUEST, messageSchema } from './protocol.ts'

export interface ControlServer {
  close(): void
}

export type Answer = (message: ControlMessage) => Promise<ControlReply>

/**
 * The caller holds the data folder's lock, so a socket file that already exists was left by a crash.
 * @returns null when the system refuses. Everything else works without the socket.
 */
export async function openControlServer(address: string, answer: Answer, log: Log): Promise<ControlServer | null> {
  const isFile = !address.startsWith('\\\\')
  if (isFile) rmSync(address, { force: true })
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', (error) => log('debug', 'a control connection broke', { error: error.message }))
    serveConnection(socket, answer)
  })
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(address, resolve)
    })
  } catch (error) {
    log('warn', 'other processes cannot talk to this one', { error: messageOf(error) })
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

function serveConnection(socket: Socket, answer: Answer): void {
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
    answer(request).then(reply, (error: unknown) => reply({ ok: false, message: messageOf(error) }))
  })
}

function parse(line: string): ControlMessage | null {
  try {
    const parsed = messageSchema.safeParse(JSON.parse(line))
    return parsed.success ? parsed.data : null
  } catch {
    // Text that is not JSON gets the same answer as JSON that is not a request.
    return null
  }
}

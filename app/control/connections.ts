// The connections to the control socket: how many, for how long, and the exchange in each.
import type { Socket } from 'node:net'
import { messageOf } from '../model/message-of.ts'
import type { Log } from '../model/ports.ts'
import { createLineReader } from './line-reader.ts'
import { createToken, isSame, type Nonces, proofOf } from './proof.ts'
import {
  type ControlMessage,
  type ControlReply,
  helloSchema,
  LONGEST_REPLY,
  LONGEST_REQUEST,
  parseLine,
  provenMessageSchema,
} from './protocol.ts'

export type Answer = (message: ControlMessage) => Promise<ControlReply>

export interface ControlLimits {
  /** At once. One more ends the oldest that has proven nothing, or is refused. */
  readonly connections: number
  /** Until the whole request is there. Whoever is refused has no longer than this, either. */
  readonly requestMs: number
  /** From the connection to the end of the reply. An update waits for providers. */
  readonly exchangeMs: number
}

export interface ConnectionOptions {
  readonly token: string
  readonly answer: Answer
  readonly log: Log
  readonly limits: ControlLimits
}

export function createConnections(options: ConnectionOptions) {
  const { limits, log } = options
  /** In the order of their arrival. */
  const open = new Map<Socket, { isProven: boolean }>()
  return {
    accept: (socket: Socket): void => {
      socket.on('error', (error) => log('debug', 'a control connection broke', { error: error.message }))
      if (open.size >= limits.connections) {
        const [oldest] = [...open].find(([, { isProven }]) => !isProven) ?? [socket]
        oldest.destroy()
        open.delete(oldest)
        if (oldest === socket) return
      }
      const state = { isProven: false }
      open.set(socket, state)
      socket.on('close', () => open.delete(socket))
      serveConnection(socket, options, () => {
        state.isProven = true
      })
    },
    end: (): void => {
      for (const socket of open.keys()) socket.destroy()
    },
  }
}

const UNKNOWN: ControlReply = { ok: false, message: 'The request is not one that Homeward knows.' }
const TOO_LONG: ControlReply = { ok: false, message: 'The answer is too long to be sent.' }

function serveConnection(socket: Socket, { token, answer, limits }: ConnectionOptions, onProven: () => void): void {
  const requestTimer = setTimeout(() => socket.destroy(), limits.requestMs)
  const exchangeTimer = setTimeout(() => socket.destroy(), limits.exchangeMs)
  let nonces: Nonces | null = null
  let isOver = false

  // What comes after the reply is read and dropped: bytes left unread would make the system drop the reply instead.
  const reply = (value: ControlReply): void => {
    const text = JSON.stringify(value)
    socket.end(`${text.length > LONGEST_REPLY ? JSON.stringify(TOO_LONG) : text}\n`)
  }
  const refuse = (): void => {
    isOver = true
    reply(UNKNOWN)
  }
  const greet = (line: string | null): void => {
    const hello = line === null ? null : parseLine(helloSchema, line)
    if (hello === null) {
      refuse()
      return
    }
    nonces = { client: hello.nonce, instance: createToken() }
    socket.write(`${JSON.stringify({ nonce: nonces.instance, proof: proofOf('instance', token, nonces) })}\n`)
  }
  const serve = (line: string | null, agreed: Nonces): void => {
    const message = line === null ? null : parseLine(provenMessageSchema, line)
    if (message === null || !isSame(message.proof, proofOf('client', token, agreed))) {
      refuse()
      return
    }
    isOver = true
    clearTimeout(requestTimer)
    onProven()
    const { proof: _, ...request } = message
    answer(request).then(reply, (error: unknown) => reply({ ok: false, message: messageOf(error) }))
  }
  const readLine = createLineReader(LONGEST_REQUEST, (line) => {
    if (isOver) return
    if (nonces === null) greet(line)
    else serve(line, nonces)
  })
  socket.setEncoding('utf8')
  socket.on('data', readLine)
  socket.on('close', () => {
    clearTimeout(requestTimer)
    clearTimeout(exchangeTimer)
  })
}

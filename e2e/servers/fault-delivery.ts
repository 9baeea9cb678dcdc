// Sends each fault over the wire. A stream stops when the client closes the connection.
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { TLSSocket } from 'node:tls'
import { gzipSync } from 'node:zlib'
import type { Answer } from './exchange.ts'
import type { Fault } from './faults.ts'

const MIB = 1024 * 1024
const PAGE =
  '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><h1>Sign in to go on</h1><p>good morning</p></body></html>\n'

const plain = (status: number, body: string, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'text/plain', ...headers },
  body,
})

/** Writes the same chunk repeatedly, no faster than the client reads. */
async function repeat(response: ServerResponse, chunk: Buffer, times: number): Promise<void> {
  for (let i = 0; i < times && !response.destroyed; i++) {
    if (!response.write(chunk)) {
      await new Promise<void>((resolve) => {
        response.once('drain', resolve)
        response.once('close', resolve)
      })
    }
  }
  response.end()
}

async function drip(response: ServerResponse, { status, headers, body }: Answer, ms: number): Promise<void> {
  const bytes = Buffer.from(body)
  response.writeHead(status, { ...headers, 'content-length': bytes.length })
  response.flushHeaders()
  for (let i = 0; i < bytes.length && !response.destroyed; i++) {
    await wait(ms)
    response.write(bytes.subarray(i, i + 1))
  }
  response.end()
}

/** Of a TLS connection Node resets nothing: it ends without an answer, which its client calls reset as well. */
function reset(socket: Socket | null): void {
  if (socket instanceof TLSSocket) socket.destroy()
  else socket?.resetAndDestroy()
}

/**
 * Answers with a fault.
 * @param truth builds the true answer; called only when needed, because it changes the zone
 * @returns the reply as the log keeps it; null when there was none
 */
export async function deliverFault(
  fault: Fault,
  response: ServerResponse,
  truth: () => Answer,
  send: (answer: Answer) => void,
): Promise<Answer | null> {
  const sent = (answer: Answer) => {
    send(answer)
    return answer
  }
  if (fault.kind === 'delay') {
    const answer = truth()
    await wait(fault.ms)
    return sent(answer)
  }
  if (fault.kind === 'drip') {
    const answer = truth()
    await drip(response, answer, fault.ms)
    return answer
  }
  if (fault.apply) truth()
  switch (fault.kind) {
    case 'word':
      return sent(plain(fault.status ?? 200, fault.text, { 'content-type': fault.contentType ?? 'text/plain' }))
    case 'bytes': {
      const bytes = Buffer.from(fault.base64, 'base64')
      const answer = plain(fault.status ?? 200, `(${bytes.length} bytes)`, {
        'content-type': fault.contentType ?? 'text/plain',
      })
      response.writeHead(answer.status, { ...answer.headers, 'content-length': bytes.length }).end(bytes)
      return answer
    }
    case 'raw':
      response.socket?.end(fault.text, 'latin1')
      return plain(200, fault.text)
    case 'status':
      return sent(plain(fault.status, fault.text ?? '', { ...fault.headers }))
    case 'throttle':
      return sent(
        plain(429, 'too many requests\n', fault.retryAfter === null ? {} : { 'retry-after': String(fault.retryAfter) }),
      )
    case 'html':
      return sent(plain(fault.status ?? 200, PAGE, { 'content-type': 'text/html; charset=utf-8' }))
    case 'empty':
      return sent(plain(fault.status ?? 200, ''))
    case 'redirect':
      return sent(plain(fault.status ?? 302, '', { location: fault.location }))
    case 'reset':
      reset(response.socket)
      return null
    case 'hang':
      return null
    case 'truncated':
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 1_000 })
      response.write('good 11.', () => response.socket?.destroy())
      return plain(200, 'good 11.')
    case 'huge': {
      response.writeHead(200, { 'content-type': 'text/plain' })
      await repeat(response, Buffer.alloc(MIB, 'good '), Math.ceil((fault.bytes ?? 64 * MIB) / MIB))
      return plain(200, 'good …')
    }
    case 'gzip-bomb': {
      // A gzip stream may have many members (RFC 1952, section 2.2): repeating a small one gives a body of any size.
      const member = gzipSync(Buffer.alloc(MIB, ' '))
      response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' })
      await repeat(response, member, Math.ceil((fault.bytes ?? 1024 * MIB) / MIB))
      return plain(200, '(gzip) …')
    }
  }
}

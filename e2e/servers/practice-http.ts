// The HTTP part of all practice servers: listens, stamps the first byte of each request, delivers faults, keeps the log.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { isIPv6 } from 'node:net'
import type { Answer, PracticeRequest } from './exchange.ts'
import { deliverFault } from './fault-delivery.ts'
import type { FaultList } from './faults.ts'
import type { RequestLog } from './request-log.ts'

/** Where a server listens. */
export interface ListenAddress {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
}

export interface Certificate {
  /** PEM. */
  readonly cert: string | Buffer
  readonly key: string | Buffer
}

export interface Listener extends ListenAddress {
  /** `http://127.0.0.1:8053`, without a final slash. */
  readonly url: string
  close(): Promise<void>
}

export interface PracticeHttpOptions {
  readonly listenOn: ListenAddress
  readonly certificate?: Certificate | undefined
  readonly answer: (request: PracticeRequest) => Answer
  readonly faults: FaultList
  readonly log: RequestLog
}

const BODY_LIMIT = 256 * 1024

/** Epoch milliseconds with a fraction. The fine clock does not follow a clock change; then the coarse one counts. */
export function wallClock(): number {
  const fine = performance.timeOrigin + performance.now()
  const coarse = Date.now()
  return Math.abs(fine - coarse) < 5 ? fine : coarse
}

export const urlOf = (scheme: string, { host, port }: ListenAddress) =>
  `${scheme}://${isIPv6(host) ? `[${host}]` : host}:${port}`

/** Records when the first byte of each socket's current request came: a kept connection carries many requests. */
function stampFirstBytes(server: Server, event: 'connection' | 'secureConnection') {
  const stamps = new WeakMap<Socket, number>()
  server.on(event, (socket: Socket) => {
    // Before the parser's listener, which calls the request handler.
    socket.prependListener('data', () => {
      if (!stamps.has(socket)) stamps.set(socket, wallClock())
    })
  })
  return {
    of: (socket: Socket) => stamps.get(socket) ?? wallClock(),
    forget: (socket: Socket) => stamps.delete(socket),
  }
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= BODY_LIMIT) chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** A target that is not a URL counts as the root: the request is still logged as it was sent, and answered. */
function readTarget(target: string): URL {
  try {
    return new URL(target, 'http://practice')
  } catch {
    return new URL('http://practice/')
  }
}

/** The user name and password of Basic authentication (RFC 7617). */
export function readBasic(header: string | undefined): PracticeRequest['basic'] {
  const [, code] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? '') ?? []
  if (code === undefined) return null
  const [username = '', ...rest] = Buffer.from(code, 'base64').toString('utf8').split(':')
  return { username, password: rest.join(':') }
}

export async function startPracticeHttp(options: PracticeHttpOptions): Promise<Listener> {
  const { listenOn, certificate, faults, log } = options

  async function handle(message: IncomingMessage, response: ServerResponse) {
    const { socket } = message
    const at = stamps.of(socket)
    const method = message.method ?? 'GET'
    const target = message.url ?? '/'
    const remoteAddress = (socket.remoteAddress ?? '').replace(/^::ffff:/i, '')
    const basic = readBasic(message.headers.authorization)
    // Logged before the body is read, so that a truncated request is in the log too.
    const progress = log.open({
      at,
      method,
      url: target,
      userAgent: message.headers['user-agent'] ?? '',
      remoteAddress,
      username: basic?.username ?? null,
    })
    response.on('close', () => {
      stamps.forget(socket)
      progress({ doneAt: wallClock() })
    })
    const body = await readBody(message)
    progress({ body })
    const url = readTarget(target)
    const request: PracticeRequest = { method, url, headers: message.headers, body, basic, remoteAddress }
    const send = ({ status, headers = {}, body: text }: Answer) => {
      progress({ status, answer: text })
      if (response.destroyed) return
      response.writeHead(status, {
        ...headers,
        ...(status === 204 ? {} : { 'content-length': Buffer.byteLength(text) }),
      })
      response.end(status === 204 ? undefined : text)
    }
    const subject = {
      method,
      path: url.pathname,
      text: `${url.pathname}?${url.searchParams} ${body}`.replaceAll('%2C', ','),
      username: basic?.username ?? null,
    }
    const fault = faults.take(subject)
    if (!fault) return send(options.answer(request))
    progress({ fault: fault.kind })
    const answer = await deliverFault(fault, response, () => options.answer(request), send)
    if (answer) progress({ status: answer.status, answer: answer.body })
  }

  const listener = (message: IncomingMessage, response: ServerResponse) => {
    handle(message, response).catch((error: unknown) => {
      // A broken connection stays in the log without a reply; anything else is a bug.
      if (!message.destroyed && !response.destroyed) throw error
    })
  }
  const server = certificate ? createTlsServer({ ...certificate }, listener) : createServer(listener)
  const stamps = stampFirstBytes(server, certificate ? 'secureConnection' : 'connection')
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(listenOn.port, listenOn.host, resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    host: listenOn.host,
    port,
    url: urlOf(certificate ? 'https' : 'http', { host: listenOn.host, port }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

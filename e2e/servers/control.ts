// The control of the practice servers, over HTTP on its own port: shows what the provider holds, and adds faults.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PracticeEcho } from './echo.ts'
import { readFault } from './faults.ts'
import { type ListenAddress, type Listener, urlOf } from './practice-http.ts'
import type { PracticeProvider } from './provider.ts'

export interface ControlOptions {
  readonly provider: PracticeProvider
  readonly echoes: readonly PracticeEcho[]
  readonly listenOn?: ListenAddress
}

interface Reply {
  readonly status: number
  readonly payload: object
}

const ok = (payload: object = { ok: true }): Reply => ({ status: 200, payload })
const badRequest = (message: string): Reply => ({ status: 400, payload: { ok: false, message } })

/** `{family, answer, echo?}`: `answer` null restores the true answer; `echo` is the index of one echo, else all. */
function setEchoAnswer(echoes: readonly PracticeEcho[], value: unknown): Reply {
  const { family, answer, echo } = (value ?? {}) as { family?: unknown; answer?: unknown; echo?: unknown }
  if (family !== 'ipv4' && family !== 'ipv6') return badRequest('family is "ipv4" or "ipv6"')
  if (answer !== null && typeof answer !== 'string') return badRequest('answer is a text or null')
  const chosen = echo === undefined ? echoes : echoes.filter((_, index) => index === echo)
  if (chosen.length === 0) return badRequest(`echo is 0 to ${echoes.length - 1}`)
  for (const one of chosen) one.answer(family, answer)
  return ok()
}

/** Adds the fault to the provider, or with `echo` (an index) to that echo. */
function addFault({ provider, echoes }: ControlOptions, value: unknown): Reply {
  const read = readFault(value)
  if ('problem' in read) return badRequest(read.problem)
  const { echo } = value as { echo?: unknown }
  const target = echo === undefined ? provider : echoes.find((_, index) => index === echo)
  if (!target) return badRequest(`echo is 0 to ${echoes.length - 1}`)
  target.faults.add(read.fault)
  return ok()
}

function handle(options: ControlOptions, method: string, url: URL, value: unknown): Reply {
  const { provider, echoes } = options
  const servers = [provider, ...echoes]
  switch (`${method} ${url.pathname}`) {
    case 'GET /requests':
      return ok(provider.requests(Number(url.searchParams.get('since') ?? 0) || 0))
    case 'GET /echo-requests':
      return ok(echoes.map((echo) => echo.requests(Number(url.searchParams.get('since') ?? 0) || 0)))
    case 'GET /zone':
      return ok(provider.zone.entries())
    case 'GET /faults':
      return ok(provider.faults.waiting())
    case 'POST /fault':
      return addFault(options, value)
    case 'POST /clear-faults':
      for (const one of servers) one.faults.clear()
      return ok()
    case 'POST /echo':
      return setEchoAnswer(echoes, value)
    case 'POST /reset':
      for (const one of servers) one.reset()
      return ok()
    default:
      return { status: 404, payload: { ok: false, message: `no ${method} ${url.pathname} here` } }
  }
}

export async function startControl(options: ControlOptions): Promise<Listener> {
  const { host, port } = options.listenOn ?? { host: '127.0.0.1', port: 0 }
  const server = createServer((message, response) => {
    const chunks: Buffer[] = []
    message.on('data', (chunk: Buffer) => chunks.push(chunk))
    message.on('end', () => {
      const { status, payload } = read(
        message.method ?? 'GET',
        message.url ?? '/',
        Buffer.concat(chunks).toString('utf8'),
      )
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(payload))
    })
  })
  function read(method: string, target: string, body: string): Reply {
    try {
      return handle(options, method, new URL(target, 'http://practice'), body === '' ? null : JSON.parse(body))
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof TypeError) return badRequest(error.message)
      throw error
    }
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = { host, port: (server.address() as AddressInfo).port }
  return {
    ...address,
    url: urlOf('http', address),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

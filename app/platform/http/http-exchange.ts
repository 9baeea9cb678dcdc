// One request over one agent: bounded in time and size, settled exactly once, and told whether it may have arrived.
import http from 'node:http'
import https from 'node:https'
import type { HttpRequest, HttpResult } from '../../model/ports.ts'
import { createBodyCollector, tooLarge } from './http-body.ts'
import { FaultError, faultOf } from './http-fault.ts'

const REQUEST_TIMEOUT_MS = 20_000
const MAX_BODY_BYTES = 65_536

/** Header names in lower case; a repeated one is joined as RFC 9110 section 5.2 says. */
function readHeaders(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = String(raw[i]).toLowerCase()
    const value = String(raw[i + 1])
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`
  }
  return headers
}

/**
 * Sends it and reads the answer. Never rejects.
 * @param agent one whose sockets are handed over connected: from then on the request counts as sent
 */
export function exchange(
  agent: http.Agent,
  url: URL,
  request: HttpRequest,
  headers: Readonly<Record<string, string>>,
): Promise<HttpResult> {
  return new Promise((resolve) => {
    const maxBytes = request.maxBytes ?? MAX_BODY_BYTES
    const totalMs = request.timeoutMs ?? REQUEST_TIMEOUT_MS
    const body = createBodyCollector(maxBytes)
    let sent = false
    let settled = false

    const outgoing = (url.protocol === 'https:' ? https : http).request({
      agent,
      protocol: url.protocol,
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      path: `${url.pathname}${url.search}`,
      method: request.method,
      headers,
    })
    const total = setTimeout(
      () => fail(new FaultError('timeout', `The request took longer than ${totalMs} ms.`)),
      totalMs,
    )

    function settle(result: HttpResult): void {
      if (settled) return
      settled = true
      clearTimeout(total)
      resolve(result)
    }
    function fail(error: unknown): void {
      settle({ ok: false, ...faultOf(error), sent })
      outgoing.destroy()
    }

    outgoing.on('socket', () => {
      if (!settled) sent = true
    })
    outgoing.on('response', (incoming) => {
      const answered = readHeaders(incoming.rawHeaders)
      incoming.on('data', (chunk: Buffer) => {
        if (!body.add(chunk)) fail(tooLarge(maxBytes))
      })
      incoming.on('error', fail)
      incoming.on('end', () => {
        body.text(answered['content-encoding']).then((text) => {
          // The agent gets the connection back one turn later; a request that follows at once is to find it free.
          setImmediate(() => settle({ ok: true, status: incoming.statusCode ?? 0, headers: answered, body: text }))
        }, fail)
      })
    })
    outgoing.on('error', fail)
    // A switch of protocols that nobody asked for ends without an error and without an answer.
    outgoing.on('upgrade', (_response, socket) => {
      socket.destroy()
      fail(new FaultError('other', 'The server changed the protocol.'))
    })
    outgoing.end(request.body)
  })
}

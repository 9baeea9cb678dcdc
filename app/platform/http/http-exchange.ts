// Sends one request: limited in time and size, with exactly one result, which says whether the request may have arrived.
import http from 'node:http'
import https from 'node:https'
import type { HttpRequest, HttpResult } from '../../model/ports.ts'
import { createBodyCollector, tooLarge } from './http-body.ts'
import { FaultError, faultOf } from './http-fault.ts'

const REQUEST_TIMEOUT_MS = 20_000
const MAX_BODY_BYTES = 65_536

/** @returns header name in lower case -> value. Repeated headers are joined (RFC 9110, section 5.2). */
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
 * Sends the request and reads the response. Never rejects.
 * @param agent gives connected sockets only: with a socket the request counts as sent
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
      const responseHeaders = readHeaders(incoming.rawHeaders)
      incoming.on('data', (chunk: Buffer) => {
        if (!body.add(chunk)) fail(tooLarge(maxBytes))
      })
      incoming.on('error', fail)
      incoming.on('end', () => {
        body.text(responseHeaders['content-encoding']).then((text) => {
          // The agent gets the connection back one turn later. A request that follows immediately must find it free.
          setImmediate(() =>
            settle({ ok: true, status: incoming.statusCode ?? 0, headers: responseHeaders, body: text }),
          )
        }, fail)
      })
    })
    outgoing.on('error', fail)
    // Otherwise a change of protocol that we did not ask for would cause neither an error nor a response.
    outgoing.on('upgrade', (_response, socket) => {
      socket.destroy()
      fail(new FaultError('malformed', 'The server changed the protocol.'))
    })
    outgoing.end(request.body)
  })
}

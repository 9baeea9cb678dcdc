// A practice provider in memory: the same protocols as behind sockets, called directly.
import type { PracticeRequest } from '../../e2e/servers/exchange.ts'
import { createZone, type NewRecord } from '../../e2e/servers/live-zone.ts'
import { readBasic } from '../../e2e/servers/practice-http.ts'
import { answerWith } from '../../e2e/servers/protocol.ts'
import type { HttpRequest, HttpResult } from '../model/ports.ts'
import { type ProviderCase, practiceOptions } from './provider-case.ts'

export const PRACTICE_SERVER = 'https://ddns.example.net'

const toPracticeRequest = ({ method, url, headers = {}, body = '' }: HttpRequest): PracticeRequest => ({
  method,
  url: new URL(url),
  headers,
  body,
  basic: readBasic(headers.authorization),
  remoteAddress: '11.22.33.99',
})

/** @param records what the names hold at the start */
export function practiceInMemory(one: ProviderCase, records: readonly NewRecord[] = []) {
  const { accounts, protocols } = practiceOptions(one)
  const zone = createZone({ hostnames: one.hostnames, records })
  return (request: HttpRequest): Extract<HttpResult, { ok: true }> => {
    const {
      status,
      headers = {},
      body,
    } = answerWith(protocols, { accounts, zone, bannedAgents: [] }, toPracticeRequest(request))
    return { ok: true, status, headers, body }
  }
}

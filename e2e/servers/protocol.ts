// A protocol that the practice provider speaks: which requests are its own, and how it answers them from the zone.
import type { PracticeAccount } from './accounts.ts'
import type { Answer, PracticeRequest } from './exchange.ts'
import type { Zone } from './live-zone.ts'

/** What every protocol of a practice provider reads and changes. */
export interface PracticeBackend {
  readonly accounts: readonly PracticeAccount[]
  readonly zone: Zone
  /** User-Agents that begin like this get `badagent`. */
  readonly bannedAgents: readonly string[]
}

export interface PracticeProtocol {
  /** Whether a request to this path speaks the protocol. */
  readonly handles: (pathname: string) => boolean
  readonly answer: (backend: PracticeBackend, request: PracticeRequest) => Answer
}

const NOWHERE: Answer = { status: 404, headers: { 'content-type': 'text/plain' }, body: 'nothing here\n' }

/** Answers with the first protocol that handles the path. */
export function answerWith(
  protocols: readonly PracticeProtocol[],
  backend: PracticeBackend,
  request: PracticeRequest,
): Answer {
  const protocol = protocols.find(({ handles }) => handles(request.url.pathname))
  return protocol?.answer(backend, request) ?? NOWHERE
}

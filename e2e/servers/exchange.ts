// One request at a practice server and its answer, as the protocols see them.
import type { IncomingHttpHeaders } from 'node:http'

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

export interface PracticeRequest {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly basic: { readonly username: string; readonly password: string } | null
  /** The asker's address, an IPv4 one never in its IPv6 dress. */
  readonly remoteAddress: string
}

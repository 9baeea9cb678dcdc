// A request to a practice server and its reply, as the protocols see them.
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
  /** The client's address; an IPv4 address is never in its IPv4-mapped IPv6 form. */
  readonly remoteAddress: string
}

// What the pure middle needs of the outside world. Each port's real side is one file in app/platform or app/store.
import type { Adapter, BestRoute } from './adapter.ts'
import type { Family } from './address.ts'

/** Ends a subscription or timer. Calling it twice is harmless. */
export type Disposer = () => void

export interface Clock {
  /** Wall clock, epoch milliseconds: for what is written down and shown. It may step. */
  now(): number
  /** Milliseconds from an arbitrary start that only grow: for measuring and waiting. */
  monotonic(): number
  /** Milliseconds since the system started, sleep included, to the second: what the wall clock does leaves it alone. */
  sinceBoot(): number
  setTimer(delayMs: number, fire: () => void): Disposer
}

/** Uniform in [0, 1). */
export type Random = () => number

export interface AdapterTable {
  /** Reads the operating system's table anew. Rejects only when the system refuses to give one. */
  list(): Promise<readonly Adapter[]>
  /** The route a packet to this address would take, null when there is none. */
  bestRoute(address: string): Promise<BestRoute | null>
  /** Calls back, coalesced and without detail, whenever links, addresses or routes may have changed. */
  subscribe(onChange: () => void): Disposer
  readonly mode: { readonly kind: 'events' } | { readonly kind: 'polling'; readonly reason: string }
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Connect over this family only. */
  readonly family?: Family
  /** Send from this local address. */
  readonly localAddress?: string
  /** PEM file with the authorities to trust instead of the system's. */
  readonly ca?: string
  /** Leave for plain http to a private address (RFC 1918, ULA). Loopback needs none, a public address never gets it. */
  readonly allowPlainHttp?: boolean
  /** Whole request, default 20 s; connecting is bounded by 5 s besides. */
  readonly timeoutMs?: number
  /** Largest body read, default 64 KiB, counted after decompression. */
  readonly maxBytes?: number
}

export type TransportFault =
  | 'dns'
  | 'refused'
  | 'reset'
  | 'timeout'
  | 'tls'
  | 'unreachable'
  | 'plain-http'
  | 'too-large'
  | 'other'

export type HttpResult =
  | {
      readonly ok: true
      readonly status: number
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    }
  | {
      readonly ok: false
      readonly fault: TransportFault
      readonly message: string /** Whether the request may have reached the server. */
      readonly sent: boolean
    }

export interface HttpClient {
  /** Never rejects for what the network does. Redirects are not followed: they are answers like any other. */
  request(request: HttpRequest): Promise<HttpResult>
  /** Drops pooled connections: after a change of network they lead nowhere. */
  reset(): void
}

export type SecretReading =
  | { readonly state: 'found'; readonly value: string }
  | { readonly state: 'missing' }
  /** Present or not, it cannot be told now: locked, no bus, no service. Never to be overwritten by us. */
  | { readonly state: 'unreadable'; readonly reason: string }

export type SecretWriting = { readonly ok: true } | { readonly ok: false; readonly reason: string }

export interface CredentialStore {
  read(account: string, field: string): Promise<SecretReading>
  write(account: string, field: string, value: string): Promise<SecretWriting>
  clear(account: string, field: string): Promise<SecretWriting>
  /** Names only, never values. */
  list(): Promise<
    | { readonly ok: true; readonly names: readonly { account: string; field: string }[] }
    | { readonly ok: false; readonly reason: string }
  >
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
/** Details must hold no secret; the real side redacts what it knows to be one all the same. */
export type Log = (level: LogLevel, message: string, details?: Readonly<Record<string, unknown>>) => void

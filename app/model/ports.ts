// The ports: what model and engine need from the outside world. Each is implemented by one file in app/platform or app/store.
import type { SecretScope } from '../contract/secret-scope.ts'
import type { Adapter, BestRoute } from './adapter.ts'
import type { Family } from './address.ts'
import type { Neighbour } from './neighbour.ts'

/** Ends a subscription or timer. Calling it twice is harmless. */
export type Disposer = () => void

export interface Clock {
  /** Wall clock, epoch milliseconds: for times that are stored and shown. It may step. */
  now(): number
  /** Milliseconds from an arbitrary start, which only grow: for measuring and waiting. */
  monotonic(): number
  /** Milliseconds since the system started, sleep included, in whole seconds. Steps of the wall clock do not affect it. */
  sinceBoot(): number
  setTimer(delayMs: number, fire: () => void): Disposer
}

/** Uniform in [0, 1). */
export type Random = () => number

export interface AdapterTable {
  /** Reads the operating system's table. Rejects only when the system refuses. */
  list(): Promise<readonly Adapter[]>
  /**
   * The route that a packet to this address would take, null when there is none.
   * @param from the packet's own address, where it is given: policy routing and adapters of their own may depend on it. Rejects
   *   where the system does not tell.
   */
  bestRoute(address: string, from?: string): Promise<BestRoute | null>
  /** Calls back, coalesced and without details, whenever links, addresses or routes may have changed. */
  subscribe(onChange: () => void): Disposer
  readonly mode: { readonly kind: 'events' } | { readonly kind: 'polling'; readonly reason: string }
}

export interface NeighbourTable {
  /**
   * The hosts that this machine knows on its links, of both families. Nobody is asked.
   * @returns null where the system does not tell; rejects when it refuses
   */
  list(): Promise<readonly Neighbour[] | null>
}

export interface HttpRequest {
  /** SUBSCRIBE and UNSUBSCRIBE belong to UPnP's events. */
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'SUBSCRIBE' | 'UNSUBSCRIBE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Connect over this family only. */
  readonly family?: Family
  /** Send from this local address. */
  readonly localAddress?: string
  /**
   * May take the proxy that the settings or the system name; otherwise it goes directly. Never for a question whose answer
   * tells where it came from, unless the user wants the proxy's address. A request from a local address, and plain http, always
   * go directly.
   */
  readonly throughProxy?: boolean
  /** PEM file with the authorities to trust instead of the system's. */
  readonly ca?: string
  /** Allows plain http to a private address (RFC 1918, ULA). Loopback is always allowed, a public address never. */
  readonly allowPlainHttp?: boolean
  /** A probe for a captive portal, which is plain http to anybody. It carries nothing, and its answer decides no address. */
  readonly isPortalProbe?: boolean
  /** For the whole request, default 20 s. Connecting may take 5 s of it at most. */
  readonly timeoutMs?: number
  /** The largest body that is read, default 64 KiB, after decompression. */
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
  /** An answer came, but it is not HTTP that can be read. */
  | 'malformed'
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
      readonly message: string
      /** Whether the request may have reached the server. */
      readonly sent: boolean
      /** The direct way failed, and there is a proxy that this request was not to take. */
      readonly hasProxy?: boolean
    }

export interface HttpClient {
  /** Never rejects for what the network does. Redirects are not followed: they are responses like any other. */
  request(request: HttpRequest): Promise<HttpResult>
  /**
   * Drops pooled connections, which lead nowhere after a change of network.
   * @param addresses the machine's own addresses now: a connection from any other is ended, also during a request
   */
  reset(addresses?: readonly string[]): void
}

export type SecretReading =
  | { readonly state: 'found'; readonly value: string }
  | { readonly state: 'missing' }
  /** One is stored that was entered for another provider or server. It counts as missing. */
  | { readonly state: 'other-server' }
  /** Whether there is one is unknown now: the store is locked, or there is no bus or service. Must not be overwritten. */
  | { readonly state: 'unreadable'; readonly reason: string }

export type SecretWriting = { readonly ok: true } | { readonly ok: false; readonly reason: string }

export type SecretWritten =
  /** `undo` brings back what was stored before, with the scope that it had. */
  { readonly ok: true; readonly undo: () => Promise<void> } | { readonly ok: false; readonly reason: string }

export interface ScopedSecret {
  readonly account: string
  readonly field: string
  readonly scope: SecretScope
}

/** Secrets, each bound to the scope that it was written with. Those of the environment are not bound. */
export interface CredentialStore {
  /** @param scope where the secret is to go */
  read(account: string, field: string, scope: SecretScope): Promise<SecretReading>
  write(account: string, field: string, value: string, scope: SecretScope): Promise<SecretWritten>
  clear(account: string, field: string): Promise<SecretWriting>
  /** Removes every secret that was ever stored for the account, for any scope, except the fields in `keep`. */
  clearAll(account: string, keep?: readonly string[]): Promise<SecretWriting>
  /**
   * Binds the secrets that an earlier version stored without a scope, once: afterwards such a secret goes nowhere. For the
   * process that owns the data folder, before it reads any.
   * @param inForce the scopes of the accounts at this start
   */
  bindUnbound(inForce: readonly ScopedSecret[]): void
  /** Names only, never values. */
  list(): Promise<
    | { readonly ok: true; readonly names: readonly { account: string; field: string }[] }
    | { readonly ok: false; readonly reason: string }
  >
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
/** Details must hold no secret. The implementation redacts known secrets all the same. */
export type Log = (level: LogLevel, message: string, details?: Readonly<Record<string, unknown>>) => void

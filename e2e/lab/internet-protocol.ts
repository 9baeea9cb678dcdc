// What the tests and the process of the practice servers say to each other: one JSON object a line.

export interface SeenRequest {
  /** Wall clock in milliseconds, with fractions: when the first byte of the request arrived. */
  readonly firstByteAt: number
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly userAgent: string
  readonly status: number
  /** The answer's text. */
  readonly answer: string
}

export type InternetCommand =
  /** What the echo services answer: an address, or null for the one they see. */
  | { readonly kind: 'echo'; readonly family: 'ipv4' | 'ipv6'; readonly address: string | null }
  /** The next updates get this answer in place of the true one, until told `null`. */
  | { readonly kind: 'answer'; readonly text: string | null; readonly status?: number }

export type InternetLine =
  | {
      readonly kind: 'ready'
      readonly places: {
        readonly provider: string
        readonly echo: { readonly ipv4: readonly string[]; readonly ipv6: readonly string[] }
        readonly dns: { readonly host: string; readonly port: number }
      }
    }
  | { readonly kind: 'request'; readonly request: SeenRequest }
  | { readonly kind: 'done'; readonly id: number }

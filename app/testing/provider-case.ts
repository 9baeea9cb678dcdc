// What the shared test suites have to know of one provider: an account at a practice server, names that it may update, and
// how the service replies. A provider's own knowledge stands in its practice.ts, so that the suites know no provider.
import type { FaultTarget } from '../../e2e/servers/faults.ts'
import type { PracticeProtocol } from '../../e2e/servers/protocol.ts'
import { base64 } from '../model/encoding.ts'
import type { ProviderAccount } from '../model/provider.ts'

/** With characters that differ in every encoding. */
const PASSWORD = 'Zq7/+&=%"<x>\'(wörd) 9'
/** For services that take a bearer token, which is visible ASCII. */
export const ASCII_TOKEN = 'Zq7/+&=%"<x>\'(token)9'

/** One request of an update, and how a fault finds it. */
export interface ProviderStep {
  readonly name: string
  readonly only: FaultTarget
  /** How many requests are sent in all when this one fails. */
  readonly requests: number
}

export interface ProviderCase {
  readonly secret: string
  readonly secretField: string
  /** The user name of Basic authentication; null where the service uses none. */
  readonly username: string | null
  readonly hostnames: readonly [string, string]
  /** @param server scheme, host and port, without a path */
  readonly account: (server: string) => Pick<ProviderAccount, 'endpoint' | 'fields'>
  /** The server side of the provider's protocol. */
  readonly protocol: PracticeProtocol
  /** How every reply begins that may confirm anything. */
  readonly success: RegExp
  /** Requests for one hostname with both families, at most. */
  readonly mostRequests: number
  /** The requests of an update of one family of a name that holds nothing yet, in their order. */
  readonly steps: readonly ProviderStep[]
  /** Its success names the address that it stored. */
  readonly namesAddress: boolean
  /** The service replies with the return codes of dyndns2. */
  readonly speaksDyndns2: boolean
}

const DEFAULTS = {
  secret: PASSWORD,
  username: null,
  hostnames: ['nas.example.org', 'cam.example.org'],
  account: (endpoint: string) => ({ endpoint, fields: {} }),
  mostRequests: 1,
  steps: [{ name: 'the update', only: {}, requests: 1 }],
  namesAddress: true,
  speaksDyndns2: false,
} satisfies Partial<ProviderCase>

/** A case as its author writes it: only what differs from a token in one request. */
type CaseDescription = Omit<ProviderCase, keyof typeof DEFAULTS> & Partial<Pick<ProviderCase, keyof typeof DEFAULTS>>

export const describeCase = (description: CaseDescription): ProviderCase => ({ ...DEFAULTS, ...description })

export const accountAt = (server: string, one: ProviderCase, ca: string | null = null): ProviderAccount => ({
  id: 'home',
  ca,
  allowPlainHttp: false,
  secrets: { [one.secretField]: one.secret },
  ...one.account(server),
})

/** The options of a practice provider that serves this case alone. */
export const practiceOptions = ({ username, secret, hostnames, protocol }: ProviderCase) => ({
  accounts: [{ username: username ?? '', password: secret, token: secret, hostnames }],
  protocols: [protocol],
})

/** The forms in which we or a server that repeats the request may write the secret; made without the product's own list. */
export function writtenForms({ secret, username }: ProviderCase): readonly string[] {
  const percent = encodeURIComponent(secret)
  const form = new URLSearchParams({ s: secret }).toString().slice(2)
  return [secret, percent, percent.toLowerCase(), form, base64(secret), base64(`${username ?? ''}:${secret}`)]
}

// Asks what a name really holds: the zone's servers, or the provider where only it can tell (a proxied name shows the
// world the proxy's addresses).
import type { Failure, FailureKind } from '../../contract/failure.ts'
import type { Verified } from '../../contract/snapshot.ts'
import type { Clock, HttpClient } from '../../model/ports.ts'
import type { FamilyKey, Hold } from '../../model/store.ts'
import type { AccountDirectory } from '../account-directory.ts'
import { isCorrectable, judge, type Verdict } from './verdict.ts'
import type { ServerReading, ZoneReader } from './zone-reading.ts'

export interface Verification extends Verdict {
  readonly source: Verified['source']
  readonly zone: string | null
  readonly servers: readonly ServerReading[]
  /** The provider says that the name stands behind its proxy. */
  readonly proxied: boolean
  readonly correctable: boolean
}

/** `best`: the provider where it can be asked, else the zone. `zone`: the provider only when the zone differs. */
export type Witness = 'best' | 'zone'

export interface Verifier {
  /** Never rejects for what network, provider or credential store do. @param budgetMs for everything together */
  check(key: FamilyKey, address: string, witness: Witness, budgetMs: number): Promise<Verification>
}

export interface VerifierOptions {
  readonly zone: ZoneReader
  readonly accounts: AccountDirectory
  readonly http: HttpClient
  readonly clock: Clock
  readonly userAgent: () => string
  /** While an account has one in force, its provider is not asked either. */
  readonly accountHold: (account: string) => Hold | null
  /**
   * The provider refused to be asked, for a reason that holds for the whole account. Without a hold from here, watching
   * what names hold would repeat the refused question.
   * @param fingerprint of the account and secrets that were refused
   */
  readonly onRefused?: (account: string, failure: Failure, fingerprint: string) => void
}

const REFUSALS: ReadonlySet<FailureKind> = new Set(['credentials', 'account', 'throttled', 'blocked'])

const NOTHING: Verification = {
  state: 'unknown',
  found: [],
  source: 'dns',
  zone: null,
  servers: [],
  proxied: false,
  correctable: false,
}

export function createVerifier(options: VerifierOptions): Verifier {
  const { clock } = options
  /** Names that the provider said are proxied: the zone has nothing to say about them. */
  const proxied = new Set<string>()
  const nameOf = ({ account, hostname }: FamilyKey) => `${account}/${hostname.toLowerCase()}`

  async function askZone(key: FamilyKey, address: string, budgetMs: number): Promise<Verification> {
    const { zone, servers, silent } = await options.zone.read(key.hostname, key.family, budgetMs)
    const verdict = judge(
      address,
      servers.flatMap(({ holds }) => (holds === null ? [] : [holds])),
    )
    const correctable = isCorrectable(verdict, silent)
    return { ...verdict, source: 'dns', zone, servers, proxied: false, correctable }
  }

  async function askProvider(key: FamilyKey, address: string): Promise<Verification> {
    const silence: Verification = { ...NOTHING, source: 'provider', proxied: proxied.has(nameOf(key)) }
    const hold = options.accountHold(key.account)
    // What must not be sent to must not be asked either.
    if (hold !== null && (hold.until === null || hold.until > clock.now())) return silence
    const resolved = await options.accounts.resolve(key.account)
    if (!resolved.ok || resolved.provider.readBack === undefined) return silence
    const request = {
      account: resolved.account,
      hostname: key.hostname,
      userAgent: options.userAgent(),
      now: () => clock.now(),
    }
    const read = await resolved.provider.readBack(request, options.http)
    if (!read.ok) {
      if (REFUSALS.has(read.failure.kind)) options.onRefused?.(key.account, read.failure, resolved.fingerprint)
      return silence
    }
    if (read.proxied) proxied.add(nameOf(key))
    else proxied.delete(nameOf(key))
    const verdict = judge(address, [read[key.family]])
    return { ...silence, ...verdict, proxied: read.proxied, correctable: isCorrectable(verdict, []) }
  }

  const bounded = (work: Promise<Verification>, budgetMs: number): Promise<Verification> =>
    new Promise((resolve, reject) => {
      const cancel = clock.setTimer(budgetMs, () => resolve({ ...NOTHING, source: 'provider' }))
      work.then(resolve, reject).finally(cancel)
    })

  return {
    check: async (key, address, witness, budgetMs) => {
      if (!options.accounts.provider(key.account)?.info.canReadBack) return askZone(key, address, budgetMs)
      if (witness === 'best') return bounded(askProvider(key, address), budgetMs)
      if (proxied.has(nameOf(key))) return { ...NOTHING, source: 'provider', proxied: true }
      const seen = await askZone(key, address, budgetMs)
      return seen.state === 'differs' ? bounded(askProvider(key, address), budgetMs) : seen
    },
  }
}

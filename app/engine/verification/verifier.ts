// Checks which addresses a record really holds. It asks the zone's authoritative servers, or the provider where only the
// provider can tell: DNS shows the proxy's addresses for a proxied record.
import type { Verified } from '../../contract/snapshot.ts'
import { FAMILIES } from '../../model/address.ts'
import { type FamilyKey, familyKey } from '../../model/store.ts'
import { withDeadline } from '../../model/with-deadline.ts'
import type { ServerReading, ZoneReader } from './dns/authoritative-lookup.ts'
import { createProviderReader, type ProviderReaderOptions, type Timeouts } from './provider-lookup.ts'
import { isCorrectable, judge, type Verdict } from './verdict.ts'

export interface Verification extends Verdict {
  readonly source: Verified['source']
  readonly zone: string | null
  readonly servers: readonly ServerReading[]
  /** The provider says that the record is behind its proxy. */
  readonly proxied: boolean
  /** Every server of the zone answered, and all alike; or the provider did. */
  readonly isComplete: boolean
  /** Nothing in the answers forbids a correction. DNS answers also need `PublicAgreement` before anything is sent. */
  readonly correctable: boolean
}

/**
 * Whom to ask, and in which order. Without a provider that can be read back, all three ask DNS only.
 * `provider-first`: the provider only, for somebody who waits for the result.
 * `dns-first`: DNS, and the provider when DNS differs. Proxied records are not checked.
 * `after-update`: like `dns-first`, but the provider is also asked when DNS says nothing and for proxied records.
 */
export type CheckStrategy = 'provider-first' | 'dns-first' | 'after-update'

export interface Verifier {
  /**
   * Never rejects because of network, provider or credential store.
   * @param budgetMs for DNS and again for the provider's answer; with `provider-first` the wait for a request slot counts too
   */
  check(key: FamilyKey, address: string, strategy: CheckStrategy, budgetMs: number): Promise<Verification>
}

export interface VerifierOptions extends ProviderReaderOptions {
  readonly zone: ZoneReader
  /** Family keys of the records that the provider called proxied. Shared by all verifiers, as DNS cannot check these. */
  readonly proxied?: Set<string>
}

/** Nobody waits for a background check: it queues behind the account's updates and still gets its full budget. */
const BACKGROUND_QUEUE_MS = 30_000

const NOTHING: Verification = {
  state: 'unknown',
  found: [],
  source: 'dns',
  zone: null,
  servers: [],
  proxied: false,
  isComplete: false,
  correctable: false,
}

export function createVerifier(options: VerifierOptions): Verifier {
  const { clock, proxied = new Set<string>() } = options
  const provider = createProviderReader(options)

  async function askZone(key: FamilyKey, address: string, budgetMs: number): Promise<Verification> {
    const isLocal = options.accounts.hasLocalDns?.(key.account) ?? false
    const { zone, servers, unanswered } = await options.zone.read(key.hostname, key.family, budgetMs, isLocal)
    const answers = servers.flatMap(({ holds }) => (holds === null ? [] : [holds]))
    const verdict = judge(address, answers)
    const correctable = isCorrectable(verdict, { unanswered })
    const isAlike = new Set(answers.map((answer) => [...answer].sort().join())).size === 1
    const isComplete = isAlike && unanswered.length === 0
    return { ...verdict, source: 'dns', zone, servers, proxied: false, isComplete, correctable }
  }

  async function readProvider(key: FamilyKey, address: string, timeouts: Timeouts): Promise<Verification> {
    const read = await provider.read(key, timeouts)
    if (read === null) return { ...NOTHING, source: 'provider', proxied: proxied.has(familyKey(key)) }
    for (const family of FAMILIES) {
      const id = familyKey({ ...key, family })
      if (read.proxied) proxied.add(id)
      else proxied.delete(id)
    }
    const verdict = judge(address, [read[key.family]])
    const correctable = isCorrectable(verdict, { otherAddresses: [...read.ipv4, ...read.ipv6] })
    return { ...NOTHING, ...verdict, source: 'provider', proxied: read.proxied, isComplete: true, correctable }
  }

  async function askProvider(key: FamilyKey, address: string, timeouts: Timeouts): Promise<Verification> {
    const work = readProvider(key, address, timeouts)
    const inTime = await withDeadline(clock, timeouts.queueMs + timeouts.answerMs, work)
    return inTime ?? { ...NOTHING, source: 'provider' }
  }

  return {
    check: async (key, address, strategy, budgetMs) => {
      if (!options.accounts.provider(key.account)?.info.canReadBack) return askZone(key, address, budgetMs)
      const isProxied = proxied.has(familyKey(key))
      const timeouts = { answerMs: budgetMs, queueMs: strategy === 'provider-first' ? 0 : BACKGROUND_QUEUE_MS }
      if (strategy === 'provider-first' || (isProxied && strategy === 'after-update')) {
        return askProvider(key, address, timeouts)
      }
      if (isProxied) return { ...NOTHING, source: 'provider', proxied: true }
      const byDns = await askZone(key, address, budgetMs)
      const isUndecided = byDns.state === 'differs' || (strategy === 'after-update' && byDns.state === 'unknown')
      return isUndecided ? askProvider(key, address, timeouts) : byDns
    },
  }
}

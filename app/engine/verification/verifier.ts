// Asks what a name really holds: the zone's servers, or the provider where only it can tell (a proxied name shows the
// world the proxy's addresses).
import type { Verified } from '../../contract/snapshot.ts'
import { FAMILIES } from '../../model/address.ts'
import { type FamilyKey, familyKey } from '../../model/store.ts'
import type { ServerReading, ZoneReader } from './dns/authoritative-lookup.ts'
import { createProviderReader, type Patience, type ProviderReaderOptions } from './provider-lookup.ts'
import { isCorrectable, judge, type Verdict } from './verdict.ts'

export interface Verification extends Verdict {
  readonly source: Verified['source']
  readonly zone: string | null
  readonly servers: readonly ServerReading[]
  /** The provider says that the name stands behind its proxy. */
  readonly proxied: boolean
  /** Nothing in the answers speaks against putting it right. Of the zone's word alone that is not enough. */
  readonly correctable: boolean
}

/**
 * `best`: the provider where it can be asked, else the zone. `zone`: the provider only when the zone differs, and never for
 * a name behind its proxy. `after-update`: as `zone`, and the provider for such a name and where the zone says nothing.
 */
export type Witness = 'best' | 'zone' | 'after-update'

export interface Verifier {
  /**
   * Never rejects for what network, provider or credential store do.
   * @param budgetMs for each who is asked; `best`, which somebody waits for, gives no more for everything together
   */
  check(key: FamilyKey, address: string, witness: Witness, budgetMs: number): Promise<Verification>
}

export interface VerifierOptions extends ProviderReaderOptions {
  readonly zone: ZoneReader
  /** Family keys of names that the provider said are proxied, shared by all who ask: the zone tells nothing of them. */
  readonly proxied?: Set<string>
}

/** Nobody waits for a watch: names of one account take their turns, behind its updates, and each has its full budget. */
const WATCH_TURN_MS = 30_000

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
  const { clock, proxied = new Set<string>() } = options
  const provider = createProviderReader(options)

  async function askZone(key: FamilyKey, address: string, budgetMs: number): Promise<Verification> {
    const { zone, servers, silent } = await options.zone.read(key.hostname, key.family, budgetMs)
    const verdict = judge(
      address,
      servers.flatMap(({ holds }) => (holds === null ? [] : [holds])),
    )
    return { ...verdict, source: 'dns', zone, servers, proxied: false, correctable: isCorrectable(verdict, { silent }) }
  }

  async function askProvider(key: FamilyKey, address: string, patience: Patience): Promise<Verification> {
    const read = await provider.read(key, patience)
    if (read === null) return { ...NOTHING, source: 'provider', proxied: proxied.has(familyKey(key)) }
    for (const family of FAMILIES) {
      const id = familyKey({ ...key, family })
      if (read.proxied) proxied.add(id)
      else proxied.delete(id)
    }
    const verdict = judge(address, [read[key.family]])
    const correctable = isCorrectable(verdict, { beside: [...read.ipv4, ...read.ipv6] })
    return { ...NOTHING, ...verdict, source: 'provider', proxied: read.proxied, correctable }
  }

  function bounded(key: FamilyKey, address: string, patience: Patience): Promise<Verification> {
    const work = askProvider(key, address, patience)
    return new Promise((resolve, reject) => {
      const giveUp = () => resolve({ ...NOTHING, source: 'provider' })
      const cancel = clock.setTimer(patience.turnMs + patience.budgetMs, giveUp)
      work.then(resolve, reject).finally(cancel)
    })
  }

  return {
    check: async (key, address, witness, budgetMs) => {
      if (!options.accounts.provider(key.account)?.info.canReadBack) return askZone(key, address, budgetMs)
      const isProxied = proxied.has(familyKey(key))
      const patience = { budgetMs, turnMs: witness === 'best' ? 0 : WATCH_TURN_MS }
      if (witness === 'best' || (isProxied && witness === 'after-update')) return bounded(key, address, patience)
      if (isProxied) return { ...NOTHING, source: 'provider', proxied: true }
      const seen = await askZone(key, address, budgetMs)
      const isOpen = seen.state === 'differs' || (witness === 'after-update' && seen.state === 'unknown')
      return isOpen ? bounded(key, address, patience) : seen
    },
  }
}

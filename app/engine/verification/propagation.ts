// Who still sees the old address, and until when. Asks the zone's servers, the system's resolver and public resolvers once,
// when the user wants to know.
import type { FamilyPropagation, Propagation } from '../../contract/propagation.ts'
import type { RecordSettings } from '../../contract/settings.ts'
import { FAMILIES, type Family, sameAddress } from '../../model/address.ts'
import type { DnsClient } from '../../model/dns.ts'
import { publishedAddress } from '../../model/family-state.ts'
import type { Clock } from '../../model/ports.ts'
import type { StateCache } from '../state-cache.ts'
import { askResolver, type PublicResolver } from './dns/public-resolvers.ts'
import type { VerificationCache } from './verification-cache.ts'
import type { Verification, Verifier } from './verifier.ts'

export interface PropagationOptions {
  readonly dns: DnsClient
  readonly states: Pick<StateCache, 'state'>
  readonly verifier: Verifier
  readonly cache: Pick<VerificationCache, 'note'>
  readonly clock: Clock
  readonly resolvers: readonly PublicResolver[]
}

type ResolverView = FamilyPropagation['resolvers'][number]

const SYSTEM = 'system'
const BUDGET_MS = 5_000

/** Never rejects because of the network. @param remember whether the verification cache keeps what the zone holds */
export async function lookUpPropagation(
  options: PropagationOptions,
  record: RecordSettings,
  remember: boolean,
): Promise<Propagation> {
  const { account, hostname } = record
  const managed = FAMILIES.filter((family) => record[family] !== 'off')
  const families = await Promise.all(managed.map((family) => familyPropagation(options, record, family, remember)))
  return { account, hostname, at: new Date(options.clock.now()).toISOString(), families }
}

async function familyPropagation(
  options: PropagationOptions,
  { account, hostname }: RecordSettings,
  family: Family,
  remember: boolean,
): Promise<FamilyPropagation> {
  const key = { account, hostname, family }
  const expected = publishedAddress(options.states.state(key))
  const [system] = options.dns.systemServers()
  const queried = [...(system === undefined ? [] : [{ name: SYSTEM, ...system }]), ...options.resolvers]
  const [verification, ...views] = await Promise.all([
    options.verifier.check(key, expected ?? '', 'provider-first', BUDGET_MS),
    ...queried.map((resolver) => viewOf(options, resolver, hostname, family)),
  ])
  if (remember && expected !== null && publishedAddress(options.states.state(key)) === expected) {
    options.cache.note(key, expected, verification)
  }
  const resolvers = views.map((view) => ({ ...view, sees: sees(view, expected, verification) }))
  const isOutdated = (view: ResolverView) => expected !== null && (view.sees === 'old' || view.sees === 'none')
  const ends = resolvers.filter(isOutdated).flatMap(({ until }) => (until === null ? [] : [until]))
  return {
    family,
    expected,
    state: verification.state,
    source: verification.source,
    zone: verification.zone,
    found: [...verification.found],
    servers: verification.servers.map((server) => ({ ...server, holds: server.holds && [...server.holds] })),
    resolvers,
    oldUntil: ends.sort().at(-1) ?? null,
  }
}

async function viewOf(
  { dns, clock }: PropagationOptions,
  resolver: PublicResolver,
  hostname: string,
  family: Family,
): Promise<Omit<ResolverView, 'sees'>> {
  const { name } = resolver
  const { address, answer } = await askResolver(dns, resolver, hostname, family)
  const noAnswer = (problem: string) => ({ name, address, addresses: [], until: null, problem })
  if (!answer.ok) return noAnswer(answer.fault)
  if (answer.rcode !== 'NOERROR' && answer.rcode !== 'NXDOMAIN') return noAnswer(answer.rcode)
  // A resolver never answers with authority. Something on the way, such as a router, has answered in its place.
  if (answer.authoritative && name !== SYSTEM) return noAnswer('redirected')
  const own = answer.addresses.filter((each) => each.family === family)
  const ttl = own.length > 0 ? Math.min(...own.map((each) => each.ttl)) : answer.negativeTtl
  const until = ttl === null ? null : new Date(clock.now() + ttl * 1_000).toISOString()
  return { name, address, addresses: own.map((each) => each.address), until, problem: null }
}

function sees(
  view: Omit<ResolverView, 'sees'>,
  expected: string | null,
  { proxied }: Pick<Verification, 'proxied'>,
): ResolverView['sees'] {
  if (view.problem !== null) return 'unknown'
  if (view.addresses.length === 0) return 'none'
  if (view.addresses.every((address) => sameAddress(address, expected))) return 'new'
  return proxied ? 'proxy' : 'old'
}

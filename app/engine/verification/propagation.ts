// Who still sees the old address, and until when: the zone's servers, the system's resolver and public ones, asked once
// because the user wants to know.
import type { FamilyPropagation, Propagation } from '../../contract/propagation.ts'
import type { RecordSettings } from '../../contract/settings.ts'
import { FAMILIES, type Family, sameAddress } from '../../model/address.ts'
import type { DnsClient } from '../../model/dns.ts'
import type { Clock } from '../../model/ports.ts'
import type { StateCache } from '../state-cache.ts'
import { askResolver, type PublicResolver } from './dns/public-resolvers.ts'
import type { VerifiedStates } from './verification-cache.ts'
import type { Verification, Verifier } from './verifier.ts'

export interface PropagationOptions {
  readonly dns: DnsClient
  readonly states: Pick<StateCache, 'state'>
  readonly verifier: Verifier
  readonly cache: Pick<VerifiedStates, 'note'>
  readonly clock: Clock
  readonly resolvers: readonly PublicResolver[]
}

type ResolverView = FamilyPropagation['resolvers'][number]

const SYSTEM = 'system'
const BUDGET_MS = 5_000

/** Never rejects for what the network does. @param remember whether what the zone says goes into the states, too */
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
  const expected = options.states.state(key)?.confirmed ?? null
  const [system] = options.dns.systemServers()
  const asked = [...(system === undefined ? [] : [{ name: SYSTEM, ...system }]), ...options.resolvers]
  const [verification, ...views] = await Promise.all([
    options.verifier.check(key, expected ?? '', 'best', BUDGET_MS),
    ...asked.map((resolver) => viewOf(options, resolver, hostname, family)),
  ])
  if (remember && expected !== null && options.states.state(key)?.confirmed === expected) {
    options.cache.note(key, expected, verification)
  }
  const resolvers = views.map((view) => ({ ...view, sees: sees(view, expected, verification) }))
  const isBehind = ({ sees: it }: ResolverView) => expected !== null && (it === 'old' || it === 'none')
  const ends = resolvers.filter(isBehind).flatMap(({ until }) => (until === null ? [] : [until]))
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
  const silence = (problem: string) => ({ name, address, addresses: [], until: null, problem })
  if (!answer.ok) return silence(answer.fault)
  if (answer.rcode !== 'NOERROR' && answer.rcode !== 'NXDOMAIN') return silence(answer.rcode)
  // A resolver repeats. Who speaks for the name in its place stands on the way, and tells nothing of what the world sees.
  if (answer.authoritative && name !== SYSTEM) return silence('redirected')
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

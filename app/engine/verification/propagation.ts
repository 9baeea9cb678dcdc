// Who still sees the old address, and until when: the zone's servers, the system's resolver and public ones, asked once
// because the user wants to know.
import type { FamilyPropagation, Propagation } from '../../contract/propagation.ts'
import type { RecordSettings } from '../../contract/settings.ts'
import { FAMILIES, type Family, recordType, sameAddress } from '../../model/address.ts'
import { DNS_PORT, type DnsClient } from '../../model/dns.ts'
import type { Clock } from '../../model/ports.ts'
import type { Ledger } from '../ledger.ts'
import type { VerifiedStates } from './verified-states.ts'
import type { Verification, Verifier } from './verifier.ts'

export interface PublicResolver {
  readonly name: string
  readonly address: string
}

/** Three large operators: https://developers.cloudflare.com/1.1.1.1/, https://developers.google.com/speed/public-dns, https://quad9.net */
export const PUBLIC_RESOLVERS: readonly PublicResolver[] = [
  { name: 'Cloudflare', address: '1.1.1.1' },
  { name: 'Google', address: '8.8.8.8' },
  { name: 'Quad9', address: '9.9.9.9' },
]

export interface PropagationOptions {
  readonly dns: DnsClient
  readonly ledger: Pick<Ledger, 'state'>
  readonly verifier: Verifier
  readonly states: VerifiedStates
  readonly clock: Clock
  readonly resolvers: readonly PublicResolver[]
}

type ResolverView = FamilyPropagation['resolvers'][number]

const BUDGET_MS = 5_000

/** Never rejects for what the network does. @param remember whether what the zone says goes into the ledger, too */
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
  const expected = options.ledger.state(key)?.confirmed ?? null
  const [system] = options.dns.systemServers()
  const asked = [...(system === undefined ? [] : [{ name: 'system', ...system }]), ...options.resolvers]
  const [verification, ...views] = await Promise.all([
    options.verifier.check(key, expected ?? '', 'best', BUDGET_MS),
    ...asked.map((resolver) => viewOf(options, resolver, hostname, family)),
  ])
  if (remember && expected !== null && options.ledger.state(key)?.confirmed === expected) {
    options.states.note(key, expected, verification)
  }
  const resolvers = views.map((view) => ({ ...view, sees: sees(view, expected, verification) }))
  const ends = resolvers.flatMap(({ sees: it, until }) => ((it === 'old' || it === 'none') && until ? [until] : []))
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
  resolver: PublicResolver & { readonly port?: number },
  hostname: string,
  family: Family,
): Promise<Omit<ResolverView, 'sees'>> {
  const { name, address, port = DNS_PORT } = resolver
  const type = recordType(family)
  const answer = await dns.ask({
    server: { address, port },
    name: hostname,
    type,
    recursive: true,
    budgetMs: BUDGET_MS,
  })
  const silence = (problem: string) => ({ name, address, addresses: [], until: null, problem })
  if (!answer.ok) return silence(answer.fault)
  if (answer.rcode !== 'NOERROR' && answer.rcode !== 'NXDOMAIN') return silence(answer.rcode)
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

// A small internet of names in a namespace: BIND as the servers of two zones and as the resolver in front of them, on port
// 53 of public-looking addresses of both families. A third server of the first zone is named and dead.
import { makeNameGround } from './name-server-network.ts'

export { nameServersLack } from './name-server-network.ts'

export const ZONE = 'dyn.example'
/** Served by the second server alone, so that nobody of it is dead. */
export const ELSEWHERE = 'else.example'
export const NS1 = { ipv4: '11.22.44.1', ipv6: '2a0e:1111::1' }
export const NS2 = { ipv4: '11.22.44.2', ipv6: '2a0e:1111::2' }
/** Routed, and held by nobody: questions to it are never answered. */
export const DEAD = '11.22.44.3'
export const RESOLVER = '11.22.44.53'

/** Seconds: how long a name of the zones may be kept, and how long that there is none (the last number of the SOA). */
export const TTL = 60
export const NEGATIVE_TTL = 45

export type ServerName = 'ns1' | 'ns2'

export interface NameServers {
  readonly namespace: string
  /** Replaces what these servers hold, and waits until they say so. Lines of a zone file. */
  hold(records: readonly string[], ...which: readonly ServerName[]): Promise<void>
  /** Ends one of the two servers. */
  end(which: ServerName): Promise<void>
  remove(): Promise<void>
}

const options = (folder: string, ipv4: string, ipv6: string, more: string) => `options {
  directory "${folder}"; pid-file "${folder}/named.pid"; session-keyfile "${folder}/session.key"; lock-file none;
  listen-on { ${ipv4}; }; listen-on-v6 { ${ipv6}; };
  dnssec-validation no; empty-zones-enable no; ${more}
};
controls { };
`

const zone = (name: string, file: string) => `zone "${name}" { type primary; file "${file}"; };\n`

const primary = (folder: string, place: typeof NS1, zones: string) =>
  `${options(folder, place.ipv4, place.ipv6, 'recursion no;')}${zones}`

const stub = (name: string, server: string) =>
  `zone "${name}" { type static-stub; server-addresses { ${server}; }; };\n`

const resolver = (folder: string) =>
  options(folder, RESOLVER, 'none', 'recursion yes; allow-query { any; };') +
  stub(ZONE, NS1.ipv4) +
  stub(ELSEWHERE, NS2.ipv4)

/** The zone's own records are kept for longer than a test takes, the names in it for a minute. */
const zoneFile = (serial: number, servers: readonly string[], records: readonly string[]) => `$TTL 600
@ SOA ${servers[0]?.split(' ')[0]} hostmaster ${serial} 60 30 3600 ${NEGATIVE_TTL}
${[...new Set(servers.map((line) => line.split(' ')[0]))].map((name) => `  NS ${name}`).join('\n')}
${servers.join('\n')}
$TTL ${TTL}
${records.join('\n')}
`

const SERVERS = [
  ...[`ns1 A ${NS1.ipv4}`, `ns1 AAAA ${NS1.ipv6}`, `ns2 A ${NS2.ipv4}`, `ns2 AAAA ${NS2.ipv6}`],
  `ns3 A ${DEAD}`,
]
const SERVERS_ELSEWHERE = [`ns A ${NS2.ipv4}`, `ns AAAA ${NS2.ipv6}`]

/** @param elsewhere lines of the other zone */
export async function startNameServers(
  records: readonly string[],
  elsewhere: readonly string[] = [],
): Promise<NameServers> {
  const ground = await makeNameGround({
    addresses: [NS1.ipv4, NS2.ipv4, RESOLVER, NS1.ipv6, NS2.ipv6],
    dead: [DEAD],
    resolver: RESOLVER,
  })
  let serial = Math.floor(Date.now() / 1_000)

  async function write(server: ServerName, lines: readonly string[]): Promise<number> {
    serial += 1
    const own = serial
    await ground.write(server, 'zone', zoneFile(own, SERVERS, lines))
    return own
  }

  try {
    await Promise.all([write('ns1', records), write('ns2', records)])
    await ground.write('ns2', 'elsewhere', zoneFile(serial, SERVERS_ELSEWHERE, elsewhere))
    await Promise.all([
      ground.start('ns1', (own) => primary(own, NS1, zone(ZONE, 'zone'))),
      ground.start('ns2', (own) => primary(own, NS2, zone(ZONE, 'zone') + zone(ELSEWHERE, 'elsewhere'))),
      ground.start('resolver', resolver),
    ])
  } catch (error) {
    await ground.remove()
    throw error
  }
  return {
    namespace: ground.namespace,
    hold: async (lines, ...which) => {
      await Promise.all(which.map(async (name) => ground.reload(name, `loaded serial ${await write(name, lines)}`)))
    },
    end: ground.end,
    remove: ground.remove,
  }
}

/**
 * The same internet as a machine behind a certain router sees it: whatever it asks at port 53, whoever it means, the
 * router answers itself, and for the second zone with entries of its own.
 */
export async function startNameRouter(
  elsewhere: readonly string[],
): Promise<Pick<NameServers, 'namespace' | 'remove'>> {
  const ground = await makeNameGround({
    addresses: [NS1.ipv4, NS2.ipv4, DEAD, RESOLVER, NS1.ipv6, NS2.ipv6],
    dead: [],
    resolver: RESOLVER,
  })
  try {
    await ground.write('router', 'elsewhere', zoneFile(1, SERVERS_ELSEWHERE, elsewhere))
    await ground.start(
      'router',
      (own) => options(own, 'any', 'any', 'recursion yes; allow-query { any; };') + zone(ELSEWHERE, 'elsewhere'),
    )
  } catch (error) {
    await ground.remove()
    throw error
  }
  return ground
}

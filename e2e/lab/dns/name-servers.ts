// A small DNS in a namespace: BIND as the servers of two zones and as a resolver, on port 53 of public-looking addresses of
// both families. The first zone names a third server, which does not answer.
import { createNameServerNetwork } from './name-server-network.ts'

export { missingForNameServers } from './name-server-network.ts'

export const ZONE = 'dyn.example'
/** Only the second server serves it: all servers of this zone answer. */
export const ELSEWHERE = 'else.example'
export const NS1 = { ipv4: '11.22.44.1', ipv6: '2a0e:1111::1' }
export const NS2 = { ipv4: '11.22.44.2', ipv6: '2a0e:1111::2' }
/** A routed address without a server: queries to it are never answered. */
export const DEAD = '11.22.44.3'
export const RESOLVER = '11.22.44.53'

/** In seconds: how long a resolver may keep a name, and how long that it does not exist (last number of the SOA). */
export const TTL = 60
export const NEGATIVE_TTL = 45

export type ServerName = 'ns1' | 'ns2'

export interface NameServers {
  readonly namespace: string
  /** Replaces the records of these servers and waits until they serve them. @param records lines of a zone file */
  hold(records: readonly string[], ...which: readonly ServerName[]): Promise<void>
  /** Stops one of the two servers. */
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

const primary = (folder: string, server: typeof NS1, zones: string) =>
  `${options(folder, server.ipv4, server.ipv6, 'recursion no;')}${zones}`

const stub = (name: string, server: string) =>
  `zone "${name}" { type static-stub; server-addresses { ${server}; }; };\n`

const resolver = (folder: string) =>
  options(folder, RESOLVER, 'none', 'recursion yes; allow-query { any; };') +
  stub(ZONE, NS1.ipv4) +
  stub(ELSEWHERE, NS2.ipv4)

/** Resolvers keep the zone's own records for longer than a test takes, the names in it for a minute. */
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
  const network = await createNameServerNetwork({
    addresses: [NS1.ipv4, NS2.ipv4, RESOLVER, NS1.ipv6, NS2.ipv6],
    dead: [DEAD],
    resolver: RESOLVER,
  })
  let serial = Math.floor(Date.now() / 1_000)

  async function write(server: ServerName, lines: readonly string[]): Promise<number> {
    serial += 1
    const written = serial
    await network.write(server, 'zone', zoneFile(written, SERVERS, lines))
    return written
  }

  try {
    await Promise.all([write('ns1', records), write('ns2', records)])
    await network.write('ns2', 'elsewhere', zoneFile(serial, SERVERS_ELSEWHERE, elsewhere))
    await Promise.all([
      network.start('ns1', (own) => primary(own, NS1, zone(ZONE, 'zone'))),
      network.start('ns2', (own) => primary(own, NS2, zone(ZONE, 'zone') + zone(ELSEWHERE, 'elsewhere'))),
      network.start('resolver', resolver),
    ])
  } catch (error) {
    await network.remove()
    throw error
  }
  return {
    namespace: network.namespace,
    hold: async (lines, ...which) => {
      await Promise.all(which.map(async (name) => network.reload(name, `loaded serial ${await write(name, lines)}`)))
    },
    end: network.end,
    remove: network.remove,
  }
}

/**
 * The same DNS behind a router that redirects port 53: it answers every query itself, whichever server was asked, and the
 * second zone with its own records.
 */
export async function startNameRouter(
  elsewhere: readonly string[],
): Promise<Pick<NameServers, 'namespace' | 'remove'>> {
  const network = await createNameServerNetwork({
    addresses: [NS1.ipv4, NS2.ipv4, DEAD, RESOLVER, NS1.ipv6, NS2.ipv6],
    dead: [],
    resolver: RESOLVER,
  })
  try {
    await network.write('router', 'elsewhere', zoneFile(1, SERVERS_ELSEWHERE, elsewhere))
    await network.start(
      'router',
      (own) => options(own, 'any', 'any', 'recursion yes; allow-query { any; };') + zone(ELSEWHERE, 'elsewhere'),
    )
  } catch (error) {
    await network.remove()
    throw error
  }
  return network
}

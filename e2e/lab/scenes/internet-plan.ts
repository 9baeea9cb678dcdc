// Where everything is in the lab's internet: the six echo operators and the provider by their real names over TLS, at addresses
// that look public, so that the app runs with its own defaults and no setting is bent.
import { ECHO_OPERATORS } from '../../../app/detection/sources/echo/echo-operators.ts'

export const HOSTNAME = 'nas.example.org'
export const PROVIDER_NAME = 'dyn.provider.example'

export const PROVIDER_IPV4 = '11.22.44.120'
export const PROVIDER_IPV6 = '2a0e:1111:44::120'
/** The authoritative server of the provider's zone. */
export const AUTHORITY = '11.22.44.53'
/** The resolver of the home's provider. */
export const RESOLVER = '11.22.44.52'
export const RESOLVER_IPV6 = '2a0e:1111:44::52'
/** The public resolvers that the app asks before it corrects anything. */
export const PUBLIC_RESOLVERS = ['1.1.1.1', '8.8.8.8', '9.9.9.9']

/** The services that tell an address, each at an address of its own for each family. */
export const ECHOES = ECHO_OPERATORS.map(({ operator, urls }, index) => ({
  operator,
  ipv4: { name: new URL(urls.ipv4).hostname, address: `11.22.44.${101 + index}` },
  ipv6: { name: new URL(urls.ipv6).hostname, address: `2a0e:1111:44::${101 + index}` },
}))

/** Pages over plain http that everybody gets alike: systems and browsers notice a captive portal by them. */
export const PLAIN_PAGES = [
  { name: 'detectportal.firefox.com', address: '11.22.44.131', path: '/success.txt', status: 200, body: 'success\n' },
  { name: 'connectivitycheck.gstatic.com', address: '11.22.44.132', path: '/generate_204', status: 204, body: '' },
  {
    ...{ name: 'www.msftconnecttest.com', address: '11.22.44.133', path: '/connecttest.txt' },
    ...{ status: 200, body: 'Microsoft Connect Test' },
  },
]

/** Which families the services listen on: the internet has both, whatever the home has. */
export type Reach = 'both' | 'ipv4'

/** Every address of the internet's end. */
export const addressesOf = (reach: Reach): readonly string[] => [
  ...[
    PROVIDER_IPV4,
    AUTHORITY,
    RESOLVER,
    ...PUBLIC_RESOLVERS,
    ...[...ECHOES.map(({ ipv4 }) => ipv4), ...PLAIN_PAGES].map(({ address }) => address),
  ],
  ...(reach === 'both' ? [PROVIDER_IPV6, RESOLVER_IPV6, ...ECHOES.map(({ ipv6 }) => ipv6.address)] : []),
]

/** Name to addresses. A service has one name for both families, or one for each. */
export function namesOf(reach: Reach): Readonly<Record<string, readonly string[]>> {
  const provider = {
    ipv4: { address: PROVIDER_IPV4, name: PROVIDER_NAME },
    ipv6: { address: PROVIDER_IPV6, name: PROVIDER_NAME },
  }
  const services = [provider, ...ECHOES].flatMap(({ ipv4, ipv6 }) => (reach === 'both' ? [ipv4, ipv6] : [ipv4]))
  const names: Record<string, string[]> = {}
  for (const { name, address } of [...services, ...PLAIN_PAGES]) names[name] = [...(names[name] ?? []), address]
  return names
}

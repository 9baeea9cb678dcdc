// The test case of a dyndns2 service, made from its data entry: its practice server speaks the dialect of the entry. It reads
// the entry without the product's own helpers, so that the two cannot share an error.
import { dyndns2 } from '../../../e2e/servers/dyndns2.ts'
import { describeCase, type ProviderCase } from '../../testing/provider-case.ts'
import type { Dyndns2Service } from './dialect.ts'
import { ANY_SERVER, SERVICES } from './services.ts'

export function dyndns2Case(service: Dyndns2Service): ProviderCase {
  const { url, dialect } = service
  const [, ipv6Parameter] = /^separate:(.+)$/.exec(dialect.addresses) ?? []
  return describeCase({
    secretField: 'password',
    username: 'user',
    account: (endpoint) => ({ endpoint, fields: { username: 'user' } }),
    protocol: dyndns2({
      paths: [new URL(url).pathname],
      maxHostnames: dialect.hosts === 'one' ? 1 : (service.batchSize ?? 20),
      addressParameters: ['myip', ...(ipv6Parameter === undefined ? [] : [ipv6Parameter])],
      detectsUnnamed: dialect.unnamedFamily === 'detected',
      keepWord: dialect.keepWord ?? null,
    }),
    success: /^\s*(good|nochg)(\s|$)/i,
    speaksDyndns2: true,
  })
}

export const cases = Object.fromEntries([ANY_SERVER, ...SERVICES].map((service) => [service.id, dyndns2Case(service)]))

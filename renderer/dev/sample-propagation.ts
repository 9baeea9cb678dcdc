// A domain that has just changed: one server lags, one does not answer, and one resolver still returns the old address.
import type { Propagation } from '../../app/contract/propagation.ts'

export function samplePropagation({ account, hostname }: Pick<Propagation, 'account' | 'hostname'>): Propagation {
  const until = new Date(Date.now() + 540_000).toISOString()
  const expected = '11.22.33.147'
  const old = '11.22.33.12'
  const resolver = { addresses: [expected], until: null, problem: null }
  return {
    account,
    hostname,
    at: new Date().toISOString(),
    families: [
      {
        family: 'ipv4',
        expected,
        state: 'lagging',
        source: 'dns',
        zone: 'example.org',
        found: [expected, old],
        servers: [
          { name: 'ns1.example.org', address: '11.22.44.1', holds: [expected], ttl: 300, problem: null },
          { name: 'ns2.example.org', address: '11.22.44.2', holds: [old], ttl: 300, problem: null },
          { name: 'ns3.example.org', address: '11.22.44.3', holds: null, ttl: null, problem: 'timeout' },
        ],
        resolvers: [
          { ...resolver, name: 'system', address: '192.168.1.1', sees: 'new' },
          { ...resolver, name: 'Cloudflare', address: '1.1.1.1', sees: 'new' },
          { ...resolver, name: 'Google', address: '8.8.8.8', sees: 'old', addresses: [old], until },
          { ...resolver, name: 'Quad9', address: '9.9.9.9', sees: 'unknown', addresses: [], problem: 'SERVFAIL' },
        ],
        oldUntil: until,
      },
    ],
  }
}

import { describe, expect, it } from 'vitest'
import { benchInMemory, benchOverSockets } from '../testing/provider-benches.ts'
import { providerCases } from '../testing/provider-cases.ts'
import { describeProviderContract, describeStrangeAnswers } from '../testing/provider-contract.ts'
import { providers } from './registry.ts'

it('covers every provider of the registry', () => {
  expect(providers.map(({ info }) => info.id)).toEqual(['duckdns', 'noip', 'dynu', 'cloudflare', 'dyndns2', 'custom'])
  expect(Object.keys(providerCases).sort()).toEqual(providers.map(({ info }) => info.id).sort())
})

for (const provider of providers) {
  const one = providerCases[provider.info.id]
  if (one === undefined) continue
  describeProviderContract('in memory', provider, one, benchInMemory)
  describeProviderContract('over sockets', provider, one, benchOverSockets)
}

describe('strange answers', () => {
  for (const provider of providers) {
    const one = providerCases[provider.info.id]
    if (one !== undefined) describeStrangeAnswers(provider, one, benchInMemory)
  }
})

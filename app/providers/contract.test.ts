import { describe } from 'vitest'
import { benchInMemory, benchOverSockets } from '../testing/provider-benches.ts'
import { caseOf } from '../testing/provider-cases.ts'
import { describeProviderContract, describeProviderInfo, describeStrangeReplies } from '../testing/provider-contract.ts'
import { providers } from './registry.ts'

for (const provider of providers) {
  const one = caseOf(provider.info.id)
  describeProviderInfo(provider)
  describeProviderContract('in memory', provider, one, benchInMemory)
  describeProviderContract('over sockets', provider, one, benchOverSockets)
}

describe('strange replies', () => {
  for (const provider of providers) describeStrangeReplies(provider, caseOf(provider.info.id), benchInMemory)
})

import { describe } from 'vitest'
import { providerCases } from '../testing/provider-cases.ts'
import { describeFaults } from '../testing/provider-faults.ts'
import { providers } from './registry.ts'

for (const provider of providers) {
  const one = providerCases[provider.info.id]
  if (one !== undefined) describe(`what goes wrong with ${provider.info.id}`, () => describeFaults(provider, one))
}

import { describe } from 'vitest'
import { caseOf } from '../testing/provider-cases.ts'
import { describeFaults } from '../testing/provider-faults.ts'
import { providers } from './registry.ts'

for (const provider of providers) {
  const { id } = provider.info
  describe(`faults at ${id}`, () => describeFaults(provider, caseOf(id)))
}

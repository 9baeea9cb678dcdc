import { expect, it } from 'vitest'
import { providerPage } from '../testing/provider-table.ts'
import { providers } from './registry.ts'

it('docs/providers.md is current (npx vitest run app/providers/provider-docs -u)', async () => {
  await expect(providerPage(providers.map(({ info }) => info))).toMatchFileSnapshot('../../docs/providers.md')
})

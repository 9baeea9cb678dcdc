import { expect, it } from 'vitest'
import { providerInfoOf, providerOf, providers } from './registry.ts'

it('finds every provider by its own id', () => {
  expect(providers.map(({ info }) => providerOf(info.id))).toEqual(providers)
  expect(providerInfoOf('duckdns')?.label).toBe('Duck DNS')
  for (const id of ['nobody', '', 'constructor']) expect(providerInfoOf(id)).toBeNull()
})

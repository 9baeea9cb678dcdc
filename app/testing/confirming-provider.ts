// A provider that takes every update and says so.
import { describeProvider } from '../contract/provider-info.ts'
import type { Provider } from '../model/provider.ts'

export const confirmingProvider: Provider = {
  info: describeProvider({
    ...{ id: 'practice', label: 'Practice', homepage: 'https://example.org', docs: 'https://example.org', fields: [] },
  }),
  update: async ({ changes }) => ({
    outcomes: changes.flatMap(({ hostname, ipv4, ipv6 }) =>
      (['ipv4', 'ipv6'] as const)
        .filter((family) => (family === 'ipv4' ? ipv4 : ipv6) !== null)
        .map((family) => ({ hostname, family, answer: { kind: 'confirmed' as const, changed: true } })),
    ),
    raw: null,
    requests: 1,
  }),
}

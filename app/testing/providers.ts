// Descriptions of two providers for tests: one with an address of its own, one without.
import type { ProviderInfo } from '../contract/provider-info.ts'
import type { Provider } from '../model/provider.ts'

const text = (en: string) => ({ en, 'zh-CN': en })
const base = {
  homepage: 'https://example.org/',
  docs: 'https://example.org/docs',
  batchSize: 1,
  minIntervalS: null,
  quota: null,
  keepAliveDays: null,
  canReadBack: false,
}

const HOSTED: ProviderInfo = {
  ...base,
  id: 'hosted',
  label: 'Hosted DNS',
  fields: [{ key: 'token', label: text('Token'), secret: true, required: true }],
  endpoint: 'optional',
  families: ['ipv4', 'ipv6'],
}
const OWN: ProviderInfo = {
  ...base,
  id: 'own',
  label: 'Own server',
  fields: [
    { key: 'username', label: text('User name'), secret: false, required: true },
    { key: 'zone', label: text('Zone'), secret: false, required: false },
    { key: 'password', label: text('Password'), secret: true, required: true },
  ],
  endpoint: 'required',
  families: ['ipv4'],
}

export type TestProvider = Pick<Provider, 'info' | 'fieldProblems'>

const PROVIDERS: readonly TestProvider[] = [
  { info: HOSTED },
  {
    info: OWN,
    fieldProblems: ({ zone = 'x' }) => (zone === 'x' ? [] : [{ field: 'zone', problem: 'must be x' }]),
  },
]

export const testProviders = (id: string): TestProvider | null => PROVIDERS.find(({ info }) => info.id === id) ?? null

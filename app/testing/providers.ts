// Descriptions of two providers for tests: one with its own server, and one whose accounts must name a server.
import { describeProvider } from '../contract/provider-info.ts'
import type { Provider } from '../model/provider.ts'
import { inAllLanguages } from './labels.ts'

const pages = { homepage: 'https://example.org/', docs: 'https://example.org/docs' }

const HOSTED = describeProvider({
  ...pages,
  id: 'hosted',
  label: 'Hosted DNS',
  fields: [{ key: 'token', label: inAllLanguages('Token'), secret: true, required: true }],
})
const OWN = describeProvider({
  ...pages,
  id: 'own',
  label: 'Own server',
  fields: [
    { key: 'username', label: inAllLanguages('User name'), secret: false, required: true, holds: 'user-name' },
    { key: 'zone', label: inAllLanguages('Zone'), secret: false, required: false },
    { key: 'password', label: inAllLanguages('Password'), secret: true, required: true },
  ],
  endpoint: 'required',
  families: ['ipv4'],
})

export type TestProvider = Pick<Provider, 'info' | 'fieldProblems'>

const PROVIDERS: readonly TestProvider[] = [
  { info: HOSTED },
  {
    info: OWN,
    fieldProblems: ({ zone = 'x' }) => (zone === 'x' ? [] : [{ field: 'zone', problem: 'must be x' }]),
  },
]

export const testProviders = (id: string): TestProvider | null => PROVIDERS.find(({ info }) => info.id === id) ?? null
